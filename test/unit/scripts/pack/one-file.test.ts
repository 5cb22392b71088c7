import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ENTRY, PACKED_FILE, packIntoOneFile } from '../../../../scripts/pack/one-file.ts';
import { run } from '../../../support/processes.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-one-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

const pack = (files?: ReadonlyMap<string, Uint8Array>) => packIntoOneFile(folder, 'program.mjs', files);
const runIt = () => run({ file: process.execPath, args: [join(folder, 'program.mjs')] });

test('a chunk loads others and modules of Node', async () => {
  await writeFile(join(folder, ENTRY), "require('./later.js').say();");
  await writeFile(join(folder, 'later.js'), "exports.say = () => console.log(require('node:path').sep);");
  await pack();
  expect(await runIt()).toMatchObject({ code: 0, stdout: '/\n', stderr: '' });
});

test('a chunk reads what was packed beside the chunks, byte for byte', async () => {
  await writeFile(join(folder, ENTRY), `console.log(${PACKED_FILE}('page/a.css').toString('hex'));`);
  await pack(new Map([['page/a.css', Buffer.from([0, 0x2a, 0x2f, 0xff])]]));
  expect(await runIt()).toMatchObject({ code: 0, stdout: '002a2fff\n', stderr: '' });
});

test('a program that was replaced while it runs goes on with what it was started from', async () => {
  const other = join(folder, 'other.mjs');
  await writeFile(other, 'another version');
  await writeFile(
    join(folder, ENTRY),
    `require('node:fs').renameSync(${JSON.stringify(other)}, __filename); require('./later.js');`,
  );
  await writeFile(join(folder, 'later.js'), "console.log('here');");
  await pack();
  expect(await runIt()).toMatchObject({ code: 0, stdout: 'here\n', stderr: '' });
});

test('a program that was written over while it runs says so, and ends', async () => {
  await writeFile(
    join(folder, ENTRY),
    "require('node:fs').writeFileSync(__filename, 'another version'); require('./later.js');",
  );
  await writeFile(join(folder, 'later.js'), "console.log('here');");
  await pack();
  const { code, stdout, stderr } = await runIt();
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^error: .*program\.mjs is damaged, or was written over while it ran\./);
});

test.each(['"', "'", '`'])('what would fail only when it runs is not packed, in quotes like %s', async (quote) => {
  await writeFile(join(folder, ENTRY), `import(${quote}node:path${quote}).then(({ sep }) => console.log(sep));`);
  await expect(pack()).rejects.toThrow(ENTRY);
});
