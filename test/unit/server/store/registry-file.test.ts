/** The registry's file, taken away, replaced or damaged while a process works on it. */
import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRequest } from '../ca/requests.ts';
import { fixedClock, makeHome, openTestHome, type TestHome } from '../core/support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.dispose());

const TAKEN: readonly [string, (path: string) => void][] = [
  ['deleted', (path) => rmSync(path)],
  ['moved', (path) => renameSync(path, `${path}.moved`)],
  [
    'replaced by a copy',
    (path) => {
      copyFileSync(path, `${path}.copy`);
      renameSync(`${path}.copy`, path);
    },
  ],
];

describe('a registry that is', () => {
  it.each(TAKEN)('%s acknowledges nothing any more', async (_how, take) => {
    const { code } = home.invitations.invite({ person: 'Dave' });
    const csr = await makeRequest();
    take(home.layout.registry);
    const refused = { code: 'REGISTRY_REPLACED', detail: expect.stringContaining(home.layout.registry) };
    await expect(home.redeeming.redeem({ code, csr, device: { name: 'laptop' } })).rejects.toMatchObject(refused);
    expect(await home.activeSet.list()).toEqual([]);
    expect(() => home.invitations.invite({ person: 'Nina' })).toThrow(expect.objectContaining(refused));
    expect(() => home.registry.check()).toThrow(expect.objectContaining(refused));
  });

  it('replaced by a copy has a code work at the copy that it does not use up elsewhere', async () => {
    const { code } = home.invitations.invite({ person: 'Dave' });
    const request = { code, csr: await makeRequest(), device: { name: 'laptop' } };
    home.registry.close();
    const before = await openTestHome(home.layout.dir, fixedClock());
    TAKEN[2]?.[1](home.layout.registry);
    await expect(before.redeeming.redeem(request)).rejects.toMatchObject({ code: 'REGISTRY_REPLACED' });
    before.registry.close();
    const after = await openTestHome(home.layout.dir, fixedClock());
    expect(await after.redeeming.redeem(request)).toMatchObject({ person: 'Dave' });
    after.registry.close();
  });

  it.each([
    ['overwritten', (path: string) => writeFileSync(path, readFileSync(path).fill(0x5a, 0, 20_000))],
    ['cut off', (path: string) => truncateSync(path, 5000)],
  ])('%s is damaged, in words, to every process that opens it', async (_how, damage) => {
    home.invitations.invite({ person: 'Dave' });
    home.registry.close();
    damage(home.layout.registry);
    await expect(openTestHome(home.layout.dir, fixedClock())).rejects.toMatchObject({ code: 'REGISTRY_DAMAGED' });
  });
});
