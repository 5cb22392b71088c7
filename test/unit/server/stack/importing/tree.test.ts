/** Copies of Caddyfiles with what they import: the same files are found from the copy as from the original. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { homeLayout } from '../../../../../server/core/layout.ts';
import { Places } from '../../../../../server/stack/caddy/places.ts';
import { sourcesOf } from '../../../../../server/stack/caddy/sources.ts';
import { copyName, treeOf } from '../../../../../server/stack/importing/tree.ts';

const ground = mkdtempSync(join(tmpdir(), 'tree-'));
afterAll(() => rmSync(ground, { recursive: true, force: true }));

const layout = homeLayout(join(ground, 'home'));
let count = 0;

/** Writes files, the first of which is the Caddyfile, and copies it. */
function copyOf(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const base = join(ground, `${count++}/etc/caddy`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text.replaceAll('BASE', base));
  }
  const file = join(base, Object.keys(files)[0] ?? '');
  const places = new Places({ layout });
  const { files: sources, problems } = sourcesOf({ config: { sites: [file], services: [] }, layout, places, env });
  expect(problems).toEqual([]);
  const { files: copied, taken, left, changes } = treeOf({ file, sources, name: copyName(file), env });
  const short = (path: string) => path.replace(`${base}/`, '');
  return { copied: Object.fromEntries(copied), taken: taken.map(short), left: left.map(short), changes, base };
}

describe('what is imported is taken along, and', () => {
  it('lies below a folder of the copy, as it lay beside the original', () => {
    const { copied, taken, left } = copyOf({
      Caddyfile: 'import sites/*.caddy\n',
      'sites/a.caddy': 'import ../parts/p\n',
      'parts/p': '# p\n',
    });
    expect(copied).toEqual({
      'caddyfile.caddy': 'import caddyfile/sites/*.caddy\n',
      'caddyfile/sites/a.caddy': 'import ../parts/p\n',
      'caddyfile/parts/p': '# p\n',
    });
    expect([taken, left]).toEqual([['sites/a.caddy', 'parts/p'], []]);
  });

  it('is found by its whole path in the copy, not where it was', () => {
    const { copied } = copyOf({
      'my.caddy': 'import BASE/conf.d/x\n',
      'conf.d/x': 'import BASE/conf.d/y z\n',
      'conf.d/y': '',
    });
    expect(copied['my.caddy']).toBe('import my/conf.d/x\n');
    expect(copied['my/conf.d/x']).toBe('import y z\n');
  });

  it('stays where it is when that is elsewhere, by its whole path', () => {
    mkdirSync(join(ground, 'shared'), { recursive: true });
    writeFileSync(join(ground, 'shared/all of it'), '# all\n');
    const { copied, left, taken } = copyOf({ Caddyfile: 'import "../../../shared/all of it"\n' });
    expect(copied).toEqual({ 'caddyfile.caddy': `import "${ground}/shared/all of it"\n` });
    expect([taken, left]).toEqual([[], [`${ground}/shared/all of it`]]);
  });

  it('keeps its arguments and quotes, with a variable in its path looked through', () => {
    const { copied } = copyOf(
      {
        Caddyfile: 'x.example.com {\n\timport {$PARTS}/* "an argument" {\n\t\tencode gzip\n\t}\n}\n',
        'parts/one': '{block}\n',
      },
      { PARTS: 'parts' },
    );
    expect(copied['caddyfile.caddy']).toBe(
      'x.example.com {\n\timport caddyfile/parts/* "an argument" {\n\t\tencode gzip\n\t}\n}\n',
    );
  });

  it.each([
    ['a snippet', '(page) {\n}\na.example.com {\n\timport page 1\n}\n'],
    ['a snippet that a file is called as', '(parts) {\n}\na.example.com {\n\timport parts\n}\n'],
    ['what is said in a text', 'a.example.com {\n\trespond "import parts/one"\n\theader import parts/one\n}\n'],
    ['a file that is not there', 'a.example.com {\n\timport nowhere\n}\n'],
  ])('%s stays as it is written', (_, text) => {
    const { copied } = copyOf({ Caddyfile: text, 'parts/one': '' });
    expect(copied['caddyfile.caddy']).toBe(text);
  });

  it('every change is told, with its line', () => {
    const { changes, base } = copyOf({ Caddyfile: '\nimport parts/*\nimport more/*\n', 'parts/one': '' });
    expect(changes).toEqual([
      `${base}/Caddyfile:2: import parts/* becomes import caddyfile/parts/* in the copy.`,
      `${base}/Caddyfile:3: import more/* becomes import caddyfile/more/* in the copy.`,
    ]);
  });
});

test('a file of one site gets braces, since others will stand beside it', () => {
  const { copied, changes } = copyOf({ Caddyfile: 'a.example.com,\nb.example.com\n\nroot * /srv/www\nfile_server\n' });
  expect(copied['caddyfile.caddy']).toBe('a.example.com,\nb.example.com {\n\nroot * /srv/www\nfile_server\n}\n');
  expect(changes).toEqual([expect.stringContaining('gets braces')]);
});

test('a byte order mark and carriage returns stay behind', () => {
  expect(copyOf({ Caddyfile: '\uFEFFa.example.com {\r\n}\r\n' }).copied).toEqual({
    'caddyfile.caddy': 'a.example.com {\n}\n',
  });
});

test.each([
  ['/etc/caddy/Caddyfile', 'caddyfile'],
  ['/srv/My Sites.caddyfile', 'my-sites'],
  ['/srv/.caddy', 'imported'],
  ['/srv/..x', 'x'],
])('the copy of %s is called %s', (file, name) => {
  expect(copyName(file)).toBe(name);
});
