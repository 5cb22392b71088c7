/** A durable write of the app, killed (SIGKILL) before each of its steps: there is a whole file or none, never part of one. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFile, PARTIAL, replaceFile } from '../../../../electron/adapters/durable-file.ts';
import { type Call, KILLED, killCall, stepsOf } from '../../../support/crash/kill-call.ts';

const MODULE = new URL('../../../../electron/adapters/durable-file.ts', import.meta.url).href;
/** More than one page, so that a part of it could be seen. */
const OLD = 'old '.repeat(5000);
const NEW = 'new '.repeat(5000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-durable-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const call = (name: string, path: string): Call => ({ module: MODULE, name, args: [path, NEW] });

describe('killed before each step', () => {
  it('replaceFile leaves the old file or the new one, and the next write ends well', async () => {
    const steps = await stepsOf(call('replaceFile', join(folder, 'replaced')));
    expect(steps).toBeGreaterThan(3);
    const seen = new Set<string>();
    for (let step = 1; step <= steps; step += 1) {
      const path = join(folder, `replaced-${step}`);
      writeFileSync(path, OLD);
      expect(await killCall(call('replaceFile', path), step)).toBe(KILLED);
      const left = readFileSync(path, 'utf8');
      expect([OLD, NEW]).toContain(left);
      seen.add(left);
      await replaceFile(path, NEW);
      expect(readFileSync(path, 'utf8')).toBe(NEW);
    }
    // Otherwise the steps were not those around the rename.
    expect(seen).toEqual(new Set([OLD, NEW]));
  });

  it('makeFile leaves the whole file or none, and the next one makes it', async () => {
    const steps = await stepsOf(call('makeFile', join(folder, 'made')));
    expect(steps).toBeGreaterThan(4);
    const seen = new Set<string | undefined>();
    for (let step = 1; step <= steps; step += 1) {
      const path = join(folder, `made-${step}`);
      expect(await killCall(call('makeFile', path), step)).toBe(KILLED);
      const left = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
      expect([undefined, NEW]).toContain(left);
      seen.add(left);
      await makeFile(path, OLD);
      expect(readFileSync(path, 'utf8')).toBe(left ?? OLD);
    }
    expect(seen).toEqual(new Set([undefined, NEW]));
  });
});

it('makeFile never writes over a file', async () => {
  const path = join(folder, 'there');
  await makeFile(path, OLD);
  await makeFile(path, NEW);
  expect(readFileSync(path, 'utf8')).toBe(OLD);
});

it.each([
  ['replaceFile', replaceFile],
  ['makeFile', makeFile],
])('%s writes for this person alone, and leaves nothing beside the file', async (name, write) => {
  const path = join(folder, `own-${name}`);
  await write(path, NEW);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await expect(write(join(folder, 'missing', 'file'), NEW)).rejects.toMatchObject({ code: 'ENOENT' });
  const names = (await readdir(folder)).filter((each) => each.startsWith(`own-${name}`));
  expect(names.filter((each) => each.endsWith(PARTIAL))).toEqual([]);
});

it('replaceFile that fails leaves nothing of the new file', async () => {
  const path = mkdtempSync(join(folder, 'a-folder-'));
  await expect(replaceFile(path, NEW)).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
  expect((await readdir(folder)).filter((each) => each.startsWith(path.slice(folder.length + 1)))).toHaveLength(1);
});
