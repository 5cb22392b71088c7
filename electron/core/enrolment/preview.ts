/** What an invite promises, asked before anything is made; or that this very computer has used it already. */
import type { PreviewReply } from '../../../shared/api.ts';
import { LatchkeyError, unlessExpected } from '../../../shared/errors.ts';
import { homeDomain } from '../../../shared/home-domain.ts';
import { normaliseHost } from '../../../shared/host.ts';
import type { Invite, InviteDefaults } from '../../../shared/invite.ts';
import { nameSchema } from '../../../shared/names.ts';
import { difference } from '../access/services-now.ts';
import type { EnrolmentRecord } from '../enrolment-record.ts';
import { checkHome, requireDomain } from '../home-checks/check-home.ts';
import type { DeviceFacts, EnrolmentStore, HomeApi, Vault } from '../ports.ts';
import { requireInvite } from './invite-problem.ts';
import { knownInvite } from './known-invite.ts';

/** What the home promises to whoever has the invite. */
export interface Promised {
  readonly type: 'promised';
  readonly invite: Invite;
  readonly preview: PreviewReply;
  /** What this computer is called at the home, unless somebody chooses otherwise. */
  readonly deviceName: string;
  /** Keys that this computer has to the same home. */
  readonly already: readonly EnrolmentRecord[];
}

/** The home does not take the invite, or cannot be asked; but this computer has used it. */
interface UsedHere {
  /** `begun`: an enrolment with it is not finished. `enrolled`: it brought the key that is here. */
  readonly type: 'begun' | 'enrolled';
  readonly id: string;
  /** What the home said, or why it could not be asked. */
  readonly refusal: LatchkeyError;
}

export type Preview = Promised | UsedHere;

export interface PreviewDeps {
  readonly homes: HomeApi;
  readonly enrolmentStore: Pick<EnrolmentStore, 'list'>;
  readonly vault: Vault;
  readonly crypto: Crypto;
  readonly device: Pick<DeviceFacts, 'name'>;
  /** The home that a bare code is for, when the build carries one. */
  readonly defaults?: InviteDefaults;
}

/**
 * @param text the invite as it was pasted or typed
 * @throws INVITE_NOT_VALID; whatever the home answers to an invite that this computer has not used
 */
export async function previewInvite(deps: PreviewDeps, text: string): Promise<Preview> {
  const invite = requireInvite(text, deps.defaults);
  try {
    return await ask(deps, invite);
  } catch (refusal) {
    if (!(refusal instanceof LatchkeyError)) throw refusal;
    // A vault that does not open is no answer to whether it was this computer.
    const known = await knownInvite(deps, invite).catch(unlessExpected);
    if (known === undefined) throw refusal;
    return { ...known, refusal };
  }
}

async function ask({ homes, enrolmentStore, device }: PreviewDeps, pasted: Invite): Promise<Promised> {
  // Before the code is sent anywhere: a home in such a place could not be believed whatever it said.
  const domain = requireDomain(pasted.host);
  const preview = await homes.at(pasted).call('previewInvitation', { code: pasted.code });
  checkHome(preview, domain);
  const invite = atEnrolmentHost(pasted, preview.host, domain);
  const deviceName = preview.device === undefined ? await device.name() : requireDeviceName(preview.device);
  const already = (await enrolmentStore.list('enrolled')).filter(
    ({ place }) => place.host === invite.host && place.port === invite.port,
  );
  return { type: 'promised', invite, preview, deviceName, already };
}

/**
 * The link of an invite may lead to a name of the home that is for its page alone. Believed within the home's domain; a pin
 * is for the host that it came with.
 */
function atEnrolmentHost(invite: Invite, host: string | undefined, domain: string): Invite {
  if (host === undefined || invite.pin !== undefined || normaliseHost(host) !== host) return invite;
  return homeDomain(host) === domain ? { ...invite, host } : invite;
}

/**
 * Names of the services that the invitation adds to what this person's computer opens already; undefined when it has no
 * key.
 */
export function addedBy({ preview, already }: Promised): string[] | undefined {
  const own = already.filter(({ person }) => person === preview.person);
  if (own.length === 0) return undefined;
  return difference(
    own.flatMap(({ services }) => services),
    preview.services,
  ).added;
}

/** @throws USAGE when no home would take the name */
export function requireDeviceName(wanted: string): string {
  const name = nameSchema.safeParse(wanted);
  if (name.success) return name.data;
  throw new LatchkeyError('USAGE', { detail: `The device's name ${name.error.issues[0]?.message ?? 'is not valid'}.` });
}
