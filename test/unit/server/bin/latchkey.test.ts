import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
let program: string;
let older: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lk-pinned-'));
  program = join(folder, 'above/checkout/server/bin/latchkey.mjs');
  mkdirSync(dirname(program), { recursive: true });
  copyFileSync('server/bin/latchkey.mjs', program);
  older = join(folder, 'older.cjs');
  writeFileSync(older, "Object.defineProperty(process.versions, 'node', { value: '20.19.0' });");
});
afterEach(() => rmSync(folder, { recursive: true }));

function putNode(root: string): void {
  const path = join(folder, root, 'node_modules/node/bin/node');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '#!/bin/sh\necho pinned\n');
  chmodSync(path, 0o755);
}
const run = () => spawnSync(process.execPath, ['--require', older, program], { encoding: 'utf8' });

test('an older Node hands over to the one of this checkout', () => {
  putNode('above/checkout');
  expect(run()).toMatchObject({ status: 0, stdout: 'pinned\n' });
});

test.each(['above', '.', 'above/checkout/server'])('and to none that lies in %s', (root) => {
  putNode(root);
  expect(run()).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('is not installed') });
});
