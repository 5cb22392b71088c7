import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isThere, mayBeThere } from '../../../../server/platform/exists.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-exists-'));
  writeFileSync(join(dir, 'file'), '');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it.each([
  ['a file', 'file', true, true],
  ['what is not there', 'gone', false, false],
  ['what cannot be looked at', 'file/below', true, false],
])('%s: %s may be there: %s, is there: %s', async (_what, name, may, is) => {
  expect(await mayBeThere(join(dir, name))).toBe(may);
  expect(await isThere(join(dir, name))).toBe(is);
});
