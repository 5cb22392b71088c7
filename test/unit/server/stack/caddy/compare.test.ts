/** What a site may change of the home's own configuration: nothing; and of the logs, those of hand-written sites. */
import { expect, test } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { adaptedSchema } from '../../../../../server/stack/caddy/adapted.ts';
import { compareWithBare } from '../../../../../server/stack/caddy/compare.ts';

const layout = homeLayout('/srv/latchkey');
const OWN = ['cloud.example.com', 'photos.example.com'];
const route = (host: string) => ({ match: [{ host: [host] }], handle: [], terminal: true });

/** A home of two services whose sites are for `hosts`, with a log that these are told to. */
function compared(hosts: readonly string[], names?: Record<string, string[]>, own: readonly string[] = OWN): string {
  const home = (more: readonly string[], logs: object) =>
    adaptedSchema.parse({
      admin: {},
      storage: {},
      apps: {
        pki: {},
        http: {
          servers: {
            srv0: { listen: [`unix/${layout.run.lan}|0666`], routes: [...own, ...more].map(route), logs },
            srv1: { listen: [`unix/${layout.run.wan}|0666`], routes: [] },
          },
        },
      },
    });
  const before = Object.fromEntries(own.map((host) => [host, ['']]));
  const bare = home([], { logger_names: before });
  const full = home(hosts, { logger_names: { ...before, ...names } });
  return compareWithBare(full, bare, layout)
    .refusals.map(({ message, hosts: about }) => `${about.join(' ')} ${message}`)
    .join('\n');
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
