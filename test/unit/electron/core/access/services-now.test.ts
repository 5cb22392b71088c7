/** The record follows what a home says is open now, and believes it no more than it may. */
import { beforeEach, describe, expect, test } from 'vitest';
import { AccessTest } from '../../../../../electron/core/access/access-test.ts';
import { difference, SHOWN_FOR, withServicesNow } from '../../../../../electron/core/access/services-now.ts';
import { addedBy } from '../../../../../electron/core/enrolment/preview.ts';
import { type EnrolmentRecord, enrolmentRecordSchema } from '../../../../../electron/core/enrolment-record.ts';
import { CertificateWallet } from '../../../../../electron/core/installed/certificate-wallet.ts';
import type { WhoamiReply } from '../../../../../shared/api.ts';
import { FakeHome } from '../../../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../../../support/client/memory-client.ts';
import { memoryProbes } from '../../../../support/client/memory-probes.ts';
import { storesOf } from '../../../../support/client/memory-store.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);
const service = (name: string) => ({ name, url: `https://${name}.home.localhost/` });

let home: FakeHome;
let client: MemoryClient;
let record: EnrolmentRecord;
beforeEach(async () => {
  home = await FakeHome.usual();
  home.services = ['cloud', 'photos'].map(service);
  client = new MemoryClient(home.api());
  record = last(await client.enrol(`${home.invite()}@${home.host}`), 'done').record;
});
const says = (names: string[], changes: Partial<WhoamiReply> = {}): WhoamiReply => ({
  state: 'active',
  zone: 'wan',
  time: NOW.toISOString(),
  fingerprint: record.fingerprint,
  services: names.map(service),
  ...changes,
});
const namesOf = ({ services }: Pick<EnrolmentRecord, 'services'>) => services.map(({ name }) => name);

describe('the record', () => {
  test('has what is open now, when that was said, and whom to ask; and can be read again', () => {
    const known = withServicesNow(record, says(['photos', 'films'], { contact: { name: 'Mum' } }), NOW);
    expect(namesOf(known)).toEqual(['photos', 'films']);
    expect(known.contact).toEqual({ name: 'Mum' });
    expect(known.access).toEqual({
      at: NOW.toISOString(),
      changed: { at: NOW.toISOString(), before: ['cloud', 'photos'] },
    });
    expect(enrolmentRecordSchema.parse(JSON.parse(JSON.stringify(known)))).toEqual(known);
  });

  test.each<[string, () => WhoamiReply | undefined]>([
    ['nobody could be asked', () => undefined],
    ['an older home does not say', () => ({ ...says([]), services: undefined })],
    ['another certificate was shown', () => says(['films'], { fingerprint: 'a'.repeat(64) })],
    ['the device was shut out', () => says(['films'], { state: 'shut-out' })],
    ['the certificate was replaced', () => says(['films'], { state: 'superseded' })],
    [
      'one of the services is somebody else’s',
      () => says([], { services: [service('films'), { name: 'bank', url: 'https://bank.example/' }] }),
    ],
    [
      'an address hides where it leads',
      () => says([], { services: [{ name: 'cloud', url: 'https://cloud.home.localhost@bank.example/' }] }),
    ],
    [
      'an address has a name in front',
      () => says([], { services: [{ name: 'cloud', url: 'https://bank.example@cloud.home.localhost/' }] }),
    ],
  ])('stays as it is when %s', (_why, reply) => {
    expect(withServicesNow(record, reply(), NOW)).toBe(record);
  });

  test('may have nothing open', () => {
    expect(namesOf(withServicesNow(record, says([]), NOW))).toEqual([]);
  });

  test('tells several changes of one week together, and what came and went again not at all', () => {
    const first = withServicesNow(record, says(['cloud', 'photos', 'films']), NOW);
    const second = withServicesNow(first, says(['photos', 'films']), later(SHOWN_FOR - 1));
    const before = second.access?.changed?.before.map((name) => ({ name })) ?? [];
    expect(difference(before, second.services)).toEqual({ added: ['films'], removed: ['cloud'] });
    const back = withServicesNow(second, says(['cloud', 'photos']), later(SHOWN_FOR));
    expect(back.access?.changed?.before).toEqual(['cloud', 'photos']);
    // What nobody changes stays told from its own time on.
    expect(withServicesNow(first, says(['cloud', 'photos', 'films']), later(5)).access?.changed).toEqual(
      first.access?.changed,
    );
    const old = withServicesNow(first, says(['photos']), later(SHOWN_FOR));
    expect(old.access?.changed).toEqual({ at: later(SHOWN_FOR).toISOString(), before: ['cloud', 'photos', 'films'] });
  });

  test('takes what is open now into a certificate that is on its way', () => {
    const { certificate, ca, fingerprint, notBefore, notAfter, device, person, services } = record;
    const next = { certificate, ca, fingerprint, notBefore, notAfter, device, person, services, home: record.home };
    const known = withServicesNow({ ...record, next }, says(['photos']), NOW);
    expect(namesOf(known.next ?? { services: [] })).toEqual(['photos']);
  });

  test('tells what changed with a renewal like any other change', async () => {
    client.probes = memoryProbes(home);
    home.services = ['photos', 'films'].map(service);
    expect((await client.renew({ early: true })).at(-1)?.type).toBe('done');
    const [renewed] = await client.enrolmentStore.list('enrolled');
    expect(renewed?.access?.changed?.before).toEqual(['cloud', 'photos']);
    expect(namesOf(renewed ?? record)).toEqual(['photos', 'films']);
  });
});

describe('the access test', () => {
  async function tested(opened: EnrolmentRecord[] = []) {
    const inner = memoryProbes(home);
    const probes = {
      open: (which: EnrolmentRecord) => {
        opened.push(which);
        return inner.open(which);
      },
    };
    const wallet = new CertificateWallet(storesOf(...client.stores));
    const access = new AccessTest({ clock: { now: () => new Date() }, probes, wallet });
    for await (const event of access.run(record)) if (event.type === 'done') return event.report;
    throw new Error('no report');
  }
  const kinds = ({ services }: Awaited<ReturnType<typeof tested>>) =>
    services.map(({ service, outcome }) => `${service.name} ${outcome.kind}`);

  test('tries what is open now, and not what was open when the certificate was made', async () => {
    home.services = ['photos', 'films'].map(service);
    const report = await tested();
    expect(kinds(report)).toEqual(['photos reached', 'films reached']);
    expect(report.verdict).toBe('ok');
    expect(namesOf(report.record)).toEqual(['photos', 'films']);
  });

  test('says of an older home’s service that it is not theirs, and that nothing is wrong', async () => {
    home.tellsServices = false;
    home.services = [service('photos')];
    const report = await tested();
    expect(kinds(report)).toEqual(['cloud not-allowed', 'photos reached']);
    expect(report.verdict).toBe('ok');
  });

  test('has nothing to try when nothing is open', async () => {
    home.services = [];
    expect(await tested()).toMatchObject({ verdict: 'ok', services: [], stranger: undefined });
  });

  test('of a home with a private root is made by a probe that knows the services of now', async () => {
    record = { ...record, serverRoot: 'PEM' };
    home.services = ['cloud', 'films'].map(service);
    const opened: EnrolmentRecord[] = [];
    await tested(opened);
    expect(opened.map(namesOf)).toEqual([
      ['cloud', 'photos'],
      ['cloud', 'films'],
    ]);
  });
});

test('an invitation adds what this person’s key here does not open', async () => {
  home.services = ['cloud', 'photos', 'films'].map(service);
  const promised = async (person: string) => {
    const preview = await client.start().enrolment.preview(`${home.invite(person)}@${home.host}`);
    return preview.type === 'promised' ? addedBy(preview) : ['not promised'];
  };
  expect(await promised('Dave')).toEqual(['films']);
  expect(await promised('Mary')).toBeUndefined();
});
