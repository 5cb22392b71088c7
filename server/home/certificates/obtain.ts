import { resolve } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import { makeServerRequest } from '../../ca/server-request.ts';
import { renewalDue } from '../../core/certificates/schedule.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { Dns01 } from '../../core/config/sections/dns-01.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { readSecret } from '../../notifications/secret.ts';
import { type AskLego, askBy } from '../../stack/lego/ask.ts';
import { findLego, foreignVariables, type Lego } from '../../stack/lego/find.ts';
import { type OrderOptions, placeOrder } from '../../stack/lego/run-lego.ts';
import { failureOf, type SaidFailure } from '../../stack/lego/words.ts';
import { whyWorse } from '../../stack/renewed-files.ts';
import { readNamedFile } from '../../stack/server-certificate/certificate-files.ts';
import { noCertificateYet } from '../../stack/server-certificate/none-yet.ts';
import { judgePair, type PairOptions } from '../../stack/server-certificate/pair.ts';
import { knownRoots } from '../../stack/server-certificate/roots.ts';
import { lifeOf } from './present.ts';

export interface ObtainOptions
  extends Pick<
    OrderOptions,
    'folder' | 'launch' | 'apart' | 'env' | 'signal' | 'now' | 'timeout' | 'onLine' | 'onStarted'
  > {
  readonly dns01: Dns01;
  readonly acme: HomeConfig['acme'];
  readonly names: readonly string[];
  readonly domain: string;
  readonly layout: Pick<HomeLayout, 'dir'>;
  /** Which of the accounts at the CA. */
  readonly account: string;
  /** The pair whose place it is to take, PEM; undefined where there is none. */
  readonly present?: string | undefined;
}

/** The certificate with its chain and then its key, PEM; or why there is none. */
export type Obtained =
  | { readonly ok: true; readonly pair: string }
  | { readonly ok: false; readonly failure: SaidFailure };

async function credentialsOf({ dns01, layout, env }: ObtainOptions): Promise<ReadonlyMap<string, string>> {
  const places = Object.entries(dns01.credentials);
  return new Map(
    await Promise.all(
      places.map(async ([name, place]) => [name, await readSecret({ place, dir: layout.dir, env })] as const),
    ),
  );
}

async function externalAccountOf(lego: Lego, { acme, layout, env }: ObtainOptions) {
  const { externalAccount } = acme;
  if (externalAccount === undefined) return undefined;
  if (!lego.externalAccounts)
    throw new Error(
      `lego ${lego.version} takes the key of an external account as an argument, which everybody on this machine could read: name a newer lego in LATCHKEY_LEGO`,
    );
  const { keyId, macKey } = externalAccount;
  return { keyId, macKey: await readSecret({ place: macKey, dir: layout.dir, env }) };
}

/** What is wrong with a variable, as a sentence without its full stop. */
export const notOfProvider = (name: string, provider: string): string =>
  `${name} is no variable of ${provider}, and lego is not given it: lego dnshelp -c ${provider} names those that there are`;

async function requireProvider(lego: Lego, ask: AskLego, { provider, credentials, settings }: Dns01): Promise<void> {
  const names = [...Object.keys(credentials), ...Object.keys(settings)];
  const foreign = await foreignVariables(lego, ask, { provider, names });
  if (!foreign)
    throw new Error(`lego ${lego.version} knows no DNS provider ${provider}: lego dnshelp lists those that it knows`);
  const [name] = foreign;
  if (name !== undefined) throw new Error(notOfProvider(name, provider));
}

/** A failure before anybody was asked. */
function ownFailure(thrown: unknown): SaidFailure {
  const reason = LatchkeyError.is(thrown) ? (thrown.detail ?? thrown.title) : (thrown as Error).message;
  return { kind: 'other', reason: reason.replace(/\.$/, '') };
}

const pairOf = (pem: string) => ({
  certificate: { path: 'The certificate', bytes: Buffer.from(pem) },
  key: { path: 'The key of this order', bytes: Buffer.from(pem) },
});

/** The CA's clock may be that much ahead; milliseconds. */
const CLOCKS_DIFFER = 5 * 60_000;

/** Whatever a CA says, nothing takes the place of a certificate that is better. @returns why it may not, in sentences */
function whyNotUsable(
  pem: string,
  present: string | undefined,
  asked: Pick<PairOptions, 'hosts' | 'now'>,
): string | undefined {
  const { problems } = judgePair({ ...pairOf(pem), ...asked, roots: knownRoots() });
  // Dates are compared with those of the present one: by a wrong clock, no certificate would ever do.
  const wrong = problems.find(
    ({ effect, code }) =>
      effect === 'not-loaded' || (effect === 'refused' && code !== 'expired' && code !== 'not-yet-valid'),
  );
  if (wrong) return wrong.message;
  const fresh = lifeOf(pem);
  const now = Math.max(asked.now, Math.min(fresh.notBefore, asked.now + CLOCKS_DIFFER));
  const worse = whyWorse(pairOf(pem), pairOf(present ?? noCertificateYet()), { ...asked, now });
  if (worse !== undefined || present === undefined) return worse;
  const old = lifeOf(present);
  if (renewalDue(fresh) > asked.now || fresh.notAfter >= old.notAfter) return undefined;
  return `The certificate expires on ${new Date(fresh.notAfter).toISOString().slice(0, 10)} already, before the one that is there`;
}

/**
 * Gets a certificate by DNS-01 with a key of its own. It writes nothing but what lego needs.
 * @returns whatever goes wrong as a failure: nothing here may end a home
 */
export async function obtain(options: ObtainOptions): Promise<Obtained> {
  const { dns01, acme, names, domain, layout, env, account, present, now } = options;
  try {
    const ask = askBy(options.launch, options);
    const lego = await findLego(env, ask);
    await requireProvider(lego, ask, dns01);
    const { keyPem, requestPem } = await makeServerRequest(names);
    const placed = await placeOrder({
      ...options,
      lego,
      order: {
        ...{ provider: dns01.provider, names, directory: acme.directory, resolvers: dns01.resolvers },
        ...{ checkDns: dns01.checkDns, settings: dns01.settings, request: requestPem },
        directoryCa:
          acme.root === undefined ? undefined : readNamedFile(resolve(layout.dir, acme.root), 'acme.root: ').toString(),
        externalAccount: await externalAccountOf(lego, options),
        email: acme.email ?? `hostmaster@${domain}`,
        credentials: await credentialsOf(options),
        account: `${account}-${lego.options === 'behind-run' ? 5 : 4}`,
      },
    });
    if (!placed.ok) return placed;
    const wrong = whyNotUsable(`${placed.certificate}${keyPem}`, present, { hosts: names, now: now() });
    if (wrong !== undefined) return { ok: false, failure: failureOf([wrong], [], now(), 'not-usable') };
    return { ok: true, pair: `${placed.certificate}${keyPem}` };
  } catch (thrown) {
    return { ok: false, failure: ownFailure(thrown) };
  }
}
