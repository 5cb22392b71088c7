import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findOnPath, isExecutable, pathFolders } from '../../../../server/platform/find-tool.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A folder of that mode with a `tool` of that mode in it. */
function put(name: string, mode: number, toolMode: number): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'tool'), '#!/bin/sh\n');
  chmodSync(join(path, 'tool'), toolMode);
  chmodSync(path, mode);
  return path;
}

it('looks into the absolute folders of a PATH alone', () => {
  expect(pathFolders('bin:/usr/bin:.::/bin')).toEqual(['/usr/bin', '/bin']);
  expect(pathFolders(undefined)).toEqual([]);
});

it('takes the first program that can be run and that nobody else may change', async () => {
  const plain = put('plain', 0o755, 0o644);
  const open = put('open', 0o777, 0o755);
  const good = put('good', 0o755, 0o755);
  const later = put('later', 0o755, 0o755);
  expect(await findOnPath('tool', [plain, open, good, later].join(':'))).toBe(join(good, 'tool'));
  expect(await findOnPath('tool', open)).toBeUndefined();
  expect(await findOnPath('other', good)).toBeUndefined();
  expect(await Promise.all([plain, good].map((path) => isExecutable(join(path, 'tool'))))).toEqual([false, true]);
});
