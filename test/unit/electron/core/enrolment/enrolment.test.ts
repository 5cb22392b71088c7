import { beforeEach, describe, expect, test } from 'vitest';
import { CHECKPOINTS } from '../../../../../electron/core/checkpoints.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { FakeHome } from '../../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../../support/client/memory-client.ts';
import { MemoryStore } from '../../../../support/client/memory-store.ts';

let home: FakeHome;
let client: MemoryClient;
const inviteTo = (to: FakeHome, person?: string, device?: string) => `${to.invite(person, device)}@${to.host}`;

beforeEach(async () => {
  home = await FakeHome.usual();
  client = new MemoryClient(home.api());
});

/** The same invite with another last symbol in its code. */
const mistyped = (invite: string) => invite.replace(/(.)@/, (_, symbol) => `${symbol === '7' ? '8' : '7'}@`);

class Killed extends Error {}

/** Runs until the checkpoint is reached for the n-th time and stops there, as if the process had ended. */
async function killedAt(checkpoint: string, work: () => Promise<unknown>): Promise<boolean> {
  client.checkpoint = (name) => {
    if (name === checkpoint) throw new Killed();
  };
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  } finally {
    client.checkpoint = undefined;
  }
}

function expectExactlyOneCertificate(): void {
  expect([...client.store.held.keys()]).toEqual(home.active.map(({ fingerprint }) => fingerprint));
  expect(home.active).toHaveLength(1);
  expect([...client.vault.secrets.keys()]).toEqual([expect.stringMatching(/^renewal\//)]);
  expect(client.enrolmentStore.records.size).toBe(1);
}

describe('an enrolment', () => {
  test('tells its steps in order and ends with one certificate', async () => {
    const events = await client.enrol(inviteTo(home, 'Dave', 'MacBook Air'));
    expect(home.calls).toEqual(['previewInvitation', 'issueCertificate']);
    expect(events.map(({ type }) => type)).toEqual([
      'key-made',
      'key-kept',
      'requested',
      'certificate-received',
      'checked',
      'packed',
      'imported',
      'read-back',
      'done',
    ]);
    const { record } = last(events, 'done');
    expect(record).toMatchObject({ state: 'enrolled', person: 'Dave', device: { name: 'MacBook Air' } });
    expectExactlyOneCertificate();
  });

  test('keeps the key in the vault before the home hears of it', async () => {
    let kept: string[] = [];
    home.before = (route) => {
      if (route === 'issueCertificate') kept = [...client.vault.secrets.keys()];
    };
    await client.enrol(inviteTo(home));
    expect(kept).toEqual([expect.stringMatching(/^pending\//)]);
  });

  test('writes no secret into the enrolment store, not even for a moment', async () => {
    const written: string[] = [];
    client.checkpoint = () => {
      written.push(...client.enrolmentStore.records.values());
    };
    const code = home.invite();
    const keys = new Set<string>();
    home.before = () => {
      for (const value of client.vault.secrets.values()) keys.add(JSON.parse(value).key);
    };
    await client.enrol(`${code}@${home.host}`);
    written.push(...client.enrolmentStore.records.values());
    const secrets = [code, home.devices[0]?.renewalSecret, ...keys].filter((secret) => secret !== undefined);
    expect(secrets).toHaveLength(3);
    for (const secret of secrets) for (const text of written) expect(text).not.toContain(secret);
  });

  test('asks the home once, also when a yes comes twice', async () => {
    const { enrolment } = client.start();
    const preview = await enrolment.preview(inviteTo(home));
    client.store.state = { usable: false, code: 'STORE_LOCKED', detail: 'asks for a password' };
    last(await client.follow(enrolment.start(preview)), 'failed');
    client.store.state = { usable: true };
    last(await client.follow(enrolment.start(preview)), 'done');
    expect(home.calls).toEqual(['previewInvitation', 'issueCertificate']);
    expectExactlyOneCertificate();
  });

  test('takes the name that was chosen, and refuses one that no home takes before anything is made', async () => {
    const { enrolment } = client.start();
    const preview = await enrolment.preview(inviteTo(home));
    const { error, resumable } = last(
      await client.follow(enrolment.start(preview, { deviceName: 'a\u202eb' })),
      'failed',
    );
    expect([error.code, resumable, client.vault.secrets.size]).toEqual(['USAGE', false, 0]);
    const { record } = last(await client.follow(enrolment.start(preview, { deviceName: ' Laptop ' })), 'done');
    expect(record.device.name).toBe('Laptop');
  });

  test('that was begun here goes on while the home cannot be asked, and ends when it can', async () => {
    const invite = inviteTo(home);
    home.after = (route) => {
      if (route === 'issueCertificate') throw new LatchkeyError('HOME_NOT_REACHED');
    };
    last(await client.enrol(invite), 'failed');
    home.after = undefined;
    home.before = () => {
      throw new LatchkeyError('HOME_NOT_REACHED');
    };
    expect(last(await client.enrol(invite), 'failed')).toMatchObject({ step: 'request', resumable: true });
    home.before = undefined;
    last(await client.enrol(invite), 'done');
    expectExactlyOneCertificate();
  });

  test('with a used invite says so, also when the vault does not say whether it was used here', async () => {
    const invite = inviteTo(home);
    home.before = (route) => {
      if (route === 'previewInvitation') throw new LatchkeyError('INVITATION_NOT_VALID');
    };
    const { enrolment } = client.start();
    await expect(enrolment.preview(invite)).rejects.toMatchObject({ code: 'INVITATION_NOT_VALID' });
    client.vault.fails = 'VAULT_LOCKED';
    await expect(enrolment.preview(invite)).rejects.toMatchObject({ code: 'INVITATION_NOT_VALID' });
  });

  test('with an invite that brought the key that is here fails with what the home says', async () => {
    const invite = inviteTo(home);
    last(await client.enrol(invite), 'done');
    const { error, step, resumable } = last(await client.enrol(invite), 'failed');
    expect([error.code, step, resumable]).toEqual(['INVITATION_NOT_VALID', 'preview', false]);
    expectExactlyOneCertificate();
  });

  test.each([
    ['an empty text', () => '', 'There is nothing in it.'],
    ['a typing error', (invite: string) => mistyped(invite), 'The code has a typing error in it.'],
    ['a missing group', (invite: string) => invite.replace(/-[^-]+@/, '@'), 'The code has 8 characters instead of 12.'],
    ['a bare code', (invite: string) => invite.replace(/@.*/, ''), 'The name of the home after the @ is missing.'],
    ['two invites', (invite: string) => `${invite} ${inviteTo(home)}`, 'There are 2 different invites in it; use one.'],
  ])('refuses %s before anything is sent, and never repeats the code', async (_what, change, detail) => {
    const invite = inviteTo(home);
    const text = change(invite);
    const { error, step, resumable } = last(await client.enrol(text), 'failed');
    expect(error.code).toBe('INVITE_NOT_VALID');
    expect(error.detail).toBe(detail);
    expect(error.message).not.toContain(invite.slice(0, 9));
    expect({ step, resumable, calls: home.calls }).toEqual({ step: 'parse', resumable: false, calls: [] });
  });

  test('puts the certificate into every store that can take it, and names those that cannot', async () => {
    const locked = new MemoryStore('Locked browser');
    locked.state = { usable: false, code: 'STORE_LOCKED', detail: 'asks for a password' };
    const broken = new MemoryStore('Broken browser');
    broken.broken = 'import';
    const second = new MemoryStore('Second browser');
    client.stores = [locked, broken, client.store, second];
    const { record } = last(await client.enrol(inviteTo(home)), 'done');
    expect(record.stores.map(({ name }) => name)).toEqual(['Memory browser', 'Second browser']);
    expect(record.skipped.map(({ name, code }) => [name, code])).toEqual([
      ['Locked browser', 'STORE_LOCKED'],
      ['Broken browser', 'STORE_FAILED'],
    ]);
  });

  test('does not redeem the code when no store can be used', async () => {
    client.store.state = { usable: false, code: 'STORE_TOOL_MISSING', detail: 'certutil was not found.' };
    const { error, step } = last(await client.enrol(inviteTo(home)), 'failed');
    expect([error.code, step]).toEqual(['STORE_TOOL_MISSING', 'stores']);
    expect(home.devices).toHaveLength(0);
    expect(client.vault.secrets.size).toBe(0);
  });

  test('does not redeem the code when no secret can be kept', async () => {
    client.vault.fails = 'VAULT_NOT_AVAILABLE';
    const { error } = last(await client.enrol(inviteTo(home)), 'failed');
    expect(error.code).toBe('VAULT_NOT_AVAILABLE');
    expect(home.devices).toHaveLength(0);
  });

  test('does not believe a store that takes a certificate and forgets it', async () => {
    client.store.broken = 'forgets';
    const { error, step, resumable } = last(await client.enrol(inviteTo(home)), 'failed');
    expect([error.code, step, resumable]).toEqual(['STORE_FAILED', 'read-back', true]);
    client.store.broken = undefined;
    last(await client.resume(), 'done');
    expectExactlyOneCertificate();
  });
});

describe('killed and started again', () => {
  const OLD = new Set(['old-noted', 'old-notified', 'old-removed', 'old-forgotten']);

  test.each(CHECKPOINTS.filter((name) => !OLD.has(name)))(
    'at %s, the next start ends with one certificate',
    async (at) => {
      const invite = inviteTo(home);
      expect(await killedAt(at, () => client.enrol(invite))).toBe(true);
      if (at === 'key-made') last(await client.enrol(invite), 'done');
      else await client.resume();
      expectExactlyOneCertificate();
      expect(await client.resume()).toEqual([]);
    },
  );

  test.each(CHECKPOINTS)('at %s while a key is replaced, the next start ends with one certificate', async (at) => {
    last(await client.enrol(inviteTo(home)), 'done');
    const invite = inviteTo(home);
    expect(await killedAt(at, () => client.enrol(invite))).toBe(true);
    if (at === 'key-made') last(await client.enrol(invite), 'done');
    else await client.resume();
    await client.start().leaving.finish();
    expectExactlyOneCertificate();
  });

  test('at every step in turn, with the same invite pasted again each time', async () => {
    const invite = inviteTo(home);
    for (const at of CHECKPOINTS.filter((name) => !OLD.has(name) && name !== 'key-forgotten')) {
      await killedAt(at, () => client.enrol(invite));
    }
    last(await client.enrol(invite), 'done');
    expectExactlyOneCertificate();
  });
});

describe('cut off', () => {
  test('a lost reply does not use up the code: the next start gets the same certificate', async () => {
    home.after = (route) => {
      if (route === 'issueCertificate') throw new LatchkeyError('HOME_NOT_REACHED');
    };
    const { resumable, step } = last(await client.enrol(inviteTo(home)), 'failed');
    expect([resumable, step]).toEqual([true, 'request']);
    home.after = undefined;
    const { record } = last(await client.resume(), 'done');
    expect(record.fingerprint).toBe(home.devices[0]?.fingerprint);
    expectExactlyOneCertificate();
  });

  test.each([
    'TOO_MANY_REQUESTS',
    'UNAVAILABLE',
    'HOME_NOT_FOUND',
    'HOME_NOT_TRUSTED',
    'HOME_ANSWER_NOT_VALID',
  ] as const)('%s keeps the key for the next start', async (code) => {
    home.before = (route) => {
      if (route === 'issueCertificate') throw new LatchkeyError(code);
    };
    expect(last(await client.enrol(inviteTo(home)), 'failed').resumable).toBe(true);
    home.before = undefined;
    last(await client.resume(), 'done');
    expectExactlyOneCertificate();
  });

  test('a final refusal leaves nothing behind', async () => {
    home.before = (route) => {
      if (route === 'issueCertificate') throw new LatchkeyError('INVITATION_NOT_VALID');
    };
    const { resumable } = last(await client.enrol(inviteTo(home)), 'failed');
    expect(resumable).toBe(false);
    expect(client.vault.secrets.size).toBe(0);
  });

  test('several unfinished enrolments at several homes all go on', async () => {
    const other = await FakeHome.create('Other Home', 'other.localhost');
    const [a, b] = [home.api(), other.api()];
    client.homes = { at: (place) => (place.host === home.host ? a : b).at(place) };
    await killedAt('key-kept', () => client.enrol(inviteTo(home)));
    await killedAt('certificate-kept', () => client.enrol(inviteTo(other)));
    const events = await client.resume();
    expect(events.filter(({ type }) => type === 'done')).toHaveLength(2);
    expect(client.store.held.size).toBe(2);
    expect([...client.vault.secrets.keys()].filter((key) => key.startsWith('pending/'))).toEqual([]);
  });

  test('a vault that lost the key gives the certificate back instead of keeping a useless one', async () => {
    await killedAt('certificate-kept', () => client.enrol(inviteTo(home)));
    for (const key of client.vault.secrets.keys()) if (key.startsWith('pending/')) client.vault.secrets.delete(key);
    const { error, resumable } = last(await client.resume(), 'failed');
    expect([error.code, resumable]).toEqual(['KEY_LOST', false]);
    expect(home.active).toHaveLength(0);
    expect(client.enrolmentStore.records.size + client.vault.secrets.size).toBe(0);
  });

  test.each(['key-kept', 'renewal-secret-kept', 'certificate-kept', 'imported'])(
    'giving up after %s leaves no secret and no certificate',
    async (at) => {
      await killedAt(at, () => client.enrol(inviteTo(home)));
      const { enrolment } = client.start();
      for (const { id } of await enrolment.unfinished()) await enrolment.forget(id);
      expect(client.vault.secrets.size + client.store.held.size + client.enrolmentStore.records.size).toBe(0);
    },
  );
});

describe('a second invite for the same home', () => {
  test('takes the place of the first key, and says so before and after', async () => {
    const first = last(await client.enrol(inviteTo(home)), 'done').record;
    const { enrolment } = client.start();
    const preview = await enrolment.preview(inviteTo(home));
    expect(preview).toMatchObject({ already: [{ fingerprint: first.fingerprint }] });
    expect(last(await client.follow(enrolment.start(preview)), 'done').replaced).toMatchObject([
      { home: 'notified', removed: true, record: { id: first.id } },
    ]);
    expectExactlyOneCertificate();
  });

  test('keeps both when asked to, and says that both are there', async () => {
    const first = last(await client.enrol(inviteTo(home)), 'done').record;
    const { replaced, alsoHere } = last(await client.enrol(inviteTo(home), { keepOld: true }), 'done');
    expect(replaced).toEqual([]);
    expect(alsoHere.map(({ id }) => id)).toEqual([first.id]);
    expect(client.store.held.size).toBe(2);
  });

  test("does not take another person's key away", async () => {
    const first = last(await client.enrol(inviteTo(home, 'Dave')), 'done').record;
    const { alsoHere } = last(await client.enrol(inviteTo(home, 'Mary')), 'done');
    expect(alsoHere.map(({ id }) => id)).toEqual([first.id]);
    expect(client.store.held.size).toBe(2);
  });

  test('a home that calls itself by the name of another cannot take its key away', async () => {
    last(await client.enrol(inviteTo(home)), 'done');
    const impostor = await FakeHome.create(home.name, home.domain);
    client.homes = impostor.api();
    const { replaced } = last(await client.enrol(inviteTo(impostor)), 'done');
    expect(replaced).toEqual([]);
    expect(home.active).toHaveLength(1);
    expect(client.store.held.size).toBe(2);
  });

  test('a home that gives its device the id of another home overwrites nothing', async () => {
    const first = last(await client.enrol(inviteTo(home)), 'done').record;
    const impostor = await FakeHome.create('Evil', 'evil.localhost');
    impostor.deviceId = first.device.id;
    client.homes = impostor.api();
    last(await client.enrol(inviteTo(impostor)), 'done');
    const records = await client.enrolmentStore.list();
    expect(records.find(({ id }) => id === first.id)).toEqual(first);
    expect(records).toHaveLength(2);
  });
});
