import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDefaultHome } from '../../../../../electron/main/life/default-home.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-life-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the home of a build', () => {
  const read = async (content: unknown) => {
    await writeFile(join(folder, 'home.json'), typeof content === 'string' ? content : JSON.stringify(content));
    return readDefaultHome(join(folder, 'home.json'));
  };

  test('is read, and a build without one is for every home', async () => {
    expect(readDefaultHome(join(folder, 'none.json'))).toBeUndefined();
    expect(await read({ host: 'Enroll.Example.com' })).toEqual({ host: 'enroll.example.com', port: 443 });
    const pin = 'a'.repeat(43);
    expect(await read({ host: 'enroll.example.com', port: 8443, pin })).toMatchObject({ port: 8443, pin });
    const typed = { host: 'enroll.example.com', pin: '0000 0000 0000 0000' };
    expect(await read(typed)).toMatchObject({ pin: '0000-0000-0000-0000' });
  });

  test.each([
    '',
    '{',
    '{}',
    { host: '10.0.0.1' },
    { host: 'a.b', port: 0 },
    { host: 'a.b', pin: 'x' },
    { host: 'a.b', pin: '0000-0000-0000-0001' },
    { host: 'a.b', code: 'x' },
  ])('%j is refused aloud, not taken for none', async (content) => {
    await expect(read(content)).rejects.toThrow();
  });
});
