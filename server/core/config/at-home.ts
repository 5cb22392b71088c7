import { wildcardOf } from '../../../shared/host.ts';
import type { HomeConfig } from './home-config.ts';
import type { AtHome } from './sections/audience.ts';

type Hosted = Pick<HomeConfig, 'services' | 'hosts'>;

/** Every host, wildcards among them, of services and of `hosts`, with what is asked for it at home. */
const all = ({ services, hosts }: Hosted): readonly (readonly [host: string, atHome: AtHome])[] => [
  ...services.map(({ host, atHome }) => [host, atHome] as const),
  ...Object.entries(hosts).map(([host, { atHome }]) => [host, atHome] as const),
];

/** Hosts of which something is asked at home. */
export interface HostSet {
  /** Wildcards among them stand for one label. */
  readonly hosts: readonly string[];
  /** Single names that such a wildcard does not stand for, since a line of their own says something else. */
  readonly except: readonly string[];
}

const isBelow = (host: string, wildcards: readonly string[]) => wildcards.includes(wildcardOf(host));

/** The hosts for which one of these is asked at home. */
export function hostsAtHome(config: Hosted, asked: readonly AtHome[]): HostSet {
  const every = all(config);
  const hosts = every.filter(([, atHome]) => asked.includes(atHome)).map(([host]) => host);
  const except = every
    .filter(([host, atHome]) => !host.startsWith('*.') && !asked.includes(atHome) && isBelow(host, hosts))
    .map(([host]) => host);
  return { hosts, except };
}

/** Whether a hand-written site is not simply open at home, so that who comes from outside needs another way to it. */
export const needsInnerListener = ({ hosts }: Pick<HomeConfig, 'hosts'>): boolean =>
  Object.values(hosts).some(({ atHome }) => atHome !== 'open');
