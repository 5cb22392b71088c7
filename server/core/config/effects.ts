/** What another latchkey.yaml changes, in a sentence each, for the admin to read before and after. */
import type { HomeConfig } from './home-config.ts';
import type { AtHome } from './sections/audience.ts';
import type { Identity } from './sections/identity.ts';

/** One effect of a change. */
export interface Effect {
  /**
   * `now`: a reload does it. `connections-end`: a reload does it, and every open connection ends. `next-start`: only the
   * next `latchkey up` does it.
   */
  readonly when: 'now' | 'connections-end' | 'next-start';
  readonly text: string;
}

type Sentences = (before: HomeConfig, after: HomeConfig) => readonly Effect[];

const now = (text: string): Effect => ({ when: 'now', text });
const list = (items: readonly (string | number)[]) => (items.length === 0 ? 'nothing' : items.join(', '));
const without = <Item>(items: readonly Item[], others: readonly Item[]) =>
  items.filter((item) => !others.includes(item));

const networks: Sentences = (before, after) => [
  ...without(after.lan, before.lan).map((cidr) => now(`${cidr} is at home: whoever is in it needs no key.`)),
  ...without(before.lan, after.lan).map((cidr) =>
    now(`${cidr} is not at home any more: what is open from there ends, and a key is needed.`),
  ),
];

const AUDIENCES = {
  everyone: 'for everyone who may open everything',
  chosen: 'only for those who were given it by name; what others have open there ends',
} as const;

const AT_HOME = {
  open: 'needs no key at home',
  key: 'needs a key at home too',
  closed: 'is not there at home',
} as const;

/** HAProxy starts anew, so that nothing that is open goes past it. */
const atHomeChanges = (host: string, atHome: AtHome): Effect => ({
  when: 'connections-end',
  text: `${host} ${AT_HOME[atHome]}: every open connection ends.`,
});

const sites: Sentences = (before, after) =>
  [...new Set([...Object.keys(before.hosts), ...Object.keys(after.hosts)])].flatMap((host) => {
    const [was, is] = [before, after].map(({ hosts }) => hosts[host] ?? ({ for: 'everyone', atHome: 'open' } as const));
    if (!was || !is) return [];
    return [
      ...(was.for === is.for ? [] : [now(`${host} is ${AUDIENCES[is.for]}.`)]),
      ...(was.atHome === is.atHome ? [] : [atHomeChanges(host, is.atHome)]),
    ];
  });

function identitySent(identity: Identity): string {
  if (identity === 'off') return 'no longer whose key it is';
  if (identity === 'certificate') return 'whose key it is, in Client-Cert';
  return `who it is, in ${Object.keys(identity).join(', ')}`;
}

const services: Sentences = (before, after) => {
  const [old, fresh] = [before, after].map((home) => new Map(home.services.map((service) => [service.host, service])));
  return [
    ...after.services
      .filter(({ host }) => !old?.has(host))
      .map(({ host, upstream }) =>
        now(`${host} is served from ${upstream}: at home without a key, from elsewhere with one.`),
      ),
    ...before.services
      .filter(({ host }) => !fresh?.has(host))
      .map(({ host }) => now(`${host} is not served any more; what is open to it ends within the hour.`)),
    ...after.services.flatMap((service) => {
      const was = old?.get(service.host);
      if (!was) return [];
      const { host, upstream, caddy, identity } = service;
      return [
        ...(was.upstream === upstream ? [] : [now(`${host} leads to ${upstream} instead of ${was.upstream}.`)]),
        ...(was.caddy === caddy ? [] : [now(`${host} gets other Caddy directives.`)]),
        ...(JSON.stringify(was.identity) === JSON.stringify(identity)
          ? []
          : [now(`${host} is told ${identitySent(identity)}.`)]),
        ...(was.for === service.for ? [] : [now(`${host} is ${AUDIENCES[service.for]}.`)]),
        ...(was.atHome === service.atHome ? [] : [atHomeChanges(host, service.atHome)]),
        ...(was.icon === service.icon ? [] : [now(`${host} gets another icon.`)]),
      ];
    }),
  ];
};

const place: Sentences = (before, after) => {
  const effects: Effect[] = [];
  const endpoints = ({ listen, ports }: HomeConfig) =>
    `${listen.join(', ')} on ${ports.https}${ports.http === 'off' ? '' : ` and ${ports.http}`}`;
  if (endpoints(before) !== endpoints(after)) {
    const text = `The home listens on ${endpoints(after)} instead of ${endpoints(before)}: every open connection ends.`;
    effects.push({ when: 'connections-end', text });
  }
  if (before.ports.https !== after.ports.https) {
    effects.push(
      now('Invites and services have another port in their addresses; people have to use the new addresses.'),
    );
  }
  if (before.enrolmentHost !== after.enrolmentHost) {
    const text = `Invitations are redeemed at ${after.enrolmentHost} instead of ${before.enrolmentHost}; those that were sent name the old one. Every open connection ends.`;
    effects.push({ when: 'connections-end', text });
  }
  if (before.pageHost !== after.pageHost) {
    const [was, is] = [before, after].map(({ pageHost, enrolmentHost }) => pageHost ?? enrolmentHost);
    const text = `New invites are opened at ${is} instead of ${was}; in the links that were sent, write the new name. Every open connection ends.`;
    effects.push({ when: 'connections-end', text });
  }
  if (JSON.stringify(before.console) !== JSON.stringify(after.console)) {
    const text = after.console
      ? `The console is at ${after.console.host}, ${after.console.from === 'home' ? 'from home only' : 'from anywhere'}`
      : 'There is no console any more';
    effects.push({ when: 'connections-end', text: `${text}. Every open connection ends.` });
  }
  if (before.name !== after.name) effects.push(now(`The home is called ${after.name} instead of ${before.name}.`));
  if (JSON.stringify(before.certificates) !== JSON.stringify(after.certificates)) {
    const text = `Server certificates come from ${after.certificates.kind} instead of ${before.certificates.kind}.`;
    const challenge = [before, after].some(({ certificates }) => certificates.kind === 'http-01');
    effects.push(
      challenge && before.certificates.kind !== after.certificates.kind
        ? { when: 'connections-end', text: `${text} Every open connection ends.` }
        : now(text),
    );
  }
  if (list(before.sites) !== list(after.sites)) {
    effects.push(now(`Hand-written sites come from ${list(after.sites)} instead of ${list(before.sites)}.`));
  }
  return effects;
};

/** Sections and keys that are read once, when `latchkey up` starts. */
const AT_START: ReadonlySet<string> = new Set(['metrics', 'backups', 'ca', 'caddy.environment']);
/** Sections that have sentences of their own above. */
const TOLD = new Set(
  'name domain enrolmentHost pageHost phones console lan listen ports certificates services sites hosts'.split(' '),
);

/** Every value below a section by its path. */
function flat(value: unknown, path: string): [path: string, value: string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[path, value === undefined ? 'nothing' : JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, each]) => flat(each, `${path}.${key}`));
}

const rest: Sentences = (before, after) => {
  const sections = Object.keys({ ...before, ...after }).filter((key) => !TOLD.has(key)) as (keyof HomeConfig)[];
  return sections.flatMap((section) => {
    const [old, fresh] = [before, after].map((home) => new Map(flat(home[section], section)));
    const paths = [...new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])];
    return paths
      .filter((path) => (old?.get(path) ?? 'nothing') !== (fresh?.get(path) ?? 'nothing'))
      .map((path): Effect => {
        const later = AT_START.has(section) || AT_START.has(path);
        const text = `${path}: ${fresh?.get(path) ?? 'nothing'} instead of ${old?.get(path) ?? 'nothing'}`;
        return later ? { when: 'next-start', text: `${text}, from the next start of latchkey up.` } : now(`${text}.`);
      });
  });
};

/** Everything that is another when one configuration takes the place of the other; empty when nothing is. */
export function effectsOf(before: HomeConfig, after: HomeConfig): Effect[] {
  return [networks, services, sites, place, rest].flatMap((sentences) => sentences(before, after));
}
