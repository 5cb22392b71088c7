/** A copy into sites/ that is killed at any step: the next one finds out, finishes, and takes nothing of the admin's. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyIntoSites } from '../../../../server/cli/copy-into-sites.ts';

const FILES = new Map([
  ['old.caddy', 'import old/parts/*.caddy\n'],
  ['old/parts/a.caddy', 'a.example.com\n'],
  ['old/parts/b.caddy', 'b.example.com\n'],
]);
const ALL = ['old', 'old.caddy', 'old/parts', 'old/parts/a.caddy', 'old/parts/b.caddy'];

let sites: string;
beforeEach(() => {
  sites = mkdtempSync(join(tmpdir(), 'sites-'));
});
afterEach(() => rmSync(sites, { recursive: true, force: true }));

const everything = () => readdirSync(sites, { recursive: true }).map(String).toSorted();
const put = (path: string, text = '') => {
  mkdirSync(join(sites, path, '..'), { recursive: true });
  writeFileSync(join(sites, path), text);
};

it('is everything, and nothing else', async () => {
  expect(await copyIntoSites(sites, FILES)).toEqual([join(sites, 'old.caddy'), join(sites, 'old')]);
  expect(everything()).toEqual(ALL);
  expect(readFileSync(join(sites, 'old/parts/b.caddy'), 'utf8')).toBe('b.example.com\n');
});

describe('after a kill', () => {
  it.each<[string, readonly string[]]>([
    ['while it was written', ['.importing-old/old.caddy', '.importing-old/old/parts/a.caddy']],
    [
      'before anything was moved',
      ['.importing-old/old.caddy', '.importing-old/old/parts/a.caddy', '.importing-old/whole'],
    ],
    ['between folder and site', ['old/parts/a.caddy', '.importing-old/old.caddy', '.importing-old/whole']],
  ])('%s, the next one is whole', async (_when, left) => {
    for (const path of left) put(path, 'half');
    await copyIntoSites(sites, FILES);
    expect(everything()).toEqual(ALL);
    expect(readFileSync(join(sites, 'old/parts/a.caddy'), 'utf8')).toBe('a.example.com\n');
  });

  it('at the very end, what is in stays, and only the leftover goes', async () => {
    for (const path of ['old.caddy', 'old/parts/a.caddy', '.importing-old/whole']) put(path, 'whole');
    await expect(copyIntoSites(sites, FILES)).rejects.toMatchObject({ code: 'USAGE' });
    expect(everything()).toEqual(['old', 'old.caddy', 'old/parts', 'old/parts/a.caddy']);
  });

  it('at any moment, it is in as a whole or not at all', async () => {
    const module = join(import.meta.dirname, '../../../../server/cli/copy-into-sites.ts');
    const many = [...FILES, ...Array.from({ length: 200 }, (_none, at) => [`old/more/${at}.caddy`, 'x'] as const)];
    const program = `const { copyIntoSites } = await import(${JSON.stringify(module)}); console.log('go'); await copyIntoSites(process.argv[1], new Map(${JSON.stringify(many)}));`;
    for (const milliseconds of [0, 5, 20, 60]) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program, sites], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      // From the beginning: a copy that is quick has ended before it is killed.
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await wait(milliseconds);
      child.kill('SIGKILL');
      await ended;
      const isIn = readdirSync(sites).includes('old.caddy');
      if (!isIn) await copyIntoSites(sites, new Map(many));
      else expect(readdirSync(join(sites, 'old/more'))).toHaveLength(200);
      expect(readdirSync(join(sites, 'old/more'))).toHaveLength(200);
      rmSync(sites, { recursive: true });
      mkdirSync(sites);
    }
  });
});

it.each(['old.caddy', 'old/mine.caddy'])('never over what the admin put there: %s', async (mine) => {
  put(mine, 'mine');
  const before = everything();
  await expect(copyIntoSites(sites, FILES)).rejects.toMatchObject({ code: 'USAGE' });
  expect(everything()).toEqual(before);
  expect(readFileSync(join(sites, mine), 'utf8')).toBe('mine');
});
