/**
 * A home that nobody looks after for 400 days: its certificates are renewed in time, everybody stays in, backups are made, and
 * nobody is bothered. Node, Caddy and the CA go by one clock that is moved on; HAProxy, which has nothing to do with dates, by the
 * machine's.
 */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { dueFrom } from '../../../electron/core/renewal/due.ts';
import { findTools } from '../../../server/stack/tools.ts';
import { certificateReplySchema, ROUTES } from '../../../shared/api.ts';
import type { AcmeCa } from '../../support/acme/ca.ts';
import { startTestProvider, type TestProvider } from '../../support/acme/dns-provider.ts';
import { type AcmeHome, makeAcmeHome, NAMES } from '../../support/acme/home.ts';
import { giveHomeAway } from '../../support/home-owner.ts';
import { countOf, sampleOf } from '../../support/long-tail.ts';
import { type MovedTime, makeMovedTime } from '../../support/moved-time.ts';
import { probe } from '../../support/probe.ts';
import type { Running } from '../../support/processes.ts';
import { type SampleService, startSampleService } from '../../support/sample-service.ts';
import { enrolSoftDevice, makeSoftKey, postJson } from '../../support/soft-device.ts';
import { latchkey } from '../../support/throw-away-home.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const [ENROLMENT, CLOUD] = NAMES;

let time: MovedTime;
let home: AcmeHome | undefined;
let service: SampleService | undefined;
let provider: TestProvider | undefined;
afterEach(async () => {
  await home?.remove();
  await service?.close();
  await provider?.stop();
  rmSync(`${home?.dir}-backups`, { recursive: true, force: true });
  time.remove();
  [home, provider] = [undefined, undefined];
});

async function json<Result>(dir: string, args: readonly string[]): Promise<Result> {
  const { stdout, stderr } = await latchkey([...args, '--json', '--dir', dir], {
    env: { ...process.env, ...time.env },
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Result;
}

/** A device that renews when the app would. */
async function enrol({ dir, httpsPort: port }: AcmeHome) {
  const place = { host: ENROLMENT, port };
  const { code } = await json<{ code: string }>(dir, ['invite', 'Dave']);
  const { identity, reply } = await enrolSoftDevice(place, code);
  let now = { identity, reply };
  let renewals = 0;
  return {
    renewals: () => renewals,
    // Asked again while a busy machine takes too long over it, and never after a refusal.
    opens: () =>
      vi.waitUntil(async () => {
        const opened = await probe({ port, host: CLOUD, identity: now.identity });
        if (opened.kind === 'answer') return opened.status;
        return opened.reason !== 'no answer in time' && opened.reason;
      }, PATIENCE),
    renewWhenDue: async () => {
      const { validFromDate, validToDate } = new X509Certificate(now.reply.certificate);
      const life = { notBefore: validFromDate.toISOString(), notAfter: validToDate.toISOString() };
      if (time.now() < dueFrom(life)) return;
      const { key, csr } = await makeSoftKey();
      const deviceId = now.reply.device.id;
      const { renewalSecret } = now.reply;
      const renewed = await postJson(place, ROUTES.renewCertificate.path, { deviceId, renewalSecret, csr });
      const next = certificateReplySchema.parse(renewed.body);
      now = { identity: { cert: next.certificate, key }, reply: next };
      await postJson(place, ROUTES.confirmRenewal.path, { deviceId, renewalSecret: next.renewalSecret });
      renewals += 1;
    },
  };
}

const BACKUPS_EVERY = 12;
const backups = (recipient: string) =>
  `backups: { folder: BACKUPS, every: ${BACKUPS_EVERY}d, keep: 3, to: [${recipient}] }\n`;

/** Bounds what hangs, and nothing else: real time is the machine's, and a machine may be busy. */
const PATIENCE = { timeout: 300_000, interval: 50 };

/** The processes that a process started and has not heard the end of. */
const startedBy = (pid: number) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');

/** Until a backup is there that is young enough, and its process over: half an hour of its time is not to pass in a moment. */
async function backedUp(dir: string, { pid, stderr }: Running, others: readonly string[]): Promise<number> {
  const young = () =>
    readdirSync(`${dir}-backups`)
      .map((name) => Date.parse(name.replace(/^.*-(....)(..)(..)T(..)(..)(..)Z\.tar\.age$/, '$1-$2-$3T$4:$5:$6Z')))
      .find((at) => time.now() - at < BACKUPS_EVERY * DAY);
  // The home looks once a minute.
  time.pass(61_000);
  const made = () => startedBy(pid).every((each) => others.includes(each)) && young();
  return vi.waitUntil(made, PATIENCE).catch((cause) => {
    throw new Error(`no backup was made. The home said:\n${stderr()}`, { cause });
  });
}

/** Until a name is served with a certificate that is good for a while longer. */
const servedFor = (host: string, least: number) =>
  vi.waitUntil(async () => {
    const certificate = await home?.served(host);
    const left = certificate ? certificate.validToDate.getTime() - time.now() : 0;
    return left > least && certificate;
  }, PATIENCE);

/** As certbot leaves it: a new pair every sixty days, and links that lead to the newest. */
function renewAsCertbot(dir: string, at: number): void {
  const [archive, live] = [join(dir, 'archive'), join(dir, 'live')];
  for (const folder of [archive, live]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [key, certificate] = [join(archive, `privkey${at}.pem`), join(archive, `fullchain${at}.pem`)];
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '90'];
  const names = ['-subj', '/CN=test', '-addext', `subjectAltName=${NAMES.map((name) => `DNS:${name}`).join(',')}`];
  execFileSync('openssl', [...words, ...names, '-keyout', key, '-out', certificate], {
    env: { ...process.env, ...time.env },
    stdio: 'pipe',
  });
  chmodSync(key, 0o600);
  for (const [path, name] of [
    [key, 'privkey.pem'],
    [certificate, 'fullchain.pem'],
  ] as const) {
    symlinkSync(path, join(live, `${name}.new`));
    renameSync(join(live, `${name}.new`), join(live, name));
  }
  for (const folder of [archive, live]) giveHomeAway(folder);
}

const PASSWORD = 'a-password-of-the-provider';

/** What a home of `dns-01` is told beside what `latchkey init` writes. */
async function tellDns01(dir: string, acme: AcmeCa): Promise<TestProvider> {
  const provider = await startTestProvider(acme.dns, PASSWORD);
  mkdirSync(join(dir, 'secrets'), { recursive: true, mode: 0o700 });
  const file = join(dir, 'secrets/HTTPREQ_PASSWORD');
  writeFileSync(file, PASSWORD, { mode: 0o600 });
  const yaml = join(dir, 'latchkey.yaml');
  const settings = [
    `    settings: ${JSON.stringify(provider.settings)}`,
    `    resolvers: ["${acme.dns.address}"]`,
    '    check-dns: off',
  ];
  const text = readFileSync(yaml, 'utf8').replace(/( {6}HTTPREQ_PASSWORD: .*\n)/, `$1${settings.join('\n')}\n`);
  writeFileSync(yaml, text);
  giveHomeAway(dir);
  return provider;
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const HOMES = [
  // Certificates of half a day, by an intermediate of a week: each step leads into the last third of one.
  { kind: 'internal', certificates: 'internal', step: 8.5 * HOUR, least: 11 * HOUR, few: 6 },
  // Of ninety days, renewed at a third, before anybody is told.
  { kind: 'http-01', certificates: 'http-01', step: 5 * DAY, least: 26 * DAY, few: 14 },
  { kind: 'dns-01', certificates: 'dns-01:httpreq:HTTPREQ_PASSWORD', step: 5 * DAY, least: 26 * DAY, few: 14 },
  { kind: 'files', certificates: 'files:live/fullchain.pem,live/privkey.pem', step: 5 * DAY, least: 26 * DAY, few: 14 },
] as const;

test.each(sampleOf('homes left alone', HOMES, 1))(
  '$kind',
  { timeout: 3_600_000 },
  async ({ kind, certificates, step, least, few }) => {
    time = makeMovedTime();
    service = await startSampleService('cloud');
    const recipient = execFileSync('age-keygen', { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .match(/age1\w+/)?.[0];
    const acme = kind.endsWith('-01') ? { program: time.wrap('pebble', '/usr/bin/pebble') } : {};
    home = await makeAcmeHome(acme, { certificates, upstream: service.upstream, yaml: backups(recipient ?? '') });
    const { dir } = home;
    if (kind === 'dns-01') provider = await tellDns01(dir, home.acme);
    if (kind === 'files') renewAsCertbot(dir, 0);
    mkdirSync(`${dir}-backups`);
    giveHomeAway(`${dir}-backups`);
    const { caddy } = await findTools(process.env);
    const running = await home.up({ ...time.env, LATCHKEY_CADDY: time.wrap('caddy', caddy.path) }, PATIENCE.timeout);
    const others = startedBy(running.pid);
    for (const host of NAMES) await servedFor(host, least);
    const device = await enrol(home);
    const serials = new Set<string>();
    const steps = countOf(`steps of 400 days left alone, ${kind}`, few, Math.ceil((400 * DAY) / step));
    let last = Number.NEGATIVE_INFINITY;
    for (let passed = 1; passed <= steps; passed += 1) {
      time.pass(step);
      if (kind === 'files' && (passed * step) % (60 * DAY) === 0) renewAsCertbot(dir, passed);
      for (const host of NAMES) serials.add((await servedFor(host, least)).serialNumber);
      if (time.now() - last >= BACKUPS_EVERY * DAY) last = await backedUp(dir, running, others);
      await device.renewWhenDue();
      expect(await device.opens(), `day ${(passed * step) / DAY}`).toBe(200);
    }
    const days = (steps * step) / DAY;
    const renewed = {
      internal: steps - 1,
      files: Math.floor(days / 60),
      'http-01': Math.floor(days / 70),
      'dns-01': Math.floor(days / 70),
    }[kind];
    // Two names: of two certificates, or of one.
    const each = kind === 'internal' || kind === 'http-01' ? 2 : 1;
    expect(serials.size).toBeGreaterThanOrEqual(each * (1 + renewed));
    expect(device.renewals()).toBe(Math.floor(days / 250));

    const { entries } = await json<{ entries: { kind: string; detail?: object }[] }>(dir, ['audit', '--all']);
    expect(entries.filter(({ kind }) => /expiry|not-issued|failed|refused/.test(kind))).toEqual([]);
    expect(await json(dir, ['audit', 'verify'])).toMatchObject({ intact: true });
    const made = readdirSync(`${dir}-backups`);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThanOrEqual(3);
    expect(sizeOf(join(dir, 'logs'))).toBeLessThan(50_000_000);
    const kinds = Object.entries(Object.groupBy(entries, (entry) => entry.kind)).map(
      ([name, all = []]) => `${name} ${all.length}`,
    );
    console.log(
      `${kind}: ${days} days in ${steps} steps, ${serials.size} certificates, ${device.renewals()} renewals of the device; ${kinds.join(', ')}`,
    );
  },
);
