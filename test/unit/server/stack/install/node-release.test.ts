/** The image's Node: the command of the Dockerfile, run with another folder for `/` and somebody else's download. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchNode } from '../../../../../server/stack/install/dockerfile.ts';
import { NODE_RELEASE } from '../../../../../server/stack/install/node-release.ts';

let folder: string;
let archive: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lk-node-'));
  const name = 'node-v1.2.3-linux-x64';
  mkdirSync(join(folder, name, 'bin'), { recursive: true });
  writeFileSync(join(folder, name, 'bin/node'), 'a Node');
  archive = join(folder, 'archive.tar.xz');
  expect(spawnSync('tar', ['-cJf', archive, '-C', folder, name]).status).toBe(0);
  program('curl', `cp '${archive}' '${folder}/node.tar.xz'`);
  program('dpkg', 'echo amd64');
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, says: string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${says}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

function build(sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex')) {
  const command = fetchNode({ version: '1.2.3', archives: { amd64: { name: 'x64', sha256 } } })
    .replaceAll('/node.tar.xz', `${folder}/node.tar.xz`)
    .replace(`"https://nodejs.org/dist/v1.2.3/$archive.tar.xz"`, 'x')
    .replace('--directory /', `--directory ${folder}`);
  const { status } = spawnSync('/bin/sh', ['-c', command], {
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
  });
  return { ok: status === 0, node: existsSync(join(folder, 'node')) };
}

test('what Node published is taken', () => expect(build()).toEqual({ ok: true, node: true }));

test('one byte more, another hash, an archive that did not come: no image', () => {
  const published = createHash('sha256').update(readFileSync(archive)).digest('hex');
  expect(build('0'.repeat(64))).toEqual({ ok: false, node: false });
  appendFileSync(archive, '!');
  expect(build(published)).toEqual({ ok: false, node: false });
  program('curl', 'exit 22');
  expect(build(published)).toEqual({ ok: false, node: false });
});

test('a processor without a published hash: no image', () => {
  program('dpkg', 'echo riscv64');
  expect(build()).toEqual({ ok: false, node: false });
});

test('every hash is one', () => {
  for (const { sha256 } of Object.values(NODE_RELEASE.archives)) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});
