/**
 * Hand-written sites may add to the LAN listener and to nothing else; extra directives of a service may fill their own
 * block behind the client-auth check and nothing else; and neither reaches the home. What Caddy makes of the Caddyfile is
 * compared with what it makes of it without them, before anything starts; what passed here is, byte for byte, what runs.
 */
import type { HomeLayout } from '../../core/layout.ts';
import { adaptedSchema, type Brought, hostsOf, type Refusal, type Server, servedHosts, serverAt } from './adapted.ts';
import { compareWithBare } from './compare.ts';
import type { ListenerOptions } from './every-listener.ts';
import { harden } from './harden.ts';
import { type Found, Judge, type JudgeOptions } from './judge.ts';
import { unwritableLog } from './log-files.ts';
import { Places } from './places.ts';

export type { Refusal } from './adapted.ts';

export type GuardResult =
  /**
   * The configuration to run, as JSON, every host that is served, at home or from outside, those of hand-written sites,
   * and what extra directives became.
   */
  | {
      readonly ok: true;
      readonly config: string;
      readonly hosts: readonly string[];
      readonly siteHosts: readonly string[];
      readonly extras: Brought['extras'];
    }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export type GuardOptions = Partial<JudgeOptions>;

/** Whether everything behind the WAN socket asks for a certificate of the Homelab CA. */
function demandsCertificate(wan: Server, layout: HomeLayout): boolean {
  const policies = wan.tls_connection_policies ?? [];
  return (
    policies.length > 0 &&
    policies.every(({ client_authentication: auth }) => {
      const files = auth?.ca?.pem_files;
      return auth?.mode === 'require_and_verify' && files?.length === 1 && files[0] === layout.ca.certificate;
    })
  );
}

/** What the sites brought and may not have. */
function judged(brought: Brought, judge: Judge, layout: HomeLayout): Refusal[] {
  const of = (found: readonly Found[], hosts: readonly string[]) => found.map((message) => ({ message, hosts }));
  // A root of the same site counts for its errors too: each site's routes are walked with all errors, told apart by host.
  const sites = brought.routes.map((route) => {
    const match = JSON.stringify(route.match ?? null);
    const errors = brought.errors.filter((each) => JSON.stringify(each.match ?? null) === match);
    return of(judge.routes([route], errors), hostsOf({ routes: [route] }));
  });
  const known = new Set(brought.routes.map(({ match }) => JSON.stringify(match ?? null)));
  const lonely = brought.errors.filter(({ match }) => !known.has(JSON.stringify(match ?? null)));
  return [
    ...sites.flat(),
    ...lonely.flatMap((route) => of(judge.routes([route]), hostsOf({ routes: [route] }))),
    ...[...brought.named].flatMap(([, route]) => of(judge.routes([route]), [])),
    ...brought.extras.flatMap(({ hosts, routes }) => of(judge.routes(routes), hosts)),
    ...[...brought.loggers].flatMap(([, logger]) =>
      of([...judge.logger(logger), ...unwritableLog(logger, layout)], []),
    ),
    ...brought.connectionPolicies.flatMap(({ hosts, policy }) => of(judge.connectionPolicy(policy), hosts)),
    ...brought.automationPolicies.flatMap(({ hosts, policy }) => of(judge.automationPolicy(policy), hosts)),
    ...brought.certificates.flatMap(({ kind, value }) => of(judge.certificates({ [kind]: value }), [])),
    ...[...brought.apps].flatMap(([name, app]) => of(judge.app(name, app), [])),
  ];
}

/** Each once: a service's extra directives are there on the LAN and on the WAN. */
function once(refusals: readonly Refusal[]): Refusal[] {
  return [...new Map(refusals.map((refusal) => [JSON.stringify(refusal), refusal])).values()];
}

/**
 * Checks what `caddy adapt` made of the Caddyfile and completes it.
 * @param adapted with hand-written sites and extra directives, parsed JSON
 * @param base the bare one, without them
 * @param listeners what every listener gets besides
 */
export function guardCaddy(
  adapted: unknown,
  base: unknown,
  layout: HomeLayout,
  listeners: ListenerOptions = {},
  { places = new Places({ layout }), ...options }: GuardOptions = {},
): GuardResult {
  const [full, ours] = [adaptedSchema.parse(adapted), adaptedSchema.parse(base)];
  const { refusals, brought } = compareWithBare(full, ours, layout);
  const all = once([...refusals, ...judged(brought, new Judge({ places, ...options }), layout)]);
  const wan = serverAt(full, layout.run.wan);
  if (all.length === 0 && !(wan && demandsCertificate(wan, layout))) {
    all.push({ message: 'leaves the WAN listener without its client-certificate check', hosts: [] });
  }
  if (all.length > 0) return { ok: false, refusals: all };
  const hosts = servedHosts(full, layout.run);
  harden(full, layout, places.home, listeners);
  return {
    ok: true,
    hosts,
    siteHosts: hostsOf({ routes: [...brought.routes] }),
    extras: brought.extras,
    config: `${JSON.stringify(full, null, '\t')}\n`,
  };
}
