/** `certificates: dns-01` with a CA that answers with what cannot be used, or not at once: what is good stays. */
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { NewAuditEntry } from '../../../server/core/audit/audit.ts';
import type { HomeConfig } from '../../../server/core/config/home-config.ts';
import { CertificateRenewal, type Tried } from '../../../server/home/certificates/renewal.ts';
import { certificateStatus } from '../../../server/home/certificates/status.ts';
import { launcherAsSelf } from '../../../server/stack/process/launch.ts';
import { type AcmeCa, problem, startAcmeCa } from '../../support/acme/ca.ts';
import { atTestProvider, startTestProvider, type TestProvider } from '../../support/acme/dns-provider.ts';
import { type Misissue, makeSigner } from '../../support/acme/signer.ts';
import { sampleOf } from '../../support/long-tail.ts';
import { makeTestHome, type TestHome } from '../../support/stack/home.ts';

const PASSWORD = 'a-password-of-the-provider';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NAMES = ['home.example.net', '*.home.example.net'];

let acme: AcmeCa;
let provider: TestProvider;
let made: TestHome;
let config: HomeConfig;
let entries: NewAuditEntry[];
/** How often a new pair was given to be served. */
let handedOn: number;

const renew = (of: HomeConfig = config, { layout } = made): Promise<Tried> =>
  new CertificateRenewal({
    home: {
      ...{ layout, config: of, facts: { sites: [] } },
      audit: { record: (entry: NewAuditEntry) => void entries.push(entry) },
    } as never,
    ...{ env: process.env, clock: { now: () => Date.now() }, launch: launcherAsSelf(), apart: false, timeout: 60_000 },
    onEvent: () => undefined,
    onLine: () => undefined,
    onPair: async () => {
      handedOn += 1;
    },
  }).renew();
const kinds = () => entries.map(({ kind }) => kind);
const pair = () => readFile(made.layout.certificates.pair, 'utf8').catch(() => undefined);
const status = () => certificateStatus({ ...made, config, facts: { sites: [] } } as never, { now: () => Date.now() });

/** What the CA issues from now on, in the place of what was asked for. */
async function misissue(wanted: Misissue): Promise<void> {
  const sign = await makeSigner();
  let request = '';
  acme.answer((_, path, body) => {
    const payload = () => JSON.parse(Buffer.from(JSON.parse(body.toString()).payload, 'base64url').toString());
    if (path.startsWith('/finalize-order')) request = payload().csr;
    if (!path.startsWith('/certZ/')) return undefined;
    const headers = { 'content-type': 'application/pem-certificate-chain' };
    return sign(request, wanted).then((body) => ({ status: 200, headers, body }));
  });
}

beforeAll(async () => {
  acme = await startAcmeCa();
  provider = await startTestProvider(acme.dns, PASSWORD);
  made = await makeTestHome({
    domain: 'home.example.net',
    certificates: {
      kind: 'dns-01',
      provider: 'httpreq',
      credentials: { HTTPREQ_PASSWORD: { file: 'password' } },
    },
  });
  await writeFile(join(made.layout.dir, 'password'), PASSWORD, { mode: 0o600 });
  config = atTestProvider(made.config, acme, provider);
}, 60_000);
afterAll(async () => {
  await made?.remove();
  await provider?.stop();
  await acme?.stop();
});
beforeEach(() => {
  [entries, handedOn] = [[], 0];
  acme.answer(undefined);
});

const CASES: readonly (readonly [string, Misissue, RegExp])[] = [
  ['expired', { names: NAMES, from: -90, to: -1 }, /expired on/],
  ['not valid for months', { names: NAMES, from: 100, to: 190 }, /is not valid before/],
  ['for other names', { names: ['home.example.org'], from: 0, to: 90 }, /is not for home\.example\.net/],
  ['without the wildcard', { names: NAMES.slice(0, 1), from: 0, to: 90 }, /is not for \*\.home\.example\.net/],
  ['for another key', { names: NAMES, from: 0, to: 90, otherKey: true }, /is not the key of/],
];

test.each(sampleOf('first certificates that cannot be used', CASES, 1))(
  'the first certificate is %s: none is better',
  async (_what, wanted, reason) => {
    await rm(made.layout.certificates.pair, { force: true });
    await rm(made.layout.certificates.tries, { force: true });
    await misissue(wanted);
    expect(await renew()).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
    expect([await pair(), handedOn, kinds()]).toEqual([undefined, 0, ['server-certificate-not-issued']]);
    expect(await status()).toMatchObject({ certificate: undefined, lastFailure: { failures: 1 } });
  },
);

const RENEWED = [
  ...CASES,
  ['nearly expired', { names: NAMES, from: -89, to: 1 }, /expires on .* before the one that is there/] as const,
];

test.each(sampleOf('renewed certificates that cannot be used', RENEWED, 2))(
  'a renewed certificate is %s: the good one stays, it is told once, and asked for seldom',
  async (_, wanted, reason) => {
    expect(await renew()).toMatchObject({ ok: true });
    const before = await pair();
    [entries, handedOn] = [[], 0];
    await misissue(wanted);
    for (let tries = 0; tries < 2; tries += 1) await renew();
    expect([kinds(), handedOn]).toEqual([['server-certificate-not-issued'], 0]);
    expect(await pair()).toBe(before);
    expect(entries[0]?.detail?.reason).toMatch(/^What the CA issued cannot be used: /);
    expect(await status()).toMatchObject({
      lastFailure: { failures: 2, reason: expect.stringMatching(reason) },
      // Each of them counts at the CA.
      nextTry: expect.toSatisfy((time: number) => time > Date.now() + 11 * HOUR),
    });
    acme.answer(undefined);
    await renew();
    expect([kinds().at(-1), handedOn]).toEqual(['server-certificate-recovered', 1]);
  },
);

test('a CA whose clock is a little ahead issues what can be used', async () => {
  await misissue({ names: NAMES, from: 60_000 / DAY, to: 90 });
  expect(await renew()).toMatchObject({ ok: true });
});

test('a CA that wants to wait for years is believed for days, and so it is said', async () => {
  acme.answer((_, path) =>
    path === '/order-plz' ? problem('rateLimited', 429, 'retry after 2099-01-01T00:00:00Z') : undefined,
  );
  expect(await renew()).toMatchObject({
    ok: false,
    nextTry: expect.toSatisfy((time: number) => time < Date.now() + 100 * DAY),
  });
});

test('a root of the directory that is a pipe keeps nobody waiting', async () => {
  const root = join(made.layout.dir, 'pipe');
  execFileSync('mkfifo', [root]);
  expect(await renew({ ...config, acme: { ...config.acme, root } })).toMatchObject({
    ok: false,
    reason: expect.stringContaining(`${root} is no regular file`),
  });
});

test('is had for wildcards alone, where one stands for the domain', async () => {
  const certificates = { ...config.certificates, names: ['*.example.net'] } as never;
  expect(await renew({ ...config, certificates })).toMatchObject({
    ok: true,
    names: ['*.home.example.net', '*.example.net'],
  });
});

const FOREIGN = [
  'SSL_CERT_FILE',
  'HTTPS_PROXY',
  'LD_PRELOAD',
  'PATH',
  'NODE_OPTIONS',
  'LEGO_CA_CERTIFICATES',
  'GODEBUG',
  'RES_OPTIONS',
  'AWS_CONFIG_FILE',
  'CLOUDFLARE_TTL',
];

test.each(sampleOf('variables that are not the provider’s', FOREIGN, 1))(
  'lego is not given what is no variable of its provider, and nobody is asked: %s',
  async (name) => {
    if (config.certificates.kind !== 'dns-01') throw new Error('the home has other certificates');
    const asked = acme.requests.length;
    const { settings, credentials } = config.certificates;
    const places = { ...credentials, [name]: { file: 'password' } };
    for (const more of [{ settings: { ...settings, [name]: '/x' } }, { credentials: places }])
      expect(await renew({ ...config, certificates: { ...config.certificates, ...more } })).toMatchObject({
        ok: false,
        reason: expect.stringContaining(`${name} is no variable of httpreq`),
      });
    expect(acme.requests.length).toBe(asked);
  },
);

test.runIf(process.getuid?.() === 0)(
  'a disk that is full in the middle of an order: the good one stays, and room heals it',
  async () => {
    expect(await renew()).toMatchObject({ ok: true });
    const before = await pair();
    const { lego } = made.layout.certificates;
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=700', 'none', lego]);
    try {
      await writeFile(join(lego, 'full'), Buffer.alloc(4096));
      const failed = await renew();
      expect(failed).toMatchObject({ ok: false, reason: expect.stringMatching(/no space left/i) });
      expect([await pair(), kinds().at(-1)]).toEqual([before, 'server-certificate-not-issued']);
      expect(await status()).toMatchObject({ lastFailure: { failures: 1 }, nextTry: expect.any(Number) });
    } finally {
      execFileSync('umount', [lego]);
    }
    expect(await renew()).toMatchObject({ ok: true });
  },
);

test('two homes that ask at once get a certificate each', async () => {
  const other = await makeTestHome({ domain: 'home.example.net', certificates: made.config.certificates });
  await writeFile(join(other.layout.dir, 'password'), PASSWORD, { mode: 0o600 });
  expect(await Promise.all([renew(), renew(config, other)])).toMatchObject([{ ok: true }, { ok: true }]);
  expect(await readFile(other.layout.certificates.pair, 'utf8')).not.toBe(await pair());
  await other.remove();
});

const FURTHER: readonly (readonly [string, readonly string[]])[] = [
  ['fifty further names', Array.from({ length: 50 }, (_, at) => `n${at}.other.example.org`)],
  ['a name in another script', ['xn--bcher-kva.example.org', '*.xn--bcher-kva.example.org']],
];

test.each(sampleOf('further names', FURTHER, 0))('is had with %s', async (_what, names) => {
  const certificates = { ...config.certificates, names } as never;
  expect(await renew({ ...config, certificates })).toMatchObject({ ok: true, names: [...NAMES, ...names] });
});

test('is had for a domain in another script', async () => {
  const domain = 'xn--bcher-kva.example';
  expect(await renew({ ...config, domain })).toMatchObject({ ok: true, names: [domain, `*.${domain}`] });
});
