/** What is imported is looked at before anything reads it: no pipe is waited for, and no device read. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { MOST_BYTES } from '../../../../../server/platform/regular-file.ts';
import { Places } from '../../../../../server/stack/caddy/places.ts';
import { sourcesOf } from '../../../../../server/stack/caddy/sources.ts';
import { tryCaddyfile } from '../../../../../server/stack/importing/try.ts';

const ground = mkdtempSync(join(tmpdir(), 'sources-'));
const layout = homeLayout(join(ground, 'home'));
mkdirSync(layout.sites, { recursive: true });
mkdirSync(join(ground, 'folder.caddy'));
writeFileSync(join(ground, 'good.caddy'), 'good.example.com {\n}\n');
execFileSync('mkfifo', [join(ground, 'pipe.caddy')]);
symlinkSync('pipe.caddy', join(ground, 'link-to-pipe.caddy'));
symlinkSync('/dev/zero', join(ground, 'zero.caddy'));
writeFileSync(join(ground, 'large.caddy'), '');
truncateSync(join(ground, 'large.caddy'), MOST_BYTES + 1);
writeFileSync(join(ground, 'full.caddy'), '#'.repeat(MOST_BYTES));
afterAll(() => rmSync(ground, { recursive: true, force: true }));

const places = new Places({ layout });
const sources = (text: string, sites: readonly string[] = []) => {
  const service = {
    name: 'cloud',
    host: 'cloud.example.com',
    upstream: 'http://127.0.0.1:9',
    caddy: text,
    identity: 'certificate' as const,
    for: 'everyone' as const,
    atHome: 'open' as const,
  };
  return sourcesOf({ config: { sites: [...sites], services: [service] }, layout, places, env: {} });
};

test.each(['pipe.caddy', 'link-to-pipe.caddy', 'zero.caddy', 'folder.caddy', 'large.caddy', 'p*.caddy', '*.caddy'])(
  'an import of %s is refused at once',
  (name) => {
    const { problems } = sources(`import ${ground}/${name}`);
    expect(problems.join('\n')).toMatch(/^services\.cloud\.caddy:1 imports .*(regular file|larger than).*; \S/);
    expect(sources('', [join(ground, name)]).problems).not.toEqual([]);
  },
);

test.each(['/dev/zero', '/dev/tty', '/dev', ground])('an import of %s is refused at once', (path) => {
  expect(sources(`import ${path}`).problems).not.toEqual([]);
});

test.each(['good.caddy', 'full.caddy', 'g*.caddy', 'absent*.caddy'])('an import of %s is let through', (name) => {
  expect(sources(`import ${ground}/${name}`).problems).toEqual([]);
});

test('a pattern that no file fits is told with its line, and a hidden file is hidden from it as from Caddy', () => {
  writeFileSync(join(ground, '.hidden.conf'), 'hidden.example.com {\n}\n');
  const { files, unmatched } = sources(`import ${ground}/good.caddy\nimport ${ground}/*.conf`);
  expect(unmatched).toEqual([{ at: 'services.cloud.caddy:2', pattern: `${ground}/*.conf` }]);
  expect(files.map(({ path }) => path)).toEqual([join(ground, 'good.caddy')]);
});

test('what Caddy finds by a wildcard is looked at: a file in a hidden folder, and one with a name that is not UTF-8', () => {
  writeFileSync(join(layout.dir, 'secret.key'), 'secret');
  mkdirSync(join(ground, 'folders/.hidden'), { recursive: true });
  symlinkSync(join(layout.dir, 'secret.key'), join(ground, 'folders/.hidden/site.caddy'));
  expect(sources(`import ${ground}/folders/*/site.caddy`).problems).toEqual([
    expect.stringContaining('lies in the home'),
  ]);
  mkdirSync(join(ground, 'latin-1'));
  const name = Buffer.concat([Buffer.from(join(ground, 'latin-1/caf')), Buffer.from([0xe9]), Buffer.from('.caddy')]);
  symlinkSync(join(layout.dir, 'secret.key'), name);
  expect(sources(`import ${ground}/latin-1/*.caddy`).problems).toEqual([expect.stringContaining('cannot be read')]);
});

test('a folder may be called as a snippet is', () => {
  mkdirSync(join(ground, 'page'));
  writeFileSync(join(ground, 'snippet.caddy'), '(page) {\n}\na.example.com {\nimport page\n}\n');
  expect(sources(`import ${ground}/snippet.caddy`).problems).toEqual([]);
});

test('more files than there may be are refused, and not left out', () => {
  const many = join(ground, 'many');
  mkdirSync(many);
  for (let i = 0; i <= 2000; i++) writeFileSync(join(many, `${i}.caddy`), '');
  expect(sources(`import ${many}/*`).problems).toEqual([expect.stringMatching(/more than 2000 files/)]);
});

test('a Caddyfile to import into the home is none of that either', async () => {
  for (const name of ['pipe.caddy', 'zero.caddy', 'folder.caddy'])
    await expect(tryCaddyfile(join(ground, name), {} as never)).rejects.toMatchObject({ code: 'USAGE' });
});
