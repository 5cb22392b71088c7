import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRequest } from '../../unit/ca/requests.ts';
import { fixedClock, makeHome, openTestHome, type TestHome } from '../../unit/server-core/support.ts';
import { kill, nextLine, startProcess } from './support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

const device = { name: 'laptop' };

/** Runs another process up to the moment at which it hangs, and kills it there. */
async function crash(mode: string, subject: string, extra = ''): Promise<void> {
  const child = startProcess(mode, home.layout.dir, subject, extra);
  expect(await nextLine(child)).toBe('hanging');
  await kill(child);
}

describe('a crash', () => {
  it('between the commit and the active set loses no certificate: the next start lets it in', async () => {
    const { code } = home.invitations.invite({ person: 'Dave' });
    const csr = await makeRequest();
    await crash('hang-before-admit', code, csr);
    expect(await home.activeSet.list()).toEqual([]);
    const [recorded] = home.registry.activeFingerprints(home.clock.now());

    const next = await openTestHome(home.layout.dir, home.clock);
    expect(await next.keeper.reconcile()).toEqual({ created: [recorded], removed: [], stuck: [] });
    const reply = await next.issuing.issue({ code, csr, device });
    expect(reply.fingerprint).toBe(recorded);
    expect(next.devices.list()).toHaveLength(1);
    next.registry.close();
  });

  it('between the commit and the active set loses no certificate: the client that asks again gets it', async () => {
    const { code } = home.invitations.invite({ person: 'Dave' });
    const csr = await makeRequest();
    await crash('hang-before-admit', code, csr);
    const reply = await home.issuing.issue({ code, csr, device });
    expect(await home.activeSet.list()).toEqual([reply.fingerprint]);
    expect(home.devices.list()).toHaveLength(1);
  });

  it('between the commit and the active set loses no revocation: the next start shuts it out', async () => {
    const { code } = home.invitations.invite({ person: 'Dave' });
    const csr = await makeRequest();
    const { device: enrolled, fingerprint } = await home.issuing.issue({ code, csr, device });
    await crash('hang-before-refuse', enrolled.id);
    expect(await home.activeSet.list()).toEqual([fingerprint]);
    expect(home.access.whoami(fingerprint, 'wan').state).toBe('shut-out');
    expect((await home.keeper.reconcile()).removed).toEqual([fingerprint]);
    await expect(home.issuing.issue({ code, csr, device })).rejects.toMatchObject({ code: 'INVITATION_NOT_VALID' });
  });

  it('in the middle of the transaction burns no code and leaves no half a device', async () => {
    const { code } = home.invitations.invite({ person: 'Dave' });
    const child = startProcess('hang-in-transaction', home.layout.dir, code, await makeRequest());
    expect(await nextLine(child)).toBe('hanging');
    const other = new DatabaseSync(home.layout.registry, { timeout: 0 });
    expect(() => other.exec('BEGIN IMMEDIATE')).toThrow('database is locked');
    other.close();
    await kill(child);
    expect(home.devices.list()).toEqual([]);
    expect(home.invitations.list()[0]?.state).toBe('open');
    const reply = await home.issuing.issue({ code, csr: await makeRequest(), device });
    expect(await home.activeSet.list()).toEqual([reply.fingerprint]);
  });
});
