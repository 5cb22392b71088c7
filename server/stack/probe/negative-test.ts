/**
 * The client-auth check is tried from outside, by `latchkey doctor` and before anybody is told that the home is up: a
 * stranger without a certificate, one with a certificate of another CA, and one whose certificate our own CA signed but
 * the active set does not know.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { isInNetworks } from '../../core/network/addresses.ts';
import { reachable, type Target, tryConnect } from './connect.ts';
import { type Identity, type ProbeRequest, probe } from './https.ts';
import { proxyHeader } from './proxy-header.ts';
import { triedName } from './tried-name.ts';
import { type AttackVerdict, evidenceOf, type HomeEvidence, judgeAttack } from './verdict.ts';

/** Makes certificates that must open nothing. Both must carry clientAuth and be valid now. */
export interface NegativeTestIdentities {
  /** Signed by the real Homelab CA, in neither registry nor active set. */
  notActive(): Promise<Identity>;
  /** Signed by a CA that merely calls itself the same. */
  foreignCa(): Promise<Identity>;
}

type Attack = 'no-certificate' | 'foreign-ca' | 'not-active' | 'fronting';

export interface Attempt extends AttackVerdict {
  readonly attack: Attack;
  /** The name in the TLS greeting; null for none. */
  readonly sni: string | null;
  /** The site that was asked for, as latchkey.yaml or the hand-written file has it. */
  readonly host: string;
}

/** Where the attempts come from. */
export type Outside =
  /** Through the edge proxy, as everybody does. */
  | { readonly kind: 'proxy'; readonly target: Target }
  /** Straight to the WAN listener in HAProxy's name: no address of this machine is the WAN. */
  | { readonly kind: 'socket'; readonly target: Target; readonly source: string };

export interface NegativeTestOptions {
  readonly config: HomeConfig;
  readonly layout: HomeLayout;
  /** Services and hand-written sites. */
  readonly hosts: readonly string[];
  readonly identities: NegativeTestIdentities;
  /** Milliseconds to wait for server certificates that are not there yet. */
  readonly timeout?: number;
}

/** Any address of 127.0.0.0/8 is this machine's own on Linux; a LAN list seldom holds them all. */
const LOOPBACKS = ['127.0.0.1', '127.254.254.254', '127.128.0.1', '127.3.5.7'];
/** TEST-NET-1 (RFC 5737): in nobody's LAN. */
const NOWHERE = '192.0.2.1';
/**
 * Each attack waits for HAProxy, Caddy and Node in turn. What HAProxy refuses because too much begins at once is tried
 * again every 50 ms, and that must stay below the 300 a second from which it refuses.
 */
const AT_A_TIME = 8;

const answers = (target: Target) =>
  tryConnect(target).then(
    () => true,
    () => false,
  );

/** Finds a way in from outside the LAN: through HAProxy when any local source address is the WAN's. */
export async function findOutside({
  config,
  layout,
}: Pick<NegativeTestOptions, 'config' | 'layout'>): Promise<Outside> {
  const strangers = LOOPBACKS.filter((address) => !isInNetworks(address, config.lan));
  for (const listen of config.listen.filter((address) => !address.includes(':'))) {
    for (const localAddress of strangers) {
      const target = { host: reachable(listen), port: config.ports.https, localAddress };
      if (await answers(target)) return { kind: 'proxy', target };
    }
  }
  const v6 = config.listen.some((address) => address === '::' || address === '::1');
  if (v6 && !isInNetworks('::1', config.lan)) {
    const target = { host: '::1', port: config.ports.https };
    if (await answers(target)) return { kind: 'proxy', target };
  }
  return { kind: 'socket', target: { path: layout.run.wan }, source: NOWHERE };
}

/** Milliseconds in which a refusal arrives that the first attempt may have lost with the connection. */
const PAUSE = 250;

/** One attack on one site, tried again until `until` as long as the client-auth check was not reached. */
async function attempt({ attack, site, request, evidence }: Attacking, until: number): Promise<Attempt> {
  for (let pause = 0; ; pause = PAUSE) {
    const outcome = await probe({ ...request, pause });
    const verdict = await judgeAttack(outcome, request.host, evidence);
    // A server that closes while the request is on its way takes its own last words back.
    const lost = pause === 0 && outcome.kind === 'closed' && outcome.greeted;
    if (verdict.outcome !== 'closed' || (!lost && performance.now() > until)) {
      return { attack, sni: request.host, host: site, ...verdict };
    }
    await sleep(50);
  }
}

interface Attacking {
  readonly attack: Attack;
  readonly site: string;
  readonly request: ProbeRequest;
  readonly evidence: HomeEvidence;
}

const skipped = (site: string, detail: string): Attempt => {
  return { attack: 'no-certificate', sni: null, host: site, outcome: 'skipped', detail };
};

/** For so long an attack on a name that is served is tried again; milliseconds. */
const AGAIN_FOR = 2000;

/** Some at a time, the next as soon as one is over. @returns what came of each, in the order of the tries */
async function inTurns(tries: readonly (() => Promise<Attempt>)[]): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const waiting = tries.entries();
  const work = async () => {
    for (const [at, run] of waiting) attempts[at] = await run();
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return attempts;
}

/** The names of the enrolment listener, which is open to everybody. */
const enrollingHosts = ({ enrolmentHost, pageHost }: Pick<HomeConfig, 'enrolmentHost' | 'pageHost'>) =>
  pageHost === undefined ? [enrolmentHost] : [enrolmentHost, pageHost];

/** A name that no home has (RFC 6761). */
const UNKNOWN = 'unknown.invalid';

/**
 * Tries every name in the TLS greeting, none and an unknown one included, with every name in the request: without a
 * certificate, and with each identity given. That the edge proxy answers at all is tried first.
 * @throws Error when the enrolment host, which is open to everybody, does not answer there
 */
export async function tryEveryName(options: {
  readonly config: Pick<HomeConfig, 'enrolmentHost' | 'pageHost'>;
  readonly layout: Pick<HomeLayout, 'run'>;
  readonly hosts: readonly string[];
  readonly outside: Outside;
  readonly identities: { readonly notActive?: Identity | undefined; readonly foreignCa: Identity };
}): Promise<Attempt[]> {
  const { config, layout, hosts, outside, identities } = options;
  const { enrolmentHost } = config;
  const enrolling = enrollingHosts(config);
  const evidence = evidenceOf(layout);
  const way = {
    target: outside.target,
    ...(outside.kind === 'socket' && { preamble: proxyHeader(outside.source, 40_000) }),
  };
  if (outside.kind === 'proxy') {
    const open = await probe({ ...way, host: enrolmentHost });
    if (open.kind !== 'reply') throw new Error(`the enrolment host does not answer (${open.kind})`);
  }
  const { notActive, foreignCa } = identities;
  const sites = [...new Set([...hosts, ...enrolling, UNKNOWN])].map((site) => ({ site, name: triedName(site) }));
  const named = sites.flatMap(({ site, name }) => (name.ok ? [{ site, ...name }] : []));
  const isEnrolling = (sni: string | null) => sni !== null && enrolling.includes(sni);
  // From outside HAProxy sends the names of the enrolment listener elsewhere than to this socket.
  const greetings = named.filter(({ sni }) => !isEnrolling(sni) || outside.kind === 'proxy').map(({ sni }) => sni);
  const tries = [...new Set([...greetings, null])].flatMap((sni) =>
    named.flatMap(({ site, host }): (() => Promise<Attempt>)[] => {
      const request = { ...way, host: sni, hostHeader: host };
      // HAProxy hangs up on a greeting without a name that is served, however long one waits; on others when too many come.
      const isServed = outside.kind === 'proxy' && sni !== null && sni !== UNKNOWN;
      const by = (attack: Attack, identity?: Identity) => () =>
        attempt(
          { attack, site, evidence, request: { ...request, ...(identity && { identity }) } },
          isServed ? performance.now() + AGAIN_FOR : 0,
        );
      if (isEnrolling(sni)) return host === sni ? [] : [by('fronting')];
      return [by('no-certificate'), by('foreign-ca', foreignCa), ...(notActive ? [by('not-active', notActive)] : [])];
    }),
  );
  const never = sites.flatMap(({ site, name }) => (name.ok ? [] : [skipped(site, name.reason)]));
  return [...(await inTurns(tries)), ...never];
}

/**
 * Tries every host with every attack.
 * @returns what came of each, all refused, closed or skipped
 * @throws LatchkeyError CLIENT_AUTH_NOT_HOLDING when one got in
 */
export async function runNegativeTest(
  options: NegativeTestOptions,
): Promise<{ outside: Outside; attempts: Attempt[] }> {
  const { config, layout, hosts, identities, timeout = 5000 } = options;
  const [outside, notActive, foreignCa] = await Promise.all([
    findOutside({ config, layout }),
    identities.notActive(),
    identities.foreignCa(),
  ]);
  const way = outside.kind === 'proxy' ? {} : { preamble: proxyHeader(outside.source, 40_000) };
  const until = performance.now() + timeout;
  const evidence = evidenceOf(layout);

  const tries = hosts.flatMap((site): (() => Promise<Attempt>)[] => {
    const name = triedName(site);
    if (!name.ok) return [async () => skipped(site, name.reason)];
    if (enrollingHosts(config).includes(name.host))
      return [async () => skipped(site, 'the enrolment listener answers everybody')];
    const request = { target: outside.target, host: name.sni, hostHeader: name.host, ...way };
    const by =
      (attack: Attack, more: Partial<ProbeRequest> = {}) =>
      () =>
        // The edge proxy hangs up on a greeting without a name, however long one waits.
        attempt({ attack, site, evidence, request: { ...request, ...more } }, name.sni === null ? 0 : until);
    return [
      by('no-certificate'),
      by('foreign-ca', { identity: foreignCa }),
      by('not-active', { identity: notActive }),
      ...(outside.kind === 'proxy' ? [by('fronting', { host: config.enrolmentHost })] : []),
    ];
  });
  const attempts = await inTurns(tries);
  const inside = attempts.filter(({ outcome }) => outcome === 'got-in');
  if (inside.length > 0) {
    const detail = inside.map(({ attack, host, detail: what }) => `${host}: ${attack} got in (${what}).`).join('\n');
    throw new LatchkeyError('CLIENT_AUTH_NOT_HOLDING', { detail });
  }
  return { outside, attempts };
}
