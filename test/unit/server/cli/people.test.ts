import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRequest } from '../ca/requests.ts';
import { fixedClock, openTestHome } from '../core/support.ts';
import { type RunOptions, runCommand } from './run.ts';

let folder: string;
let dir: string;
let home: Awaited<ReturnType<typeof openTestHome>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-people-'));
  dir = join(folder, 'home');
  const words = ['--domain', 'home.localhost', '--name', 'Example Home', '--lan', '127.0.1.0/24'];
  const made = await runCommand([
    ...['init', '--dir', dir, ...words],
    ...['--https-port', '12345', '--service', 'cloud=http://127.0.0.1:9'],
  ]);
  expect(made).toMatchObject({ code: 0 });
  home = await openTestHome(dir, fixedClock());
});
afterAll(() => {
  home.registry.close();
  rmSync(folder, { recursive: true, force: true });
});

async function enrol(name: string, person: string) {
  const { code } = home.invitations.invite({ person });
  return home.redeeming.redeem({ code, csr: await makeRequest(), device: { name } });
}
const run = (args: readonly string[], options?: RunOptions) => runCommand([...args, '--dir', dir], options);
async function json(args: readonly string[], options?: RunOptions) {
  const { code, out, err } = await run([...args, '--json'], options);
  expect(code, err).toBe(0);
  return JSON.parse(out);
}
const lastEntry = () => home.audit.page({}, 1)[0];

describe('latchkey devices', () => {
  it('shows a page, says how to go on, and all with --all', async () => {
    for (let i = 0; i < 5; i += 1) await enrol(`box-${i}`, 'Pia');
    const first = await json(['devices', '--person', 'Pia', '--limit', '2']);
    expect(first.devices.map(({ name }: { name: string }) => name)).toEqual(['box-4', 'box-3']);
    const second = await json(['devices', '--person', 'Pia', '--limit', '2', '--after', first.next]);
    expect(second.devices.map(({ name }: { name: string }) => name)).toEqual(['box-2', 'box-1']);
    const all = await json(['devices', '--person', 'Pia', '--all']);
    expect([all.devices.length, all.next]).toEqual([5, null]);

    const words = await run(['devices', '--person', 'Pia', '--limit', '2']);
    expect(words.out.trim().split('\n')).toHaveLength(3);
    expect(words.err).toContain(`--after "${first.next}"`);
    expect((await run(['devices', '--person', 'Pia', '--all'])).err).toBe('');
  });

  it('shows as much as the screen holds', async () => {
    for (let i = 0; i < 12; i += 1) home.invitations.invite({ person: 'Screen' });
    const { out } = await run(['invites', '--person', 'Screen'], { rows: 15 });
    expect(out.trim().split('\n')).toHaveLength(1 + 11);
  });

  it('is narrowed to what ends soon, and to a state', async () => {
    const { device } = await enrol('soon', 'Sam');
    const day = 24 * 3600 * 1000;
    const soon = await json(['devices', '--person', 'Sam', '--expiring', '30d'], { now: Date.now() + 340 * day });
    expect(soon.devices.map(({ id }: { id: string }) => id)).toEqual([device.id]);
    expect((await json(['devices', '--person', 'Sam', '--expiring', '30d'])).devices).toEqual([]);
    const expired = await json(['devices', '--person', 'Sam', '--state', 'expired'], { now: Date.now() + 366 * day });
    expect(expired.devices[0].state).toBe('expired');
  });

  it.each([
    ['a page of nothing', ['--limit', '0']],
    ['a page of everything there ever was', ['--limit', '99999999']],
    ['a beginning that is nowhere', ['--after', 'nobody']],
    ['a state that there is not', ['--state', 'lost']],
    ['a duration that is none', ['--expiring', 'soon']],
    ['two orders at once', ['--expiring', '30d', '--state', 'left']],
  ])('refuses %s', async (_name, words) => {
    expect(await run(['devices', ...words])).toMatchObject({ code: 2, out: '' });
  });

  it('says when, from where and with what a device was last seen, unless that is off', async () => {
    const { device } = await enrol('seen', 'Lea');
    home.registry.database
      .prepare('INSERT INTO last_seen (device_id, at, address, host) VALUES (?, ?, ?, ?)')
      .run(device.id, 1_700_000_000_000, '203.0.113.7', 'cloud.home.localhost');
    const at = new Date(1_700_000_000_000).toISOString();
    expect((await json(['devices', '--person', 'Lea'])).devices[0].lastSeen).toEqual({
      ...{ at, zone: 'wan', address: '203.0.113.7', host: 'cloud.home.localhost', service: 'cloud' },
    });
    expect((await run(['devices', '--person', 'Lea'])).out).toMatch(/wan 203\.0\.113\.7 cloud$/m);
    expect((await json(['people', '--all'])).people.find(({ name }: { name: string }) => name === 'Lea')).toMatchObject(
      {
        ...{ devices: 1, active: 1, lastSeen: { address: '203.0.113.7' } },
      },
    );

    const config = join(dir, 'latchkey.yaml');
    const text = readFileSync(config, 'utf8');
    writeFileSync(config, text.replace(/^devices:\n/m, 'devices:\n  last-seen: off\n'));
    try {
      expect((await json(['devices', '--person', 'Lea'])).devices[0].lastSeen).toBeNull();
    } finally {
      writeFileSync(config, text);
    }
  });
});

describe('latchkey device', () => {
  it('shows everything about one, its certificates included', async () => {
    const { device, fingerprint } = await enrol('Ada’s laptop', 'Ada');
    await run(['device', 'note', device.id, 'the blue one']);
    const { device: shown } = await json(['device', 'show', 'Ada’s laptop']);
    expect(shown).toMatchObject({ id: device.id, note: 'the blue one', state: 'active', secretReusedAt: null });
    expect(shown.certificates).toMatchObject([{ fingerprint, state: 'active', letIn: true }]);
    expect((await run(['device', 'show', device.id])).out).toContain(`${fingerprint} (let in)`);
    expect(await run(['device', 'show', 'nobody'])).toMatchObject({ code: 4, out: '' });
  });

  it('renames and annotates by the rules for names', async () => {
    const { device } = await enrol('old name', 'Ben');
    expect((await json(['device', 'rename', 'old name', 'new name'])).device.name).toBe('new name');
    expect(lastEntry()).toMatchObject({ kind: 'device-renamed', actor: 'admin:test', device: device.id });
    for (const words of [
      ['rename', device.id, 'evil\u202Ename'],
      ['note', device.id],
      ['note', device.id, 'both', '--clear'],
      ['note', device.id, 'two\nlines'],
    ]) {
      expect(await run(['device', ...words]), words.join(' ')).toMatchObject({ code: 2, out: '' });
    }
    expect((await json(['device', 'show', device.id])).device).toMatchObject({ name: 'new name', note: null });
  });
});

describe('latchkey shut-out and let-in', () => {
  it('undo each other, and say why when they do not', async () => {
    const { device, fingerprint, renewalSecret } = await enrol('desk', 'Cleo');
    await run(['shut-out', 'desk']);
    expect(await run(['let-in', 'desk'])).toMatchObject({ code: 0, out: 'desk (Cleo) is let in again.\n', err: '' });
    expect(await home.activeSet.list()).toContain(fingerprint);
    expect(await run(['let-in', 'desk'])).toMatchObject({ code: 0, out: 'desk was not shut out.\n' });

    await run(['shut-out', 'desk']);
    expect((await run(['device', 'show', device.id])).out).toMatch(/\nshut out +\d/);
    home.registry.suspect(device.id, Date.now());
    const refused = await run(['let-in', 'desk']);
    expect(refused).toMatchObject({ code: 7, out: '' });
    expect(refused.err).toMatch(/old renewal secret.*\n.*--really/);
    expect((await run(['let-in', 'desk', '--really'])).err).toContain('warning: somebody used an old renewal');

    await home.leaving.leave({ deviceId: device.id, renewalSecret });
    expect(await run(['let-in', device.id, '--really'])).toMatchObject({ code: 7, out: '' });
    expect(await home.activeSet.list()).not.toContain(fingerprint);
  });
});

describe('latchkey person shut-out', () => {
  it('asks where somebody can be asked, and takes nothing but yes for yes', async () => {
    await enrol('one', 'Eve');
    await enrol('two', 'Eve');
    home.invitations.invite({ person: 'Eve' });
    for (const typed of ['\n', 'no\n', 'yess\n', '']) {
      const asked = await run(['person', 'shut-out', 'Eve'], { typed });
      expect(asked).toMatchObject({ code: 0, out: '' });
      expect(asked.err).toMatch(
        /Shut Eve out: 2 devices \(two, one\) and 1 open code\? \[y\/N\].*Nothing was changed/s,
      );
    }
    expect((await json(['devices', '--person', 'Eve', '--state', 'active'])).devices).toHaveLength(2);
    const done = await run(['person', 'shut-out', 'Eve'], { typed: 'y\n' });
    expect(done.out).toBe('Eve is shut out: 2 devices (two, one) and 1 open code.\n');
    expect((await json(['devices', '--person', 'Eve', '--state', 'shut-out'])).devices).toHaveLength(2);
    expect((await json(['invites', '--person', 'Eve', '--state', 'open'])).invitations).toEqual([]);
  });

  it('does not guess where nobody can be asked', async () => {
    await enrol('one', 'Finn');
    for (const words of [[], ['--json']]) {
      expect(await run(['person', 'shut-out', 'Finn', ...words])).toMatchObject({ code: 2, out: '' });
    }
    expect((await json(['person', 'shut-out', 'Finn', '--yes'])).devices).toMatchObject([{ state: 'shut-out' }]);
    expect(await run(['person', 'shut-out', 'Nobody', '--yes'])).toMatchObject({ code: 4, out: '' });
  });
});

describe('latchkey invites cancel', () => {
  it('takes an open invitation back, once, wherever its options stand', async () => {
    const { code, invitation } = home.invitations.invite({ person: 'Gus' });
    const beginning = invitation.id.slice(0, 8);
    const { invitation: cancelled } = JSON.parse(
      (await runCommand(['invites', '--dir', dir, 'cancel', beginning, '--json'])).out,
    );
    expect(cancelled).toMatchObject({ id: invitation.id, state: 'cancelled' });
    expect(lastEntry()).toMatchObject({ kind: 'invitation-cancelled', subject: invitation.id });
    expect(await run(['invites', 'cancel', beginning])).toMatchObject({ code: 4, out: '' });
    const csr = await makeRequest();
    await expect(home.redeeming.redeem({ code, csr, device: { name: 'x' } })).rejects.toMatchObject({
      code: 'INVITATION_NOT_VALID',
    });
  });

  it('is never meant by inviting somebody of that name', async () => {
    await run(['invite', 'cancel']);
    expect((await json(['invites', '--person', 'cancel'])).invitations).toHaveLength(1);
  });

  it('cancels nothing when several begin so', async () => {
    for (const id of ['aaaa1111', 'aaaa2222']) {
      home.registry.database
        .prepare(
          `INSERT INTO invitation (id, code_hash, person, created_at, expires_at)
           VALUES (?, ?, 'Hal', 1, 9000000000000)`,
        )
        .run(id, id.repeat(8));
    }
    const refused = await run(['invites', 'cancel', 'aaaa']);
    expect(refused).toMatchObject({ code: 4, out: '' });
    expect(refused.err).toContain('Several open invitations');
    expect((await json(['invites', '--person', 'Hal', '--state', 'open'])).invitations).toHaveLength(2);
  });
});
