/** What Caddy accepts and nobody wants: it is told, and keeps no home from starting. */
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { Brought } from './adapted.ts';
import { idleDirectives } from './idle.ts';
import { unissuedWords } from './unissued.ts';

interface Warning {
  readonly path: string;
  readonly message: string;
}

/** What Caddy accepted, as far as it is looked at here. */
export interface Accepted {
  readonly hosts: readonly string[];
  /** Those of hand-written sites. */
  readonly siteHosts: readonly string[];
  readonly extras: Brought['extras'];
  readonly unissued: readonly string[];
}

function idle({ services }: HomeConfig, extras: Accepted['extras']): Warning[] {
  return services.flatMap(({ name, host, upstream }) => {
    const path = `services.${name}.caddy`;
    // The same on the LAN and on the WAN.
    const routes = extras.find(({ hosts }) => hosts.includes(host))?.routes;
    const { never, withoutUpstream } = idleDirectives(routes, upstream.replace(/^https?:\/\//, ''));
    const warnings: Warning[] = [];
    if (withoutUpstream)
      warnings.push({
        path,
        message: `answers everything itself, so that ${upstream} is never asked. Give what answers a matcher or a path (handle /path { … })`,
      });
    if (never.length > 0)
      warnings.push({
        path,
        message: `has ${never.join(', ')} where no request gets to: Caddy sorts directives, and what comes before answers everything. Put it into handle /path { … }, or write a site of its own in sites/`,
      });
    return warnings;
  });
}

/** Names whose variables Caddy looks up itself: without a value there is a hole in the name. */
function variableNames(hosts: readonly string[], env: NodeJS.ProcessEnv): Warning[] {
  return hosts.flatMap((host) =>
    [...host.matchAll(/\{env\.([A-Za-z0-9_]+)\}/g)]
      .filter(([, name = '']) => (env[name] ?? '') === '')
      .map(([, name]) => ({
        path: 'sites',
        message: `has ${host}, and ${name} is not set where latchkey runs: set it, or write the name`,
      })),
  );
}

/** Hand-written sites whose name leads to a part of the home itself, at home and from outside. */
function taken(siteHosts: readonly string[], { enrolmentHost, pageHost, console }: HomeConfig): Warning[] {
  const own = [
    [enrolmentHost, 'where invitations are redeemed', 'home: { enrolment: … }'],
    [pageHost, 'where invites are opened', 'phones: { name: … }, or write phones: { page: off }'],
    [console?.host, "where the admin's console is", 'console: { name: … }, or write console: off'],
  ] as const;
  return own.flatMap(([host, is, instead]) => {
    if (host === undefined || !siteHosts.includes(host)) return [];
    const message = `has ${host}, which is ${is}, so that nobody sees the site: choose another name for the site, or for that with ${instead}`;
    return [{ path: 'sites', message }];
  });
}

export function siteWarnings(
  { hosts, siteHosts, extras, unissued }: Accepted,
  config: HomeConfig,
  env: NodeJS.ProcessEnv,
): Warning[] {
  return [
    ...idle(config, extras),
    ...taken(siteHosts, config),
    ...unissued.map((host) => ({ path: 'sites', message: unissuedWords(host, config) })),
    ...variableNames(hosts, env),
  ];
}
