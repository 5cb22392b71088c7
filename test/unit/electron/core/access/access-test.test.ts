import { describe, expect, test } from 'vitest';
import { AccessTest } from '../../../../../electron/core/access/access-test.ts';
import { type Evidence, judgeDevice, judgeStranger } from '../../../../../electron/core/access/judge.ts';
import type { EnrolmentRecord } from '../../../../../electron/core/enrolment-record.ts';
import { CertificateWallet } from '../../../../../electron/core/installed/certificate-wallet.ts';
import type { AccessProbe, ProbeFailure, ProbeResult, Visitor } from '../../../../../electron/core/ports.ts';
import type { WhoamiReply } from '../../../../../shared/api.ts';
import { MemoryStore, storesOf } from '../../../../support/client/memory-store.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const whoami = (
  state: WhoamiReply['state'],
  zone: WhoamiReply['zone'] = 'wan',
  time = NOW.toISOString(),
): WhoamiReply => ({
  state,
  zone,
  time,
});
const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  now: NOW,
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
  installed: true,
  whoami: whoami('active'),
  ...changes,
});
const answer = (status: number, headers: Record<string, string> = {}, body = ''): ProbeResult => ({
  kind: 'answer',
  status,
  headers,
  body,
  ms: 7,
});
const failure = (failure: ProbeFailure): ProbeResult => ({ kind: 'failure', failure, detail: 'net::ERR_X', ms: 7 });
const NOT_YOURS = { 'latchkey-refusal': 'not-allowed' };
const REFUSED = { 'latchkey-refusal': 'revoked' };

describe('the visit of this device', () => {
  test.each<[string, ProbeResult, Partial<Evidence>, object]>([
    ['an answer from outside', answer(200), {}, { kind: 'reached', status: 200, ms: 7 }],
    ['an answer that wants a login', answer(401), {}, { kind: 'reached', status: 401 }],
    ['an answer at home', answer(200), { whoami: whoami('none', 'lan') }, { kind: 'on-the-lan' }],
    ['a refusal of the door', answer(403, REFUSED), {}, { kind: 'shut-out' }],
    ['a service that is not theirs', answer(403, NOT_YOURS), {}, { kind: 'not-allowed' }],
    [
      'one that is not theirs, at home',
      answer(403, NOT_YOURS),
      { whoami: whoami('active', 'lan') },
      { kind: 'not-allowed' },
    ],
    ['a refusal of a later version', answer(403, { 'latchkey-refusal': 'full-moon' }), {}, { kind: 'shut-out' }],
    ["a service that says the client-auth check's words itself", answer(200, NOT_YOURS), {}, { kind: 'reached' }],
    ["a service's own 403", answer(403), {}, { kind: 'reached', status: 403 }],
    ['502', answer(502), {}, { kind: 'service-down', status: 502 }],
    ['503', answer(503), {}, { kind: 'service-down', status: 503 }],
    ['504', answer(504), {}, { kind: 'service-down', status: 504 }],
    ['a name that the door does not serve', answer(421), {}, { kind: 'service-down', status: 421 }],
    ["the proxy's blank page", answer(200, { server: 'Caddy' }, ''), {}, { kind: 'service-down', status: 200 }],
    ["a service's empty page", answer(200, { via: '1.1 Caddy' }, ''), {}, { kind: 'reached', status: 200 }],
    ['a request that the proxy does not read', answer(400), {}, { kind: 'service-down', status: 400 }],
    ["a service's own 400", answer(400, { via: '1.1 Caddy' }), {}, { kind: 'reached', status: 400 }],
    ['no network', failure('offline'), {}, { kind: 'offline' }],
    ['no such name', failure('name-not-found'), {}, { kind: 'name-not-found' }],
    ['nothing listening', failure('not-answering'), {}, { kind: 'home-not-answering' }],
    ['hung up, not installed', failure('hung-up'), { installed: false }, { kind: 'no-certificate' }],
    [
      'hung up, and the home saw no certificate',
      failure('hung-up'),
      { whoami: whoami('none') },
      { kind: 'no-certificate' },
    ],
    [
      'hung up, and the home knows it as expired',
      failure('hung-up'),
      { whoami: whoami('expired') },
      { kind: 'expired' },
    ],
    ['hung up, and the home shut it out', failure('hung-up'), { whoami: whoami('shut-out') }, { kind: 'shut-out' }],
    [
      'hung up, and the home does not know it',
      failure('hung-up'),
      { whoami: whoami('unknown') },
      { kind: 'certificate-refused' },
    ],
    ['hung up, and nobody to ask', failure('hung-up'), { whoami: undefined }, { kind: 'home-not-answering' }],
    [
      'asked for, and nobody to ask',
      failure('certificate-asked'),
      { whoami: undefined },
      { kind: 'certificate-refused' },
    ],
    [
      'asked for after its end, and nobody to ask',
      failure('certificate-asked'),
      { whoami: undefined, now: new Date('2028-01-01') },
      { kind: 'expired' },
    ],
    [
      'asked for before its beginning, and nobody to ask',
      failure('certificate-asked'),
      { whoami: undefined, now: new Date('2020-01-01') },
      { kind: 'clock-wrong' },
    ],
    ['a server nobody vouches for', failure('server-not-trusted'), {}, { kind: 'server-not-trusted' }],
    ['an old server certificate, clock right', failure('server-certificate-date'), {}, { kind: 'server-not-trusted' }],
    [
      'a server certificate of the future, clock an hour behind',
      failure('server-certificate-date'),
      { whoami: whoami('active', 'wan', '2026-06-01T13:00:00Z') },
      { kind: 'clock-wrong', seconds: -3600 },
    ],
  ])('%s', (_name, visit, changes, expected) => {
    expect(judgeDevice(visit, evidence(changes))).toMatchObject(expected);
  });
});

describe('the visit of a stranger', () => {
  test.each<[string, ProbeResult, Partial<Evidence>, object]>([
    ['hung up', failure('hung-up'), {}, { kind: 'refused' }],
    ['asked for a certificate', failure('certificate-asked'), {}, { kind: 'refused' }],
    ["the door's 403", answer(403, REFUSED), {}, { kind: 'refused' }],
    ['let in at home', answer(200), { whoami: whoami('none', 'lan') }, { kind: 'on-the-lan' }],
    ['let in from outside', answer(200), {}, { kind: 'let-in', status: 200 }],
    ["let in as far as a service's own 403", answer(403), {}, { kind: 'let-in', status: 403 }],
    ['let in to a service that is down', answer(502), {}, { kind: 'let-in', status: 502 }],
    ['a name that the door does not serve', answer(421), {}, { kind: 'home-not-answering', detail: 'status 421' }],
    ['a request that the proxy does not read', answer(400), {}, { kind: 'home-not-answering' }],
    ["let in as far as a service's own 421", answer(421, { via: '2.0 Caddy' }), {}, { kind: 'let-in', status: 421 }],
    ['let in to an empty page', answer(200, { server: 'Caddy' }, ''), {}, { kind: 'let-in', status: 200 }],
    ['let in, and nobody knows from where', answer(200), { whoami: undefined }, { kind: 'let-in' }],
    ['offline is not refused', failure('offline'), {}, { kind: 'offline' }],
    ['nothing listening is not refused', failure('not-answering'), {}, { kind: 'home-not-answering' }],
  ])('%s', (_name, visit, changes, expected) => {
    expect(judgeStranger(visit, evidence(changes))).toMatchObject(expected);
  });
});

describe('the whole test', () => {
  const record = {
    place: { host: 'enroll.home.localhost', port: 443 },
    services: [
      { name: 'cloud', url: 'https://cloud.home.localhost/' },
      { name: 'photos', url: 'https://photos.home.localhost/' },
    ],
    fingerprint: 'f'.repeat(64),
    notBefore: '2026-01-01T00:00:00Z',
    notAfter: '2027-01-01T00:00:00Z',
  } as EnrolmentRecord;

  async function run(
    visit: (url: string, visitor: Visitor) => ProbeResult,
    { knowsDevice = true, installed = true } = {},
  ) {
    const store = new MemoryStore();
    if (installed) store.held.set(record.fingerprint, { fingerprint: record.fingerprint, label: '' });
    const visits: string[] = [];
    const probe: AccessProbe = {
      name: 'probe',
      knowsDevice,
      visit: (url, visitor) => {
        visits.push(`${visitor} ${new URL(url).hostname.split('.')[0]}`);
        return Promise.resolve(visit(url, visitor));
      },
      close: () => Promise.resolve(void visits.push('closed')),
    };
    const probes = { open: () => Promise.resolve(probe) };
    const access = new AccessTest({
      clock: { now: () => NOW },
      probes,
      wallet: new CertificateWallet(storesOf(store)),
    });
    for await (const event of access.run(record)) if (event.type === 'done') return { ...event.report, visits };
    throw new Error('no report');
  }
  const me = answer(200, {}, JSON.stringify(whoami('active')));

  test('every door opens for the device and stays shut for the stranger', async () => {
    const report = await run((_url, visitor) => (visitor === 'device' ? me : failure('certificate-asked')));
    expect(report.verdict).toBe('ok');
    expect(report.visits).toEqual(['device enroll', 'device cloud', 'device photos', 'stranger cloud', 'closed']);
  });

  test('a door that opens for everybody is not as it should be', async () => {
    const report = await run(() => me);
    expect(report).toMatchObject({ verdict: 'not-ok', stranger: { outcome: { kind: 'let-in' } } });
  });

  test('a door that lets a stranger in from outside is no open door at home, whatever way this device came', async () => {
    const seen = (zone: 'lan' | 'wan') => answer(200, {}, JSON.stringify(whoami('active', zone)));
    const deviceAtHome = await run((_url, visitor) => seen(visitor === 'device' ? 'lan' : 'wan'));
    expect(deviceAtHome).toMatchObject({ verdict: 'not-ok', stranger: { outcome: { kind: 'let-in' } } });
    const deviceOutside = await run((_url, visitor) => seen(visitor === 'device' ? 'wan' : 'lan'));
    expect(deviceOutside).toMatchObject({ verdict: 'ok', stranger: { outcome: { kind: 'on-the-lan' } } });
  });

  test('a visit in which the network changes is made again, and not for ever', async () => {
    let changes = 2;
    const report = await run((url, visitor) => {
      if (visitor === 'stranger') return failure('certificate-asked');
      if (url.includes('photos')) return failure('network-changed');
      return url.includes('cloud') && changes-- > 0 ? failure('network-changed') : me;
    });
    expect(report.services.map(({ outcome }) => outcome.kind)).toEqual(['reached', 'offline']);
    const thrice = (name: string) => Array.from({ length: 3 }, () => `device ${name}`);
    expect(report.visits).toEqual([
      'device enroll',
      ...thrice('cloud'),
      ...thrice('photos'),
      'stranger cloud',
      'closed',
    ]);
  });

  test('one service that is down is not as it should be', async () => {
    const report = await run((url, visitor) =>
      visitor === 'stranger' ? failure('hung-up') : url.includes('photos') ? answer(502) : me,
    );
    expect(report.verdict).toBe('not-ok');
    expect(report.services.map(({ outcome }) => outcome.kind)).toEqual(['reached', 'service-down']);
  });

  test('without a browser nothing is claimed of the doors', async () => {
    const report = await run(() => failure('certificate-asked'), { knowsDevice: false });
    expect(report).toMatchObject({ verdict: 'not-tested', stranger: { outcome: { kind: 'refused' } } });
    expect(report.visits).not.toContain('device cloud');
  });

  test('without its certificate no browser is asked to show one', async () => {
    const report = await run(() => failure('certificate-asked'), { installed: false });
    expect(report.visits.filter((visit) => visit.startsWith('device'))).toEqual([]);
    expect(report.services.map(({ outcome }) => outcome.kind)).toEqual(['no-certificate', 'no-certificate']);
  });

  test('garbage from whoami is not believed', async () => {
    const report = await run((url) =>
      url.includes('whoami') ? answer(200, {}, '{"state":"god"}') : failure('hung-up'),
    );
    expect(report.whoami).toBeUndefined();
    expect(report.services[0]?.outcome.kind).toBe('home-not-answering');
  });
});
