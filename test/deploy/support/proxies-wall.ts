/** The third wall where homes really run: what the user of HAProxy and Caddy may open, and who is root. */
import { statSync } from 'node:fs';
import { expect } from 'vitest';
import {
  beyondCaddys,
  everythingIn,
  family,
  NEEDED_BY_PROXIES,
  statusField,
  whatOpens,
} from '../../support/what-opens.ts';

interface Place {
  path(path: string): string;
}

/** Tries every file, folder and socket of the home as the user that Caddy runs as. */
export async function expectWall(machine: Place, enter: readonly string[], node: string): Promise<void> {
  const dir = '/srv/latchkey';
  const { uid, gid } = statSync(machine.path(`${dir}/run/caddy/lan.sock`));
  const home = statSync(machine.path(dir));
  expect(new Set([uid, home.uid, 0]).size).toBe(3);
  // What no proxy needs, and an admin may well put there.
  const places = await everythingIn(dir, machine.path(dir));
  expect(places.files.length).toBeGreaterThan(10);
  expect(beyondCaddys(dir, await whatOpens(places, { uid, gid }, { enter, node }))).toEqual(NEEDED_BY_PROXIES);
}

/** No process of the home is root, and none has a right but HAProxy's to low ports. */
export async function expectNobodyRoot(leader: number): Promise<void> {
  const processes = await family(leader);
  expect(processes.length).toBeGreaterThanOrEqual(5);
  for (const { pid, command } of processes) {
    const ids = (await statusField(pid, 'Uid')).split('\t');
    expect([command, ids.includes('0')]).toEqual([command, false]);
    for (const set of ['CapPrm', 'CapEff', 'CapAmb', 'CapInh'])
      expect([command, set, await statusField(pid, set)]).toEqual([
        command,
        set,
        expect.stringMatching(/^0{13}[04]00$/),
      ]);
    expect([command, await statusField(pid, 'NoNewPrivs')]).toEqual([command, '1']);
  }
}
