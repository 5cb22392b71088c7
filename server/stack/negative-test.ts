/**
 * The lock is tried from outside, by `latchkey doctor` and before anybody is told that the home is up: a stranger without a certificate, one with
 * a certificate of another CA, and one whose certificate our own CA signed but the active set does not know.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LatchkeyError } from '../../shared/errors.ts';
import { isInNetworks } from '../core/addresses.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import { knock, reachable, type Target } from './connect.ts';
import { type Identity, type ProbeOutcome, type ProbeRequest, probe } from './https-probe.ts';
import { proxyHeader } from './proxy-header.ts';

/** Makes the certificates of the attackers. Both must carry clientAuth and be valid now. */
export interface AttackerIdentities {
  /** Signed by the real Homelab CA, in neither registry nor active set. */
  notActive(): Promise<Identity>;
  /** Signed by a CA that merely calls itself the same. */
  foreignCa(): Promise<Identity>;
}

type Attack = 'no-certificate' | 'foreign-ca' | 'not-active' | 'fronting';

export interface Attempt {
  readonly attack: Attack;
  /** The name in the TLS greeting; null for none. */
  readonly sni: string | null;
  /** The name in the request. */
  readonly host: string;
  /**
   * `refused` is a refusal by the lock. `closed` is one for want of a server certificate: nobody gets in, but the lock
   * was not tried, as before the first certificate of an ACME CA is there.
   */
  readonly outcome: 'refused' | 'closed' | 'got-in';
  readonly detail: string;
}

/** Where the attempts come from. */
export type Outside =
  /** Through the door, as everybody does. */
  | { readonly kind: 'door'; readonly target: Target }
  /** Straight to the WAN listener in HAProxy's name: no address of this machine is the WAN. */
  | { readonly kind: 'socket'; readonly target: Target; readonly source: string };

export interface NegativeTestOptions {
  readonly config: HomeConfig;
  readonly layout: HomeLayout;
  /** Services and hand-written sites. */
  readonly hosts: readonly string[];
  readonly identities: AttackerIdentities;
  /** Milliseconds to wait for server certificates that are not there yet. */
  readonly patience?: number;
}

/** Any address of 127.0.0.0/8 is this machine's own on Linux; a LAN list seldom holds them all. */
const LOOPBACKS = ['127.0.0.1', '127.254.254.254', '127.128.0.1', '127.3.5.7'];
/** TEST-NET-1 (RFC 5737): in nobody's LAN. */
const NOWHERE = '192.0.2.1';
const AT_A_TIME = 4;

const answers = (target: Target) =>
  knock(target).then(
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
      if (await answers(target)) return { kind: 'door', target };
    }
  }
  const v6 = config.listen.some((address) => address === '::' || address === '::1');
  if (v6 && !isInNetworks('::1', config.lan)) {
    const target = { host: '::1', port: config.ports.https };
    if (await answers(target)) return { kind: 'door', target };
  }
  return { kind: 'socket', target: { path: layout.run.wan }, source: NOWHERE };
}

/** Got in is whoever was answered by anything but the lock. */
function judge(attack: Attack, outcome: ProbeOutcome): Pick<Attempt, 'outcome' | 'detail'> {
  if (outcome.kind === 'closed') return { outcome: 'refused', detail: outcome.reason };
  if (outcome.kind === 'no-server-certificate') return { outcome: 'closed', detail: 'no server certificate yet' };
  const { status, headers } = outcome;
  const detail = `status ${status}`;
  if (attack === 'not-active' && status === 403 && headers.get('latchkey-refusal') === 'revoked')
    return { outcome: 'refused', detail };
  // The name in the greeting and the name in the request do not go together: nobody was served.
  if ((attack === 'fronting' || attack === 'not-active') && status === 421) return { outcome: 'refused', detail };
  return { outcome: 'got-in', detail };
}

async function attempt(attack: Attack, host: string, request: ProbeRequest, until: number): Promise<Attempt> {
  for (;;) {
    const verdict = judge(attack, await probe(request));
    if (verdict.outcome !== 'closed' || performance.now() > until)
      return { attack, sni: request.host, host, ...verdict };
    await sleep(50);
  }
}

async function inTurns(tries: readonly (() => Promise<Attempt>)[]): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (let i = 0; i < tries.length; i += AT_A_TIME) {
    attempts.push(...(await Promise.all(tries.slice(i, i + AT_A_TIME).map((run) => run()))));
  }
  return attempts;
}

/** A name that no home has (RFC 6761). */
const UNKNOWN = 'unknown.invalid';

/**
 * Tries every name in the TLS greeting, none and an unknown one included, with every name in the request: without a
 * certificate, and with each identity given. That the door answers at all is tried first.
 * @throws Error when the enrolment host, which is open to everybody, does not answer there
 */
export async function tryEveryName(options: {
  readonly config: Pick<HomeConfig, 'enrolmentHost'>;
  readonly hosts: readonly string[];
  readonly outside: Outside;
  readonly identities: { readonly notActive?: Identity | undefined; readonly foreignCa: Identity };
}): Promise<Attempt[]> {
  const { config, hosts, outside, identities } = options;
  const { enrolmentHost } = config;
  const way = {
    target: outside.target,
    ...(outside.kind === 'socket' && { preamble: proxyHeader(outside.source, 40_000) }),
  };
  if (outside.kind === 'door') {
    const open = await probe({ ...way, host: enrolmentHost });
    if (open.kind !== 'reply') throw new Error(`the enrolment host does not answer (${open.kind})`);
  }
  const { notActive, foreignCa } = identities;
  const names = [...new Set([...hosts, enrolmentHost, UNKNOWN])];
  // From outside HAProxy sends the enrolment host's name elsewhere than to this socket.
  const greetings = names.filter((name) => name !== enrolmentHost || outside.kind === 'door');
  const tries = [...greetings, null].flatMap((sni) =>
    names.flatMap((host): (() => Promise<Attempt>)[] => {
      const request = { ...way, host: sni, hostHeader: host };
      if (sni === enrolmentHost) return host === sni ? [] : [() => attempt('fronting', host, request, 0)];
      return [
        () => attempt('no-certificate', host, request, 0),
        () => attempt('foreign-ca', host, { ...request, identity: foreignCa }, 0),
        ...(notActive ? [() => attempt('not-active', host, { ...request, identity: notActive }, 0)] : []),
      ];
    }),
  );
  return inTurns(tries);
}

/**
 * Tries every host with every attack.
 * @returns what came of each, all refused or closed
 * @throws LatchkeyError LOCK_NOT_HOLDING when one got in
 */
export async function tryTheLock(options: NegativeTestOptions): Promise<{ outside: Outside; attempts: Attempt[] }> {
  const { config, layout, hosts, identities, patience = 5000 } = options;
  const [outside, notActive, foreignCa] = await Promise.all([
    findOutside({ config, layout }),
    identities.notActive(),
    identities.foreignCa(),
  ]);
  const way = outside.kind === 'door' ? {} : { preamble: proxyHeader(outside.source, 40_000) };
  const until = performance.now() + patience;

  const tries = hosts.flatMap((host): (() => Promise<Attempt>)[] => {
    const request = { target: outside.target, host, ...way };
    const front = { ...request, host: config.enrolmentHost, hostHeader: host };
    return [
      () => attempt('no-certificate', host, request, until),
      () => attempt('foreign-ca', host, { ...request, identity: foreignCa }, until),
      () => attempt('not-active', host, { ...request, identity: notActive }, until),
      ...(outside.kind === 'door' ? [() => attempt('fronting', host, front, until)] : []),
    ];
  });
  const attempts = await inTurns(tries);
  const inside = attempts.filter(({ outcome }) => outcome === 'got-in');
  if (inside.length > 0) {
    const detail = inside.map(({ attack, host, detail: what }) => `${host}: ${attack} got in (${what}).`).join('\n');
    throw new LatchkeyError('LOCK_NOT_HOLDING', { detail });
  }
  return { outside, attempts };
}
