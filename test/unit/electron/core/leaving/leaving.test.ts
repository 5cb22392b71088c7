import { beforeEach, describe, expect, test } from 'vitest';
import { leaveJson } from '../../../../../electron/cli/json.ts';
import { type EnrolmentRecord, enrolmentRecordSchema } from '../../../../../electron/core/enrolment-record.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { FakeHome } from '../../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../../support/client/memory-client.ts';
import { MemoryStore } from '../../../../support/client/memory-store.ts';

let home: FakeHome;
let client: MemoryClient;
let record: EnrolmentRecord;

beforeEach(async () => {
  home = await FakeHome.usual();
  client = new MemoryClient(home.api());
  record = last(await client.enrol(`${home.invite()}@${home.host}`), 'done').record;
});

const offline = () => {
  throw new LatchkeyError('HOME_NOT_REACHED');
};
const nothingLeft = () => client.store.held.size + client.vault.secrets.size + client.enrolmentStore.records.size;

describe('leaving', () => {
  test('tells the home and leaves nothing', async () => {
    const outcome = await client.start().leaving.leave(record);
    expect(outcome).toMatchObject({ home: 'notified', removed: true, problems: [] });
    expect(home.devices[0]?.state).toBe('left');
    expect(nothingLeft()).toBe(0);
  });

  test('offline, it removes the key here and tells the home at a later start', async () => {
    home.before = offline;
    const outcome = await client.start().leaving.leave(record);
    expect(outcome).toMatchObject({ home: 'later', removed: true });
    expect(client.store.held.size).toBe(0);
    expect(home.active).toHaveLength(1);

    home.before = undefined;
    const [finished] = await client.start().leaving.finish();
    expect(finished).toMatchObject({ home: 'notified', removed: true, removedFrom: [] });
    expect(home.active).toHaveLength(0);
    expect(nothingLeft()).toBe(0);
  });

  test('a reply that was lost is asked for again', async () => {
    home.after = offline;
    expect(await client.start().leaving.leave(record)).toMatchObject({ home: 'later' });
    home.after = undefined;
    expect(await client.start().leaving.finish()).toMatchObject([{ home: 'notified' }]);
    expect(nothingLeft()).toBe(0);
  });

  test('a record as version 0.1.0 wrote it is gone on with: a home that knows is not asked again', async () => {
    const { leaving: _, ...enrolled } = record;
    const written = JSON.stringify({ ...enrolled, state: 'leaving', leaving: { told: true, removed: false } });
    await client.enrolmentStore.put(enrolmentRecordSchema.parse(JSON.parse(written)));
    home.before = offline;
    const [finished] = await client.start().leaving.finish();
    expect(finished && leaveJson(finished)).toMatchObject({ told: 'told', removed: true, problems: [] });
    expect(nothingLeft()).toBe(0);
  });

  test('a home that forgot the device is not asked for ever', async () => {
    home.devices.length = 0;
    expect(await client.start().leaving.leave(record)).toMatchObject({ home: 'unknown', removed: true });
    expect(nothingLeft()).toBe(0);
  });

  test('a store that was opened with its password gives the certificate back, and only that store is opened', async () => {
    const { store } = client;
    store.state = { usable: false, code: 'STORE_LOCKED', detail: 'locked' };
    const opened: string[] = [];
    const unlocked = (password: string) => {
      opened.push(password);
      return Object.assign(new MemoryStore(), {
        remove: (fingerprint: string) => Promise.resolve(store.held.delete(fingerprint)),
      });
    };
    Object.assign(store, { unlocked });
    const other = await client.start().leaving.leave(record, { 'memory:another': 'secret' });
    expect(other).toMatchObject({ removed: false, problems: [{ store: { id: store.id } }] });
    expect(opened).toEqual([]);
    const [left] = await client.enrolmentStore.list();
    expect(await client.start().leaving.leave(left ?? record, { [store.id]: 'secret' })).toMatchObject({
      removed: true,
    });
    expect(opened).toEqual(['secret']);
    expect(nothingLeft()).toBe(0);
  });

  test('a locked store keeps the record until the certificate is gone', async () => {
    client.store.state = { usable: false, code: 'STORE_LOCKED', detail: 'locked' };
    const outcome = await client.start().leaving.leave(record);
    expect(outcome).toMatchObject({ home: 'notified', removed: false, problems: [{ part: 'remove' }] });
    expect(client.enrolmentStore.records.size).toBe(1);

    client.store.state = { usable: true };
    expect(await client.start().leaving.finish()).toMatchObject([{ removed: true }]);
    expect(nothingLeft()).toBe(0);
    expect(home.calls.filter((call) => call === 'leave')).toHaveLength(1);
  });

  test('a store that never held the certificate does not keep it from ending', async () => {
    const locked = new MemoryStore('Locked since');
    locked.state = { usable: false, code: 'STORE_LOCKED', detail: 'locked' };
    client.stores = [client.store, locked];
    expect(await client.start().leaving.leave(record)).toMatchObject({ removed: true, problems: [] });
    expect(nothingLeft()).toBe(0);
  });

  test('a locked vault removes the certificate and tells the home later', async () => {
    client.vault.fails = 'VAULT_LOCKED';
    expect(await client.start().leaving.leave(record)).toMatchObject({ home: 'later', removed: true });
    client.vault.fails = undefined;
    expect(await client.start().leaving.finish()).toMatchObject([{ home: 'notified' }]);
    expect(nothingLeft()).toBe(0);
  });

  test.each(['store and home', 'home and store'])('failing parts in turn (%s) end with nothing left', async (order) => {
    const breakStore = () => {
      client.store.broken = 'remove';
    };
    const breakHome = () => {
      home.before = offline;
    };
    const fix = () => {
      client.store.broken = undefined;
      home.before = undefined;
    };
    const [first, second] = order === 'store and home' ? [breakStore, breakHome] : [breakHome, breakStore];
    first();
    expect((await client.start().leaving.leave(record)).problems).toHaveLength(1);
    expect(client.enrolmentStore.records.size).toBe(1);
    fix();
    second();
    await client.start().leaving.finish();
    fix();
    await client.start().leaving.finish();
    expect(nothingLeft()).toBe(0);
    expect(home.active).toHaveLength(0);
  });

  test('a home that is gone for good can be given up', async () => {
    home.before = offline;
    await client.start().leaving.leave(record);
    const { leaving } = client.start();
    const [leftover] = await client.enrolmentStore.list();
    expect(leftover && (await leaving.leaveUnnotified(leftover))).toMatchObject({ removed: true });
    expect(nothingLeft()).toBe(0);
  });

  test('the code that was redeemed before does not bring a left device back', async () => {
    home.before = offline;
    await client.start().leaving.leave(record);
    home.before = undefined;
    expect(await client.resume()).toEqual([]);
    expect(client.store.held.size).toBe(0);
  });

  const PARTS = ['home', 'store', 'vault', 'enrolment store'] as const;
  const broken = (part: (typeof PARTS)[number], is: boolean) => {
    if (part === 'home') home.before = is ? offline : undefined;
    if (part === 'store') client.store.broken = is ? 'remove' : undefined;
    if (part === 'vault') client.vault.fails = is ? 'VAULT_LOCKED' : undefined;
    if (part === 'enrolment store') client.enrolmentStore.refuses = is;
  };
  const subsets = Array.from({ length: 2 ** PARTS.length }, (_, bits) => PARTS.filter((_part, i) => bits & (1 << i)));

  test.each(subsets.map((parts) => [parts.join(' and ') || 'nothing', parts] as const))(
    'with %s broken first and repaired in every order, restarts in between, nothing is left',
    async (_what, parts) => {
      for (const part of parts) broken(part, true);
      await client.start().leaving.leave(record).catch(unlessDiskFull);
      for (const part of parts) {
        broken(part, false);
        const { leaving } = client.start();
        await leaving.finish().catch(unlessDiskFull);
      }
      // A disk that took no note of it leaves the home where it was, and the person asks again.
      const [again] = await client.enrolmentStore.list();
      if (again) await client.start().leaving.leave(again);
      expect(nothingLeft()).toBe(0);
      expect(home.active).toHaveLength(0);
    },
  );
});

function unlessDiskFull(error: unknown): void {
  if (!(error instanceof Error && error.message === 'disk full')) throw error;
}
