import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MailServer, startMailServer } from '../../support/notices/mail-server.ts';
import { type Receiver, startReceiver } from '../../support/notices/receiver.ts';
import { type Running, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { enrolSoftDevice, makeSoftKey, redeem, type SoftDevice } from '../../support/soft-device.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import {
  ENROLMENT_HOST,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

interface Entry {
  readonly seq: number;
  readonly kind: string;
  readonly actor: string;
  readonly outcome: string;
  readonly person: string | null;
  readonly detail: Record<string, unknown> | null;
}

let home: ThrowAwayHome;
let receiver: Receiver;
let mail: MailServer;
let metricsPort = 0;
let up: Running;
let device: SoftDevice;
let receives = true;

const place = () => ({ host: ENROLMENT_HOST, port: home.httpsPort });
const dir = () => ['--dir', home.dir];
const audit = async (...words: string[]) =>
  (await latchkeyJson<{ entries: Entry[] }>(['audit', '--all', ...words, ...dir()])).entries.toReversed();
const titles = () => receiver.received.map(({ body }) => (JSON.parse(body) as { title: string }).title);

async function until(holds: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return true;
    await sleep(100);
  }
  return false;
}

function scrape(host = 'localhost'): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port: metricsPort, path: '/metrics', headers: { host }, timeout: 10_000 },
      async (reply) => {
        const chunks: Buffer[] = [];
        for await (const chunk of reply) chunks.push(chunk as Buffer);
        resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      },
    );
    asking.on('timeout', () => asking.destroy(new Error('no metrics in time')));
    asking.on('error', reject).end();
  });
}

beforeAll(async () => {
  home = await makeThrowAwayHome();
  receiver = await startReceiver(() => (receives ? 204 : 503));
  mail = await startMailServer();
  [metricsPort = 0] = await freePorts(1);
  await writeFile(join(home.dir, 'hook.secret'), 'a secret for tests', { mode: 0o600 });
  await appendFile(
    join(home.dir, 'latchkey.yaml'),
    `
metrics:
  port: ${metricsPort}
notices:
  webhook:
    url: ${receiver.url}
    secret: { file: hook.secret }
  email:
    host: 127.0.0.1
    port: ${mail.port}
    security: none
    from: home@example.com
    to: [mum@example.com]
`,
  );
  ({ up } = await home.up());
});
afterAll(async () => {
  await home?.remove();
  await receiver?.close();
  await mail?.close();
});

describe('a home that tells', () => {
  it('says by web and by mail that a device has a key, and never the code', async () => {
    const { code } = await home.invite('Grandma Rose', 'Laptop');
    device = await enrolSoftDevice(place(), code);
    expect(await until(() => receiver.received.length > 0 && mail.messages.length > 0)).toBe(true);
    expect(titles()).toEqual(['Laptop of Grandma Rose has a key now']);
    expect(mail.messages[0]).toContain('Laptop of Grandma Rose has a key now');
    expect(JSON.stringify([receiver.received, mail.messages])).not.toContain(code);
    expect(JSON.stringify([receiver.received, mail.messages])).not.toContain(device.reply.renewalSecret);
  });

  it('has everything on record: who, from where, what came of it', async () => {
    const { id, code } = await home.invite('Nobody');
    await latchkeyJson(['invites', 'cancel', id, ...dir()]);
    const refused = await redeem(place(), code, await makeSoftKey(), 'Late');
    expect(refused).toMatchObject({ ok: false, status: 403 });
    const entries = await audit();
    const kinds = entries.map(({ kind }) => kind);
    expect(kinds).toEqual([
      'home-created',
      'ca-opened',
      'configuration-changed',
      'home-started',
      'ca-signed',
      'invitation-created',
      'ca-signed',
      'invitation-redeemed',
      'device-enrolled',
      'access-allowed',
      'invitation-created',
      'invitation-cancelled',
    ]);
    const actorOf = (kind: string) => entries.find((entry) => entry.kind === kind)?.actor;
    expect(actorOf('home-started')).toMatch(/^admin:./);
    expect(actorOf('invitation-created')).toMatch(/^admin:./);
    expect(actorOf('ca-opened')).toBe('latchkey');
    expect(actorOf('device-enrolled')).toBe('address:127.0.0.1');
    expect(entries.find(({ kind }) => kind === 'ca-signed')).toMatchObject({
      person: 'Nobody',
      detail: { name: 'Client-auth test' },
    });
    expect(await audit('--person', 'Grandma Rose')).toHaveLength(5);
    expect(JSON.stringify(entries)).not.toContain(code);
  });

  it('shows new entries as they are written', async () => {
    const following = startProgram({
      file: process.execPath,
      args: [LATCHKEY, 'audit', '--follow', '--json', ...dir()],
    });
    const line = async () => JSON.parse(await following.nextLine()) as Entry;
    let last = await line();
    while (last.kind !== 'invitation-cancelled') last = await line();
    await home.invite('Followed');
    expect(await line()).toMatchObject({ kind: 'invitation-created', person: 'Followed', seq: last.seq + 1 });
    await following.stop();
  });

  it('counts, without a name of a person or a device, and only for programs of this machine', async () => {
    const { status, body } = await scrape();
    expect(status).toBe(200);
    expect(body).toContain('latchkey_active_certificates 1');
    expect(body).toContain('latchkey_active_set_differences 0');
    expect(body).toContain('latchkey_events_total{kind="device-enrolled"} 1');
    expect(body).toMatch(/latchkey_certificate_days_left\{certificate="client"\} 36[45]\.?/);
    expect(body).toMatch(/latchkey_certificate_days_left\{certificate="ca"\} 36\d\d\.?/);
    expect(body).toMatch(/latchkey_certificate_days_left\{certificate="server"\} \d/);
    expect(body).toMatch(/route="\/v1\/certificates",status="201"\} 1/);
    expect(body).toContain('latchkey_refusals_total{reason="INVITATION_NOT_VALID"} 1');
    for (const secret of ['Grandma', 'Laptop', device.reply.device.id, '127.0.0.1']) expect(body).not.toContain(secret);
    expect(await scrape('evil.example')).toMatchObject({ status: 421, body: '' });
  });

  it('raises the alarm once when somebody guesses', async () => {
    const key = await makeSoftKey();
    const answers: number[] = [];
    for (let i = 0; i < 14; i += 1) {
      const answer = await redeem({ ...place(), from: '127.0.0.9' }, '0000-0000-0000', key, 'Guesser');
      if (!answer.ok) answers.push(answer.status);
    }
    // Nobody else asks: there are turns for all of them.
    expect(answers).toEqual(Array(14).fill(403));
    expect(await until(() => titles().some((title) => title.includes('guessing')))).toBe(true);
    expect(titles().filter((title) => title.includes('guessing'))).toEqual(['Somebody at 127.0.0.9 is guessing codes']);
  });

  it('loses no notice when it is killed while nobody takes them', async () => {
    receives = false;
    await latchkeyJson(['shut-out', device.reply.device.id, ...dir()]);
    const waits = async () =>
      (
        await latchkeyJson<{ notices: { state: string; channel: string; error: string | null }[] }>([
          'notices',
          'list',
          ...dir(),
        ])
      ).notices.find(({ state, error }) => state === 'waiting' && error !== null);
    expect(await until(async () => (await waits()) !== undefined)).toBe(true);
    expect(await waits()).toMatchObject({ channel: 'webhook', error: 'the webhook answered with status 503' });
    process.kill(up.pid, 'SIGKILL');
    await up.exited();
    receives = true;
    expect(await latchkeyJson(['notices', 'retry', ...dir()])).toEqual({ retried: 1 });
    ({ up } = await home.up());
    const shutOut = () =>
      receiver.received
        .filter(({ body }) => body.includes('Laptop of Grandma Rose is shut out'))
        .map(({ headers }) => headers['webhook-id']);
    expect(await until(async () => (await waits()) === undefined)).toBe(true);
    expect(new Set(shutOut()).size).toBe(1);
    expect(mail.messages.filter((message) => message.includes('is shut out'))).toHaveLength(1);
  });

  it('writes down at the end what it counted, and that it ended', async () => {
    const key = await makeSoftKey();
    await redeem({ ...place(), from: '127.0.0.10' }, '0000-0000-0000', key, 'Guesser');
    expect(await up.stop('SIGINT')).toBe(0);
    const entries = await audit();
    expect(entries.slice(-2)).toMatchObject([
      { kind: 'home-stopped', outcome: 'ok' },
      { kind: 'attempts-failed', detail: { failures: 1, refused: 0 } },
    ]);
    // The same latchkey.yaml a second time is no change.
    expect(entries.filter(({ kind }) => kind === 'configuration-changed')).toHaveLength(1);
  });
});

describe('latchkey notices test', () => {
  it('says by which channels it could tell, and why by which it could not', async () => {
    expect(await latchkeyJson(['notices', 'test', ...dir()])).toEqual({ sent: ['webhook', 'email'] });
    receives = false;
    const failed = await latchkey(['notices', 'test', ...dir()]);
    expect(failed).toMatchObject({ code: 5, stdout: '' });
    expect(failed.stderr).toContain('webhook: the webhook answered with status 503.');
    expect(failed.stderr).not.toContain('a secret for tests');
  });
});

describe('latchkey audit verify', () => {
  it('says that nothing was changed, in several processes and through a crash', async () => {
    const entries = await audit();
    expect(await latchkeyJson(['audit', 'verify', ...dir()])).toMatchObject({ intact: true, entries: entries.length });
  });

  it('names what does not fit when the end was cut off by putting an old registry back', async () => {
    for (const suffix of ['-wal', '-shm']) await rm(join(home.dir, `registry.db${suffix}`), { force: true });
    const old = await readFile(join(home.dir, 'registry.db'));
    const { last } = await latchkeyJson<{ last: number }>(['audit', 'verify', ...dir()]);
    await home.invite('Erased');
    for (const suffix of ['-wal', '-shm']) await rm(join(home.dir, `registry.db${suffix}`), { force: true });
    await writeFile(join(home.dir, 'registry.db'), old);
    const verdict = await latchkey(['audit', 'verify', ...dir()]);
    expect(verdict).toMatchObject({ code: 6, stdout: '' });
    expect(verdict.stderr).toContain(`The log ends with entry ${last}, but it had ${last + 1}.`);
  });
});
