import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ENTRY, packIntoOneFile } from '../../../../scripts/pack/one-file.ts';
import { run } from '../../../support/processes.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-one-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

const pack = () => packIntoOneFile(folder, 'program.mjs');

test('a chunk loads others and modules of Node', async () => {
  await writeFile(join(folder, ENTRY), "require('./later.js').say();");
  await writeFile(join(folder, 'later.js'), "exports.say = () => console.log(require('node:path').sep);");
  await pack();
  const said = await run({ file: process.execPath, args: [join(folder, 'program.mjs')] });
  expect(said).toMatchObject({ code: 0, stdout: '/\n', stderr: '' });
});

test.each(['"', "'", '`'])('what would fail only when it runs is not packed, in quotes like %s', async (quote) => {
  await writeFile(join(folder, ENTRY), `import(${quote}node:path${quote}).then(({ sep }) => console.log(sep));`);
  await expect(pack()).rejects.toThrow(ENTRY);
});
