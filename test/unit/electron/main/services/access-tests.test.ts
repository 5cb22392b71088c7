/** What the window shows is what is open now: the app asks quietly, and keeps what it knew when nobody answers. */
import { beforeEach, expect, test } from 'vitest';
import { AccessTest } from '../../../../../electron/core/access/access-test.ts';
import type { EnrolmentRecord } from '../../../../../electron/core/enrolment-record.ts';
import { CertificateWallet } from '../../../../../electron/core/installed/certificate-wallet.ts';
import type { AccessProbes, DeviceFacts } from '../../../../../electron/core/ports.ts';
import { AccessTests } from '../../../../../electron/main/services/access-tests.ts';
import { homeView } from '../../../../../electron/main/services/views.ts';
import { LatchkeyError } from '../../../../../shared/errors.ts';
import { homeViewSchema } from '../../../../../shared/ipc/views.ts';
import { FakeHome } from '../../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../../support/client/memory-client.ts';
import { memoryProbes } from '../../../../support/client/memory-probes.ts';
import { storesOf } from '../../../../support/client/memory-store.ts';
import { memoryLog } from '../quiet-log.ts';

let home: FakeHome;
let client: MemoryClient;
let record: EnrolmentRecord;
const service = (name: string) => ({ name, url: `https://${name}.home.localhost/` });

beforeEach(async () => {
  home = await FakeHome.create();
  client = new MemoryClient(home.api());
  record = last(await client.enrol(`${home.invite()}@${home.host}`), 'done').record;
});

function start(system: DeviceFacts['platform'] = 'linux', probes: AccessProbes = memoryProbes(home)) {
  let changes = 0;
  const clock = { now: () => client.now() };
  const tests = new AccessTests({
    access: new AccessTest({ clock, probes, wallet: new CertificateWallet(storesOf(...client.stores)) }),
    enrolmentStore: client.enrolmentStore,
    system,
    clock,
    app: { version: '1', system: 'linux' },
    log: memoryLog(),
    progress: () => undefined,
    changed: () => {
      changes += 1;
    },
  });
  const shown = async () => {
    const now = (await client.enrolmentStore.get(record.id, 'enrolled')) ?? record;
    return homeViewSchema.parse(homeView({ ...now, state: 'enrolled' }, [], tests.answer(record.id)));
  };
  return { tests, shown, changes: () => changes };
}

test('a changed grant reaches the window at the next look, without a renewal, and is told', async () => {
  const { tests, shown, changes } = start();
  home.services = [service('photos')];
  await tests.look();
  expect(changes()).toBe(1);
  expect(home.calls).not.toContain('renewCertificate');
  expect(await shown()).toMatchObject({
    services: [{ name: 'photos' }],
    access: { answer: 'answered', changed: { added: ['photos'], removed: ['cloud'] } },
  });
  await tests.look();
  expect((await shown()).access.changed).toMatchObject({ added: ['photos'], removed: ['cloud'] });
});

test('a home that cannot be asked changes nothing, and the window knows since when', async () => {
  const { tests, shown } = start();
  await tests.look();
  const { access } = await shown();
  home.services = [];
  home.before = () => {
    throw new LatchkeyError('HOME_NOT_REACHED');
  };
  await tests.look();
  expect(await shown()).toMatchObject({ services: [{ name: 'cloud' }], access: { at: access.at, answer: 'none' } });
});

test('a device that was shut out is shown so', async () => {
  const { tests, shown } = start();
  for (const device of home.devices) device.state = 'shut-out';
  await tests.look();
  expect((await shown()).access.answer).toBe('shut-out');
});

test('the access test is a look, too', async () => {
  const { tests, shown } = start();
  home.services = [service('photos')];
  await tests.test(record.id);
  expect((await shown()).services.map(({ name }) => name)).toEqual(['photos']);
});

test('macOS asks the person at the first use of a key: that is never a look', async () => {
  const { tests, shown } = start('macos');
  await tests.look();
  expect(home.calls).not.toContain('whoami');
  await tests.test(record.id);
  home.services = [];
  await tests.look();
  expect((await shown()).services).toEqual([]);
});

test('looks and tests take turns, and looking twice at once is looking once', async () => {
  const inner = memoryProbes(home);
  let [open, most] = [0, 0];
  const probes: AccessProbes = {
    open: async (which) => {
      const probe = await inner.open(which);
      most = Math.max(most, ++open);
      return { ...probe, close: async () => void open-- };
    },
  };
  const { tests } = start('linux', probes);
  await Promise.all([tests.look(), tests.test(record.id), tests.look()]);
  expect(most).toBe(1);
  expect(home.calls.filter((call) => call === 'whoami')).toHaveLength(2);
});

test('records that cannot be read are told of elsewhere, and end no look with an error', async () => {
  const { tests } = start();
  client.enrolmentStore.list = () => Promise.reject(new LatchkeyError('RECORDS_DAMAGED'));
  await tests.look();
});
