/** `certificates: dns-01` with the real lego, Pebble and Caddy: had, served, renewed; and told when it cannot be. */
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { NewAuditEntry } from '../../../server/core/audit/audit.ts';
import type { HomeConfig } from '../../../server/core/config/home-config.ts';
import { type CertificateEvent, CertificateRenewal } from '../../../server/home/certificates/renewal.ts';
import { RenewedFiles } from '../../../server/home/jobs/server-certificates.ts';
import { servedCertificate } from '../../../server/stack/probe/served-certificate.ts';
import { type Launcher, launcherAsSelf } from '../../../server/stack/process/launch.ts';
import { isNoCertificateYet } from '../../../server/stack/server-certificate/none-yet.ts';
import { HomeStack } from '../../../server/stack/stack.ts';
import { prepareHome } from '../../../server/stack/validate.ts';
import { type AcmeCa, problem, startAcmeCa } from '../../support/acme/ca.ts';
import { atTestProvider, startTestProvider, type TestProvider } from '../../support/acme/dns-provider.ts';
import { further } from '../../support/long-tail.ts';
import { echo, LAN_SOURCE, openWebSocket } from '../../support/probe.ts';
import { type SampleService, startSampleService } from '../../support/sample-service.ts';
import { startAuthEndpoint } from '../../support/stack/auth-endpoint.ts';
import { makeTestHome, type TestHome } from '../../support/stack/home.ts';
import { startSigningApi } from '../../support/stack/signing-api.ts';

const PASSWORD = 'correct horse/battery+staple';
const DAY = 86_400_000;
const CLOUD = 'cloud.home.example.net';

let acme: AcmeCa;
let provider: TestProvider;
let made: TestHome;
let config: HomeConfig;
let stack: HomeStack;
let service: SampleService;
let closers: (() => unknown)[];
let now: number;
let events: CertificateEvent[];
let entries: NewAuditEntry[];
let said: string[];
let started: number[];

const renewal = ({
  launch = launcherAsSelf(),
  timeout = 60_000,
  onStarted = async (pid: number) => void started.push(pid),
}: {
  launch?: Launcher;
  timeout?: number;
  onStarted?: (pid: number) => Promise<void>;
} = {}) => {
  const home = {
    layout: made.layout,
    config,
    facts: { sites: [] },
    audit: { record: (entry: NewAuditEntry) => void entries.push(entry) },
  } as never;
  const files = new RenewedFiles({
    // Pebble's certificates are valid from the second in which they are issued.
    ...{ home, stack, clock: { now: () => now + 60_000 }, inTurn: (work) => work(), onTaken: () => undefined },
    onWarning: (message) => said.push(message),
  });
  return new CertificateRenewal({
    ...{ home, env: process.env, clock: { now: () => now }, launch, apart: false, timeout },
    onEvent: (event) => events.push(event),
    onLine: (line) => said.push(line),
    onStarted,
    onPair: () => files.look(),
  });
};
const kinds = () => entries.map(({ kind }) => kind);
const served = () => servedCertificate({ path: made.layout.run.lan }, CLOUD);
const pair = () => readFile(made.layout.certificates.pair, 'utf8');
const passwordFile = () => join(made.layout.dir, 'secrets/password');
const words = () => JSON.stringify([said, entries, events]);

beforeAll(async () => {
  closers = [];
  acme = await startAcmeCa({ certificateSeconds: (90 * DAY) / 1000 });
  closers.push(acme.stop);
  provider = await startTestProvider(acme.dns, PASSWORD);
  closers.push(provider.stop);
  service = await startSampleService('cloud');
  closers.push(service.close);
  made = await makeTestHome({
    domain: 'home.example.net',
    certificates: {
      kind: 'dns-01',
      provider: 'httpreq',
      credentials: { HTTPREQ_PASSWORD: { file: 'secrets/password' } },
    },
    services: [{ name: 'cloud', upstream: service.upstream }],
  });
  closers.push(made.remove);
  await mkdir(join(made.layout.dir, 'secrets'), { mode: 0o700 });
  await writeFile(passwordFile(), `${PASSWORD}\n`, { mode: 0o600 });
  config = atTestProvider(made.config, acme, provider);
  stack = new HomeStack({ ...made, config, env: process.env });
  await stack.prepare();
  const api = await startSigningApi(made.layout.run.api);
  const endpoint = await startAuthEndpoint({ ...made, config });
  await stack.start();
  closers.push(
    () => endpoint.close(),
    () => api.close(),
    () => stack.stop(),
  );
}, 60_000);
afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});
beforeEach(() => {
  [events, entries, said, started] = [[], [], [], []];
  now = Date.now();
  provider.password = PASSWORD;
});
afterEach(() => {
  provider.silent = false;
  provider.forgetful = false;
  acme.answer(undefined);
});

describe('the first certificate', () => {
  test('until it is there nobody is served, and nothing is served that somebody would be asked to trust', async () => {
    for (const host of ['home.example.net', CLOUD, 'enroll.home.example.net', 'nobody.example.org'])
      for (const path of [made.layout.run.lan, made.layout.run.wan, made.layout.run.enrolment])
        expect(await servedCertificate({ path }, host)).toBeUndefined();
  });

  test('is for the domain and what is below it, of P-256, and served at once', async () => {
    await renewal().look();
    const certificate = new X509Certificate(await pair());
    expect(certificate.subjectAltName?.split(', ').sort()).toEqual(['DNS:*.home.example.net', 'DNS:home.example.net']);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect((await stat(made.layout.certificates.pair)).mode & 0o777).toBe(0o600);
    expect((await served())?.fingerprint).toBe(certificate.fingerprint256.replaceAll(':', '').toLowerCase());
    expect(kinds()).toEqual(['server-certificate-obtained', 'server-certificate-taken']);
    expect(events.map(({ kind }) => kind)).toEqual(['certificate-asked', 'certificate-obtained']);
  });

  test('nothing secret stays where lego ran', async () => {
    expect((await readdir(made.layout.certificates.lego)).sort()).toEqual(['own-0-4']);
  });
});

describe('renewal', () => {
  let open: WebSocket;
  afterEach(() => open?.close());

  test('is not before two thirds of the life, and at three quarters it is; what is open stays open', async () => {
    const before = await pair();
    const { validFromDate, validToDate } = new X509Certificate(before);
    const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
    open = await openWebSocket({ port: config.ports.https, host: CLOUD, from: LAN_SOURCE });
    now = from + (to - from) * 0.66;
    await renewal().look();
    expect([await pair(), events]).toEqual([before, []]);
    now = from + (to - from) * 0.75;
    await renewal().look();
    const after = await pair();
    expect(after).not.toBe(before);
    expect((await served())?.fingerprint).toBe(
      new X509Certificate(after).fingerprint256.replaceAll(':', '').toLowerCase(),
    );
    expect(await echo(open, 'still here')).toBe('still here');
  });

  further(test)('a clock that is years ahead has one issued, and not one after the other', async () => {
    now = Date.now() + 20 * 365 * DAY;
    await renewal().look();
    const issued = await pair();
    for (const later of [0, DAY / 2, DAY / 2]) {
      now += later;
      await renewal().look();
    }
    expect(await pair()).toBe(issued);
    // Right again: what was remembered from the future is no reason to wait for years.
    now = new X509Certificate(issued).validToDate.getTime() - DAY;
    await renewal().look();
    now += 2 * DAY;
    await renewal().look();
    expect(await pair()).not.toBe(issued);
  });
});

describe('when it fails', () => {
  beforeEach(async () => {
    await rm(made.layout.certificates.tries, { force: true });
    now = Date.now() + 100 * DAY;
  });

  test('a wrong credential: in clear words, once, and in no word the secret; the right one clears it', async () => {
    const before = await served();
    provider.password = 'another';
    for (let tries = 0; tries < 3; tries += 1) {
      await renewal().look();
      now += DAY;
    }
    expect(kinds()).toEqual(['server-certificate-not-issued']);
    expect(events.filter(({ kind }) => kind === 'certificate-failed')).toHaveLength(3);
    expect(entries[0]?.detail?.reason).toMatch(/^The DNS provider does not accept the credentials: .*401/);
    for (const secret of [PASSWORD, Buffer.from(`home:${PASSWORD}`).toString('base64'), '\u001b'])
      expect(words()).not.toContain(secret);
    expect(provider.shown.join()).toContain(Buffer.from(`home:${PASSWORD}`).toString('base64'));
    expect(await served()).toEqual(before);
    provider.password = PASSWORD;
    await renewal().look();
    expect(kinds()).toEqual([
      'server-certificate-not-issued',
      'server-certificate-recovered',
      'server-certificate-taken',
    ]);
  });

  further(test)(
    'a CA that is away for days, and back',
    async () => {
      await acme.goAway();
      const pauses: number[] = [];
      for (const until = now + 2 * DAY; now < until; ) {
        await renewal().look();
        const last = events.at(-1);
        const next = last?.kind === 'certificate-failed' ? last.nextTry : 0;
        pauses.push((next - now) / 60_000);
        now = next - 1000;
        await renewal().look();
        expect(events.at(-1)).toBe(last);
        now = next;
      }
      await acme.comeBack();
      expect(pauses).toEqual([15, 30, 60, 120, 240, ...Array(7).fill(360)]);
      expect(entries.map(({ detail }) => detail?.reason)).toEqual([
        expect.stringMatching(/^The CA cannot be reached: /),
      ]);
      await renewal().look();
      expect(kinds()).toContain('server-certificate-recovered');
    },
    60_000,
  );

  further(test)('a limit of the CA is kept, for as long as it says', async () => {
    const after = new Date(now + 2 * DAY).toISOString().replace('T', ' ').slice(0, 19);
    acme.answer((_, path) =>
      path === '/order-plz'
        ? problem('rateLimited', 429, `too many certificates, retry after ${after} UTC: see`)
        : undefined,
    );
    await renewal().look();
    expect(entries[0]?.detail?.reason).toMatch(/^The CA has had too many requests/);
    acme.answer(undefined);
    const asked = acme.requests.length;
    now += DAY;
    await renewal().look();
    expect(acme.requests.length).toBe(asked);
    now += DAY + 60_000;
    await renewal().look();
    expect(events.at(-1)?.kind).toBe('certificate-obtained');
  });

  test('a record that the CA does not see', async () => {
    provider.forgetful = true;
    await renewal().look();
    expect(entries[0]?.detail?.reason).toMatch(/^The DNS record was not seen: /);
  });

  test('an account that the CA knows no more is made anew by the next try', async () => {
    acme.answer((_, path) =>
      path === '/order-plz' ? problem('accountDoesNotExist', 400, 'unable to find an account') : undefined,
    );
    await renewal().look();
    acme.answer(undefined);
    now += DAY;
    await renewal().look();
    expect(events.at(-1)?.kind).toBe('certificate-obtained');
    expect(await readdir(made.layout.certificates.lego)).toContain('own-1-4');
  });

  test('a provider that answers nobody: it is ended in time, with all that it started', async () => {
    provider.silent = true;
    await renewal({ timeout: 2000 }).look();
    expect(entries[0]?.detail?.reason).toMatch(/^It took too long and was ended/);
    expect(started.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect((await readdir(made.layout.certificates.lego)).filter((name) => !name.startsWith('own-'))).toEqual([]);
  });

  test('lego does not run on where nobody could write down that it runs', async () => {
    provider.silent = true;
    const pids: number[] = [];
    const unwritten = renewal({
      onStarted: async (pid) => {
        pids.push(pid);
        throw new Error('ENOSPC: no space left on device');
      },
    });
    expect(await unwritten.renew()).toMatchObject({ ok: false, reason: expect.stringContaining('no space left') });
    expect(pids).toHaveLength(1);
    expect(() => process.kill(pids[0] ?? 0, 0)).toThrow(/ESRCH/);
  });

  test('lego killed in the middle', async () => {
    provider.silent = true;
    const before = provider.shown.length;
    const look = renewal().look();
    await expect.poll(() => started.length, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => provider.shown.length, { timeout: 10_000 }).toBeGreaterThan(before);
    process.kill(started[0] ?? 0, 'SIGKILL');
    await look;
    expect(entries[0]?.detail?.reason).toContain('SIGKILL');
  });

  test('the home stopped in the middle: lego ends, nobody is told, and the next start tries at once', async () => {
    provider.silent = true;
    const job = renewal();
    const look = job.look();
    await expect.poll(() => started.length, { timeout: 10_000 }).toBe(1);
    await job.stop();
    await look;
    expect([entries, started.filter((pid) => existsSync(`/proc/${pid}`))]).toEqual([[], []]);
    provider.silent = false;
    await renewal().look();
    expect(events.at(-1)?.kind).toBe('certificate-obtained');
  });

  test('a home that was killed in the middle waits before it asks again', async () => {
    await writeFile(made.layout.certificates.tries, JSON.stringify({ failures: 0, began: now - 30_000 }));
    await renewal().look();
    expect(events).toEqual([]);
    now += 2 * 60_000;
    await renewal().look();
    expect(events.at(-1)?.kind).toBe('certificate-obtained');
  });

  test('credentials that cannot be read, or can be by everybody: nothing is asked, and the place is named', async () => {
    await rm(passwordFile());
    await renewal().look();
    expect(entries[0]?.detail?.reason).toContain(`${passwordFile()} cannot be read`);
    await writeFile(passwordFile(), PASSWORD, { mode: 0o644 });
    now += DAY;
    await renewal().look();
    expect(JSON.stringify(events.at(-1))).toContain('chmod 600');
    await rm(passwordFile());
    await writeFile(passwordFile(), PASSWORD, { mode: 0o600 });
  });

  test('what cannot be remembered is not tried: nobody is asked, again and again, from a disk without room', async () => {
    await mkdir(`${made.layout.certificates.tries}.new`);
    const asked = acme.requests.length;
    await renewal().look();
    expect(entries[0]?.detail?.reason).toMatch(/^Nothing can be written: /);
    expect([acme.requests.length, started]).toEqual([asked, []]);
    await rm(`${made.layout.certificates.tries}.new`, { recursive: true });
  });

  test('secrets are in no argument, and in an environment that holds nothing else of ours', async () => {
    provider.silent = true;
    const before = provider.shown.length;
    const job = renewal();
    const look = job.look();
    await expect.poll(() => provider.shown.length, { timeout: 10_000 }).toBeGreaterThan(before);
    const [pid] = started;
    const [args, environment] = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
    );
    expect(args).not.toContain('battery');
    const names = environment?.split('\0').map((each) => each.split('=')[0] ?? '');
    const oursToGive = /^$|^TZ$|^SSL_CERT_|_PROXY$/;
    expect(names?.filter((name) => !oursToGive.test(name)).sort()).toEqual([
      'HOME',
      'HTTPREQ_ENDPOINT',
      'HTTPREQ_PASSWORD_FILE',
      'HTTPREQ_POLLING_INTERVAL',
      'HTTPREQ_USERNAME',
      'LEGO_CA_CERTIFICATES',
      'PATH',
    ]);
    await job.stop();
    await look;
  });
});

describe('a damaged certificate on disk', () => {
  test.each(['', 'garbage', '-----BEGIN CERTIFICATE-----\n'])(
    'is none: the home can start, and gets another (%j)',
    async (text) => {
      const whole = await pair();
      await writeFile(made.layout.certificates.pair, text);
      const { files } = await prepareHome({ ...made, config, env: process.env });
      expect(isNoCertificateYet(files.get(made.layout.rendered.serverCertificate)?.content ?? '')).toBe(true);
      await writeFile(made.layout.certificates.pair, whole);
    },
  );
});
