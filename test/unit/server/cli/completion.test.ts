import { existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeWithNames } from '../../../support/home-with-names.ts';
import { runCommand } from './run.ts';

let dir: string;
beforeAll(() => {
  dir = homeWithNames();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What the shells are answered. */
async function answer(...typed: string[]) {
  const { code, out, err } = await runCommand(['__complete', ...typed]);
  expect([code, err]).toEqual([0, '']);
  const [kind, ...lines] = out.trimEnd().split('\n');
  return { kind, values: lines.map((line) => line.split('\t')[0]) };
}
const values = async (...typed: string[]) => (await answer(...typed)).values;

describe('the answer', () => {
  it('knows commands, their commands, and their options', async () => {
    expect(await values('shu')).toEqual(['shut-out']);
    expect(await values('device', '')).toEqual(['show', 'rename', 'note', 'app-key']);
    expect(await values('person', 's')).toEqual(['set', 'shut-out']);
    expect(await values('devices', '--st')).toEqual(['--state']);
    expect(await values('devices', '--state', '')).toEqual(['active', 'expired', 'shut-out', 'left']);
    expect(await values('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await values('invites', '--dir', dir, 'c')).toEqual(['cancel']);
    expect(await values('up', '')).toEqual([]);
  });

  it('knows the devices, people and invitations of the home that is named', async () => {
    expect(await values('device', 'show', '--dir', dir, 'Mac')).toEqual(['MacBook Air', 'MacBook Pro']);
    expect(await values('shut-out', '--dir', dir, 'Mac')).toEqual(['MacBook Air']);
    // A device that calls itself as an option is called is named by its id.
    expect((await values('let-in', '--dir', dir, '')).sort()).toEqual([
      '00000004-0000-4000-8000-000000000000',
      'MacBook Pro',
    ]);
    expect(await values('shut-out', '--dir', dir, '00000001')).toEqual(['00000001-0000-4000-8000-000000000000']);
    expect(await values('shut-out', `--dir=${dir}`, 'Mac')).toEqual(['MacBook Air']);
    expect(await values('shut-out', '--dir', '=', dir, 'Mac')).toEqual(['MacBook Air']);
    expect(await values('devices', '--dir', dir, '--person', 'G')).toEqual(['Grandma Rose']);
    expect(await values('person', 'shut-out', '--dir', dir, '')).toEqual(['Dave', 'Grandma Rose', 'Mallory']);
    expect(await values('invites', 'cancel', '--dir', dir, '')).toEqual(['open-invitation']);
    expect(await values('device', 'rename', '--dir', dir, 'MacBook Air', '')).toEqual([]);
  });

  it('leaves folders and files to the shell', async () => {
    expect((await answer('devices', '--dir', '')).kind).toBe('folders');
    expect((await answer('init', '--dir', '/sr')).kind).toBe('folders');
  });

  it('is nothing, and no complaint, where there is no home', async () => {
    expect(await values('shut-out', '--dir', '/nowhere', '')).toEqual([]);
    expect(await values('shut-out', '')).toEqual([]);
    expect(existsSync('/nowhere')).toBe(false);
  });

  it('is no command for people', async () => {
    expect((await runCommand(['--help'])).out).not.toContain('__complete');
    expect(await values('__c')).toEqual([]);
  });
});
