/**
 * A home that nobody looks after for 400 days: its certificates are renewed in time, everybody stays in, backups are made, and
 * nobody is bothered. Node, Caddy and the CA go by one clock that is moved on; HAProxy, which has nothing to do with dates, by the
 * machine's.
 */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { dueFrom } from '../../../electron/core/renewal/due.ts';
import { findTools } from '../../../server/stack/tools.ts';
import { certificateReplySchema, ROUTES } from '../../../shared/api.ts';
import { type AcmeHome, makeAcmeHome, NAMES } from '../../support/acme/home.ts';
import { giveHomeAway } from '../../support/home-owner.ts';
import { countOf, sampleOf } from '../../support/long-tail.ts';
import { type MovedTime, makeMovedTime } from '../../support/moved-time.ts';
import { probe } from '../../support/probe.ts';
import { type SampleService, startSampleService } from '../../support/sample-service.ts';
import { enrolSoftDevice, makeSoftKey, postJson } from '../../support/soft-device.ts';
import { latchkey } from '../../support/throw-away-home.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const [ENROLMENT, CLOUD] = NAMES;

let time: MovedTime;
let home: AcmeHome | undefined;
let service: SampleService | undefined;
afterEach(async () => {
  await home?.remove();
  await service?.close();
  rmSync(`${home?.dir}-backups`, { recursive: true, force: true });
  time.remove();
  home = undefined;
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
    opens: async () => {
      const opened = await probe({ port, host: CLOUD, identity: now.identity });
      return opened.kind === 'answer' ? opened.status : opened.reason;
    },
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

/** Until the backup that is due is on record: its process has half an hour, which is not to pass in a moment. */
async function backedUp(dir: string): Promise<number> {
  // The home looks once a minute.
  time.pass(61_000);
  return vi.waitUntil(
    async () => {
      const { entries } = await json<{ entries: { at: string }[] }>(dir, ['audit', '--kind', 'backup-made']);
      const at = Date.parse(entries[0]?.at ?? '');
      return time.now() - at < BACKUPS_EVERY * DAY && at;
    },
    { timeout: 60_000, interval: 500 },
  );
}

/** Until a name is served with a certificate that is good for a while longer. */
const servedFor = (host: string, least: number) =>
  vi.waitUntil(
    async () => {
      const certificate = await home?.served(host);
      const left = certificate ? certificate.validToDate.getTime() - time.now() : 0;
      return left > least && certificate;
    },
    { timeout: 30_000, interval: 50 },
  );

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const HOMES = [
  // Certificates of half a day, by an intermediate of a week; and of ninety days, renewed at a third.
  { certificates: 'internal', step: 3 * HOUR, least: HOUR, few: 12 },
  { certificates: 'http-01', step: 5 * DAY, least: 26 * DAY, few: 14 },
] as const;

test.each(sampleOf('homes left alone', HOMES, 1))(
  '$certificates',
  { timeout: 1_800_000 },
  async ({ certificates, step, least, few }) => {
    time = makeMovedTime();
    service = await startSampleService('cloud');
    const recipient = execFileSync('age-keygen', { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .match(/age1\w+/)?.[0];
    const acme = certificates === 'http-01' ? { program: time.wrap('pebble', '/usr/bin/pebble') } : {};
    home = await makeAcmeHome(acme, { certificates, upstream: service.upstream, yaml: backups(recipient ?? '') });
    const { dir } = home;
    mkdirSync(`${dir}-backups`);
    giveHomeAway(`${dir}-backups`);
    const { caddy } = await findTools(process.env);
    await home.up({ ...time.env, LATCHKEY_CADDY: time.wrap('caddy', caddy.path) });
    const device = await enrol(home);
    const serials = new Set<string>();
    const steps = countOf(`steps of 400 days left alone, ${certificates}`, few, Math.ceil((400 * DAY) / step));
    let last = Number.NEGATIVE_INFINITY;
    for (let passed = 0; passed < steps; passed += 1) {
      time.pass(step);
      for (const host of NAMES) serials.add((await servedFor(host, least)).serialNumber);
      if (time.now() - last >= BACKUPS_EVERY * DAY) last = await backedUp(dir);
      await device.renewWhenDue();
      expect(await device.opens()).toBe(200);
    }
    const days = (steps * step) / DAY;
    const renewed = Math.floor(days / (certificates === 'http-01' ? 70 : 0.5));
    expect(serials.size).toBeGreaterThanOrEqual(2 * (1 + renewed));
    expect(device.renewals()).toBe(Math.floor(days / 250));

    const { entries } = await json<{ entries: { kind: string; detail?: object }[] }>(dir, ['audit', '--all']);
    expect(entries.filter(({ kind }) => /expiry|not-issued|failed|refused/.test(kind))).toEqual([]);
    expect(await json(dir, ['audit', 'verify'])).toMatchObject({ intact: true });
    const made = readdirSync(`${dir}-backups`);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThanOrEqual(3);
    expect(sizeOf(join(dir, 'logs'))).toBeLessThan(50_000_000);
  },
);
