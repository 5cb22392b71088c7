/** What a site may change of the home's own configuration: nothing; and of the logs, those of hand-written sites. */
import { expect, test } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { type Adapted, adaptedSchema } from '../../../../../server/stack/caddy/adapted.ts';
import { compareWithBare } from '../../../../../server/stack/caddy/compare.ts';

const layout = homeLayout('/srv/latchkey');
const OWN = ['cloud.example.com', 'photos.example.com'];
const route = (host: string) => ({ match: [{ host: [host] }], handle: [], terminal: true });

interface Logs {
  readonly logger_names?: Readonly<Record<string, string[]>>;
  readonly skip_hosts?: readonly string[];
  readonly skip_unmapped_hosts?: boolean;
}

const home = (hosts: readonly string[], logs: Logs | undefined, loggers: object = {}) =>
  adaptedSchema.parse({
    admin: {},
    storage: {},
    logging: { logs: loggers },
    apps: {
      pki: {},
      http: {
        servers: {
          srv0: { listen: [`unix/${layout.run.lan}|0666`], routes: hosts.map(route), logs },
          srv1: { listen: [`unix/${layout.run.wan}|0666`], routes: [] },
        },
      },
    },
  });
const refused = (full: Adapted, bare: Adapted) =>
  compareWithBare(full, bare, layout)
    .refusals.map(({ message, hosts: about }) => `${about.join(' ')} ${message}`)
    .join('\n');

/** A home of two services whose sites are for `hosts`, with a log that these are told to. */
function compared(hosts: readonly string[], names?: Record<string, string[]>, own: readonly string[] = OWN): string {
  const before = Object.fromEntries(own.map((host) => [host, ['']]));
  const bare = home(own, { logger_names: before });
  return refused(home([...own, ...hosts], { logger_names: { ...before, ...names } }), bare);
}

test.each([
  ['cloud.example.com', ['zz']],
  ['cloud.example.com', ['', 'zz']],
  ['CLOUD.example.com', ['zz']],
  ['cloud.example.com:8443', ['zz']],
  ['*.example.com', ['zz']],
  ['*.*.com', ['zz']],
  ['*', ['zz']],
  ['', ['zz']],
  ['enroll.example.com', ['zz']],
  ['elsewhere.example.net', ['zz']],
])('a log that names %s is refused', (name, loggers) => {
  expect(compared(['wiki.example.com'], { [name]: loggers })).toMatch(/is named by a log|access log of/);
  expect(compared(['wiki.example.com'], { [name]: loggers }, [])).toMatch(/is named by a log/);
});

test('a log that names hosts of hand-written sites is let through', () => {
  expect(compared(['wiki.example.com', 'files.example.com'], { 'wiki.example.com': ['zz'] })).toBe('');
  expect(compared(['a.example.com', 'b.example.com'], { 'b.example.com': ['zz', ''] })).toBe('');
  // Its own entry is what counts for a service.
  expect(compared(['*.example.com'], { '*.example.com': ['zz'] })).toBe('');
});

// `caddy adapt` (2.11.4): all hosts without a log are named as skipped as soon as one has a log.
const MINE = { include: ['http.log.access.mine'], writer: { output: 'stderr' } };
const skipped = { skip_hosts: OWN, logger_names: { 'wiki.example.com': ['mine'] } };

test('a log of a site is let through in a home that writes none of its services', () => {
  const full = home([...OWN, 'wiki.example.com'], skipped, { mine: MINE });
  expect(refused(full, home(OWN, undefined))).toBe('');
});

test.each<[string, Logs, Logs | undefined]>([
  ['takes a service out of the access log', skipped, { logger_names: { 'photos.example.com': [''] } }],
  ['takes all that have no name out', { skip_unmapped_hosts: true }, {}],
  ['writes a service that is not written', { logger_names: { 'cloud.example.com': [''] } }, undefined],
  ['writes all services', { logger_names: { 'wiki.example.com': ['mine'] } }, undefined],
])('a log is refused that %s', (_, after, before) => {
  expect(refused(home([...OWN, 'wiki.example.com'], after), home(OWN, before))).toMatch(/access log of cloud/);
});

test("a log with the name of one of the home's own is refused once, and no other is blamed", () => {
  const own = {
    default: { exclude: ['http.log.access'], writer: {} },
    access: { include: ['http.log.access'], writer: {} },
  };
  const full = {
    default: { ...own.default, exclude: ['http.log.access', 'http.log.access.access'] },
    access: { ...MINE, include: ['http.log.access.access'] },
  };
  const hosts = [...OWN, 'wiki.example.com'];
  const names = { skip_hosts: OWN, logger_names: { 'wiki.example.com': ['access'] } };
  expect(refused(home(hosts, names, full), home(OWN, undefined, own))).toMatch(/^ has a log named access[^\n]*$/);
});
