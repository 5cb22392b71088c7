/** Where the link of an invite leads. */
import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InviteDefaults } from '../../../shared/invite.ts';
import { servedCertificate } from '../../stack/probe/served-certificate.ts';
import { type ConfiguredHome, inviteDefaults } from '../read.ts';

/** Milliseconds; whoever types the command waits for it. */
const LOOKUP_TIME = 2000;

/** Whether a name has an address, as this machine sees it. */
async function hasAddress(host: string): Promise<boolean> {
  if (host.endsWith('.localhost')) return true;
  const found = lookup(host).then(
    () => true,
    () => false,
  );
  return Promise.race([found, sleep(LOOKUP_TIME, false, { ref: false })]);
}

/** Where the web link of an invite leads, and why it does not lead to the page that phones are not asked at. */
export interface InvitePage {
  readonly place: InviteDefaults;
  /** What that page's name lacks: an address in DNS, or a server certificate. */
  readonly lacks?: 'address' | 'certificate';
}

/**
 * The host that asks for no certificate, where it can be opened: homes from before it may have no name in DNS for it, and
 * no server certificate. A home with a private root goes without, since the pin of an invite is for one host.
 */
export async function invitePage(home: ConfiguredHome): Promise<InvitePage> {
  const { config, layout } = home;
  const { pageHost } = config;
  const place = await inviteDefaults(home);
  if (pageHost === undefined || place.pin !== undefined) return { place };
  const [served, addressed] = await Promise.all([
    servedCertificate({ path: layout.run.enrolment }, pageHost),
    hasAddress(pageHost),
  ]);
  if (!addressed) return { place, lacks: 'address' };
  if (!served?.matches) return { place, lacks: 'certificate' };
  return { place: { host: pageHost, port: place.port } };
}
