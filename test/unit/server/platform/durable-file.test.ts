/** A durable write, killed (SIGKILL) before each of its steps: there is the old file or the new one, never part of one. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replaceFile, replaceFileSync, writeNewFile } from '../../../../server/platform/durable-file.ts';
import { type Call, KILLED, killCall, stepsOf } from '../../../support/crash/kill-call.ts';

const MODULE = new URL('../../../../server/platform/durable-file.ts', import.meta.url).href;
/** More than one page, so that a part of it could be seen. */
const OLD = 'old '.repeat(5000);
const NEW = 'new '.repeat(5000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-durable-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const call = (name: string, path: string): Call => ({ module: MODULE, name, args: [path, NEW, 0o640] });

describe.each([
  ['replaceFile', replaceFile],
  ['replaceFileSync', replaceFileSync],
] as const)('%s, killed before each step', (name, replace) => {
  it('leaves the old file or the new one, and the next write ends well', async () => {
    const steps = await stepsOf(call(name, join(folder, `${name}.whole`)));
    expect(steps).toBeGreaterThan(4);
    const seen = new Set<string>();
    for (let step = 1; step <= steps; step += 1) {
      const path = join(folder, `${name}-${step}`);
      writeFileSync(path, OLD, { mode: 0o600 });
      expect(await killCall(call(name, path), step)).toBe(KILLED);
      const left = readFileSync(path, 'utf8');
      expect([OLD, NEW]).toContain(left);
      seen.add(left);
      await replace(path, NEW, 0o640);
      expect(readFileSync(path, 'utf8')).toBe(NEW);
      expect(existsSync(`${path}.new`)).toBe(false);
    }
    // Otherwise the steps were not those around the rename.
    expect(seen).toEqual(new Set([OLD, NEW]));
  });
});

describe('writeNewFile', () => {
  it('never writes over a file, nor through a link', async () => {
    const there = join(folder, 'there');
    writeFileSync(there, OLD);
    await expect(writeNewFile(there, NEW, 0o600)).rejects.toMatchObject({ code: 'EEXIST' });
    const link = join(folder, 'link');
    symlinkSync(there, link);
    await expect(writeNewFile(link, NEW, 0o600)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(there, 'utf8')).toBe(OLD);
  });

  it('gives the file its mode whatever the umask says', async () => {
    const before = process.umask(0o077);
    try {
      await writeNewFile(join(folder, 'mode'), NEW, 0o644);
    } finally {
      process.umask(before);
    }
    expect(statSync(join(folder, 'mode')).mode & 0o777).toBe(0o644);
  });
});

describe('a leftover of a crash', () => {
  it.each([
    ['replaceFile', replaceFile],
    ['replaceFileSync', replaceFileSync],
  ] as const)('is removed by %s, not written into, and its mode is not taken over', async (name, replace) => {
    const path = join(folder, `leftover-${name}`);
    const elsewhere = join(folder, `elsewhere-${name}`);
    writeFileSync(elsewhere, OLD);
    symlinkSync(elsewhere, `${path}.new`);
    await replace(path, NEW, 0o600);
    expect(readFileSync(elsewhere, 'utf8')).toBe(OLD);
    writeFileSync(`${path}.new`, OLD);
    chmodSync(`${path}.new`, 0o666);
    await replace(path, NEW, 0o600);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((each) => each.startsWith(`leftover-${name}`))).toEqual([`leftover-${name}`]);
  });
});
