import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

test.each([
  ['replaced', 'renameSync(OTHER, __filename)'],
  ['written over', 'copyFileSync(OTHER, __filename)'],
])('a program whose file is %s while it runs goes on with what it was started from', async (_, change) => {
  const other = join(folder, 'other.mjs');
  await writeFile(other, 'another version');
  await writeFile(
    join(folder, ENTRY),
    `const fs = require('node:fs'); fs.${change.replace('OTHER', JSON.stringify(other))}; require('./later.js');`,
  );
  await writeFile(join(folder, 'later.js'), "console.log('here');");
  await pack();
  expect(await runIt()).toMatchObject({ code: 0, stdout: 'here\n', stderr: '' });
});

test('a program that was cut off, wherever, fails in a few words', async () => {
  await writeFile(join(folder, ENTRY), "console.log('here');");
  await pack(new Map([['page/a.css', randomBytes(20_000)]]));
  const whole = await readFile(join(folder, 'program.mjs'), 'utf8');
  const begun = whole.indexOf('queueMicrotask');
  const lines = [...whole.matchAll(/\n/g)]
    .map(({ index }) => index + 1)
    .filter((at) => at > begun && at < whole.length);
  expect(lines.length).toBeGreaterThan(30);
  for (const at of [...lines, whole.length - 10_000]) {
    await writeFile(join(folder, 'program.mjs'), whole.slice(0, at));
    const { code, stdout, stderr } = await runIt();
    expect({ at, code, stdout }).toEqual({ at, code: 1, stdout: '' });
    expect(stderr.length).toBeLessThan(2000);
  }
}, 60_000);

test.each(['"', "'", '`'])('what would fail only when it runs is not packed, in quotes like %s', async (quote) => {
  await writeFile(join(folder, ENTRY), `import(${quote}node:path${quote}).then(({ sep }) => console.log(sep));`);
  await expect(pack()).rejects.toThrow(ENTRY);
});
