/** Caddyfiles as homelabs have them, from one site to several hundred lines: what of each would be known, and what conflicts. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tryCaddyfile } from '../../../server/stack/importing/try.ts';
import { sampleOf } from '../../support/long-tail.ts';
import { makeTestHome, type TestHome } from '../../support/stack/home.ts';
import { latchkey } from '../../support/throw-away-home.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/caddyfiles/', import.meta.url));
const fixture = (name: string) => join(FIXTURES, name, 'Caddyfile');

interface Expected {
  /** How many hosts would become reachable. */
  readonly hosts: number;
  /** Each with its line. */
  readonly conflicts?: readonly (readonly [line: number, words: RegExp])[];
  readonly taken?: readonly string[];
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  'one-site': { hosts: 1 },
  'package-default': {
    hosts: 1,
    conflicts: [[2, /answers for every name on port 80/]],
    taken: ['Caddyfile.d/recipes.caddyfile'],
  },
  'split-by-site': {
    hosts: 3,
    taken: ['snippets/common', 'sites/books.caddy', 'sites/photos.caddy', 'fragments/large-uploads'],
  },
  'wildcard-and-handles': { hosts: 2, conflicts: [[1, /\(email, acme_dns\).*certificates: in latchkey\.yaml/]] },
  'matrix-and-friends': {
    hosts: 4,
    conflicts: [
      [9, /chat\.home\.localhost is on port 8448/],
      [14, /turn\.home\.localhost is on port 5349/],
      [18, /plain\.home\.localhost is served without TLS on port 8081/],
    ],
  },
  'authentication-snippets': { hosts: 3 },
  'php-behind-fastcgi': { hosts: 1, conflicts: [[35, /cloud\.home\.localhost, whose tls asks a public CA/]] },
  'lan-only': { hosts: 2, conflicts: [[14, /meter\.home\.localhost listens on 192\.168\.1\.2:443/]] },
  'address-and-tailnet': {
    hosts: 3,
    conflicts: [
      [1, /\(auto_https, default_bind\)/],
      [6, /192\.168\.1\.236 listens on 100\.64\.10\.1:7777/],
      [6, /192\.168\.1\.236 is an address/],
      [6, /every stranger could have certificates made/],
      [13, /listens on 100\.64\.10\.1:443/],
      [17, /listens on 100\.64\.10\.1:443/],
    ],
  },
  'certificates-of-its-own': { hosts: 0, conflicts: [[3, /certificates: dns-01 in latchkey\.yaml/]] },
  'cloudflare-in-front': {
    hosts: 1,
    conflicts: [
      [1, /\(debug, servers, log\)/],
      [13, /answers for every name on port 80/],
      [18, /asks for client certificates itself/],
    ],
  },
  frankenphp: {
    hosts: 0,
    conflicts: [
      [1, /\(frankenphp, order\).*For frankenphp: it belongs to a module.*For order: put the directive into route/],
      [8, /php_server/],
    ],
  },
  'tunnelled-layer4': { hosts: 1, conflicts: [[1, /\(layer4\)/]] },
  'many-services': {
    hosts: 27,
    taken: ['parts/snippets.caddy', 'parts/logging.caddy', 'parts/media/books.caddy', 'parts/media/jelly.caddy'],
  },
};

let home: TestHome;
beforeAll(async () => {
  home = await makeTestHome({ services: [{ name: 'door', upstream: 'http://127.0.0.1:9' }] });
});
afterAll(() => home?.remove());

const names = Object.keys(EXPECTED);
it.each(sampleOf('Caddyfiles of homelabs', names, 4))('%s is read as it is meant', async (name) => {
  const { hosts, conflicts = [], taken = [] } = EXPECTED[name] ?? { hosts: 0 };
  const trial = await tryCaddyfile(fixture(name), { ...home, env: process.env });
  const found = trial.findings.filter(({ kind }) => kind === 'conflict');
  const sorted = found.toSorted((one, other) => Number(one.where?.split(':')[1]) - Number(other.where?.split(':')[1]));
  expect(sorted.map(({ where }) => Number(where?.split(':')[1]))).toEqual(conflicts.map(([line]) => line));
  for (const [, words] of conflicts) expect(found.map(({ message }) => message).join('\n')).toMatch(words);
  expect(trial.becomeReachable).toHaveLength(hosts);
  expect(trial.tree.taken.map((path) => path.replace(join(FIXTURES, name, '/'), ''))).toEqual(taken);
  expect(JSON.stringify(trial.findings)).not.toContain('latchkey-import-');
});

describe('one that is split over folders', () => {
  it('is copied whole, says so, and the home takes it from there when the original is gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'split-'));
    try {
      await cp(join(FIXTURES, 'split-by-site'), folder, { recursive: true });
      const command = (...words: string[]) => latchkey([...words, '--dir', home.layout.dir]);
      const applied = await command('import-caddyfile', join(folder, 'Caddyfile'), '--apply');
      expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining('sites/caddyfile/') });
      expect(applied.stdout).toContain('along with what it imports: snippets/common, sites/books.caddy');
      await rm(folder, { recursive: true });
      expect(await command('config', 'check')).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/photos\.home\.localhost.*status\.home\.localhost.*books\.home\.localhost/),
      });
      expect(await readFile(join(home.layout.sites, 'caddyfile/sites/photos.caddy'), 'utf8')).toContain(
        'large-uploads',
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
      await rm(join(home.layout.sites, 'caddyfile'), { recursive: true, force: true });
      await rm(join(home.layout.sites, 'caddyfile.caddy'), { force: true });
    }
  });
});
