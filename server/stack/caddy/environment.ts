import { totalmem } from 'node:os';
import process from 'node:process';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';

/** What Caddy and Go need of an environment, and whoever may see all of it learns nothing from. */
const NEEDED = [
  'PATH',
  'TZ',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'LC_MESSAGES',
  'LC_TIME',
  'NO_COLOR',
  // The machine's own roots of trust, where they lie elsewhere.
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  // Ways out of the machine, for ACME.
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'GOMAXPROCS',
  'GOMEMLIMIT',
  'GOGC',
];

/**
 * Go collects when the heap is five times what is in use, instead of twice, and above 256 MiB as often as needed to stay there:
 * a tenth less processor time for a busy home. What it costs is in docs/decisions/0028-caddys-memory.md.
 */
export const COLLECTOR = { GOGC: '400', GOMEMLIMIT: '256MiB' };

/** Bytes. With less, Caddy does as it does by itself: it stays below nine tenths of what a container or unit gives it. */
const ROOM_FOR_COLLECTOR = 2 ** 30;

/** The memory that there is for a home, in bytes: the machine's, or what a container or unit limits it to. */
const memoryHere = () => Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

/** The variables that the DNS provider's credentials are in: lego's, and nobody else's. */
const ofLego = ({ certificates }: Pick<HomeConfig, 'certificates'>): readonly string[] =>
  certificates.kind === 'dns-01'
    ? Object.values(certificates.credentials).flatMap((place) => ('env' in place ? [place.env] : []))
    : [];

/** The variables with secrets that Caddy is given for itself, and never for the words of a site. */
function ownVariables(config: Pick<HomeConfig, 'certificates' | 'acme'>): string[] {
  const macKey = config.certificates.kind === 'http-01' ? config.acme.externalAccount?.macKey : undefined;
  return macKey && 'env' in macKey ? [macKey.env] : [];
}

/** The variables that sites may know, with their values; those that are not set where latchkey runs are left out. */
export function siteVariables({ caddy }: Pick<HomeConfig, 'caddy'>, env: NodeJS.ProcessEnv): Map<string, string> {
  return new Map(
    caddy.environment.flatMap((name): [string, string][] => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * The whole environment of Caddy: what it needs, its own secrets for ACME and what latchkey.yaml names. Secrets of
 * latchkey's own are never in it.
 * @param hosts of the sites: Caddy looks a variable in a name up itself, and the guard lets it be in names only
 * @param adapting while a Caddyfile is read: these secrets are not for the words of a site then
 * @param memory bytes that there are for the home
 */
export function caddyEnvironment(
  config: Pick<HomeConfig, 'caddy' | 'certificates' | 'acme'>,
  layout: HomeLayout,
  env: NodeJS.ProcessEnv,
  {
    adapting = false,
    hosts = [],
    memory = memoryHere(),
  }: { readonly adapting?: boolean; readonly hosts?: readonly string[]; readonly memory?: number } = {},
): Record<string, string> {
  const own = ownVariables(config);
  const inHosts = hosts.flatMap((host) => [...host.matchAll(/\{env\.([A-Za-z0-9_]+)\}/g)].map(([, name = '']) => name));
  const names = [
    ...NEEDED,
    ...inHosts.filter((name) => !name.startsWith('LATCHKEY_') && ![...own, ...ofLego(config)].includes(name)),
    ...(adapting ? [] : own),
  ];
  const given = names.flatMap((name): [string, string][] => {
    const value = env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...(memory >= ROOM_FOR_COLLECTOR && COLLECTOR),
    ...Object.fromEntries([...given, ...siteVariables(config, env)]),
    HOME: layout.run.empty,
    // Whatever Caddy or a module of it keeps beside its storage stays in the home too.
    XDG_DATA_HOME: layout.caddy,
    XDG_CONFIG_HOME: layout.caddy,
  };
}
