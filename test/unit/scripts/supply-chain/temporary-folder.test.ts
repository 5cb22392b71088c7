/** /tmp belongs to everybody: what has a name there that can be known before is somebody else's to put there first. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FILES = globSync(['{electron,renderer,scripts,server,shared,test}/**/*.{ts,tsx,mjs}', '*.{ts,mjs}']);
/** A path below the shared folder that is not made by mkdtemp on the spot. */
const FIXED =
  /(?<!mkdtemp(?:Sync)?\(\s*)\b(?:join|resolve)\(\s*(?:os\.)?tmpdir\(\)\s*,|\$\{(?:os\.)?tmpdir\(\)\}\/|tmpdir\(\)\s*\+/;

test.each([
  "join(tmpdir(), 'cache')",
  "const a = join(\n  tmpdir(),\n  'x')",
  ['`$', '{tmpdir()}/x`'].join(''),
  "tmpdir() + '/x'",
  "resolve(os.tmpdir(), 'x')",
])('the search finds %j', (text) => expect(text).toMatch(FIXED));

test.each(["mkdtemp(join(tmpdir(), 'x-'))", "mkdtempSync(\n  join(tmpdir(), 'x-'))", 'tempRoot: tmpdir(),'])(
  'and has nothing against %j',
  (text) => expect(text).not.toMatch(FIXED),
);

test('nothing here has a fixed name in the shared temporary folder', () => {
  expect(FILES.length).toBeGreaterThan(500);
  const self = 'test/unit/scripts/supply-chain/temporary-folder.test.ts';
  expect(FILES.filter((file) => file !== self && FIXED.test(readFileSync(file, 'utf8')))).toEqual([]);
});
