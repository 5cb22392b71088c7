/**
 * A thief has a copy of the key that the app made, without the renewal secret, and asks for certificates by EST, for a key
 * of their own: nobody would notice before the device renews itself. Against the real door, by curl.
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '../../../shared/api.ts';
import { type Identity, knock } from '../../support/door.ts';
import { run } from '../../support/processes.ts';
import { enrolSoftDevice, makeSoftKey, postJson } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

let home: ThrowAwayHome;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latchkey-copied-'));
  home = await makeThrowAwayHome();
  await home.up();
});
afterAll(async () => {
  await home.remove();
  await rm(dir, { recursive: true, force: true });
});

const base64 = (pem: string) => pem.replace(/-----[A-Z ]+-----/g, '').trim();
const place = () => ({ host: ENROLMENT_HOST, port: home.httpsPort });

/** Posts a request for a new key to EST. @returns the status, and the body as text */
async function est(name: string, { identity, password }: { identity?: Identity; password?: string }, csr: string) {
  await writeFile(join(dir, 'body'), base64(csr));
  await writeFile(join(dir, 'answer'), '');
  const lines = [
    `url = "https://${ENROLMENT_HOST}:${home.httpsPort}/.well-known/est/${name}"`,
    `resolve = "${ENROLMENT_HOST}:${home.httpsPort}:127.0.0.1"`,
    `cacert = "${join(home.dir, 'ca/server-root.crt')}"`,
    'header = "content-type: application/pkcs10"',
    `data-binary = "@${join(dir, 'body')}"`,
    `output = "${join(dir, 'answer')}"`,
    'write-out = "%{http_code}"',
    'silent',
  ];
  if (password !== undefined) lines.push(`user = "printer:${password}"`);
  if (identity) {
    await writeFile(join(dir, 'cert'), identity.cert);
    await writeFile(join(dir, 'key'), identity.key, { mode: 0o600 });
    lines.push(`cert = "${join(dir, 'cert')}"`, `key = "${join(dir, 'key')}"`);
  }
  await writeFile(join(dir, 'options'), lines.join('\n'), { mode: 0o600 });
  const { stdout } = await run({ file: 'curl', args: ['--config', join(dir, 'options')], cwd: dir });
  const { stdout: body } = await run({ file: 'cat', args: [join(dir, 'answer')], cwd: dir });
  return { status: Number(stdout), body };
}

/** What EST gave, as a certificate. */
async function identityOf(body: string, key: string): Promise<Identity> {
  await writeFile(join(dir, 'p7'), Buffer.from(body, 'base64'));
  const args = ['pkcs7', '-inform', 'DER', '-in', 'p7', '-print_certs'];
  const { stdout } = await run({ file: 'openssl', args, cwd: dir });
  return { cert: stdout.slice(stdout.indexOf('-----BEGIN')), key };
}

const active = async () => (await readdir(join(home.dir, 'active'))).sort();
const getsIn = async (identity: Identity) => {
  const result = await knock({ port: home.httpsPort, host: hostOf('cloud'), identity });
  return result.kind === 'answer' ? result.status : result.reason;
};
const told = (device: string) =>
  latchkeyJson<{ entries: { kind: string }[] }>([
    ...['audit', '--dir', home.dir],
    ...['--kind', 'renewal-by-key-refused', '--device', device],
  ]);

it("a copy of the app's key gets no certificate by EST, the admin is told, and the device renews as before", async () => {
  const { code } = await home.invite('Dave', 'laptop');
  const device = await enrolSoftDevice(place(), code);
  const before = await active();
  const { csr } = await makeSoftKey();
  const refused = await est('simplereenroll', { identity: device.identity }, csr);
  expect(refused).toMatchObject({ status: 403, body: expect.stringContaining('renewal secret') });
  expect(await active()).toEqual(before);
  expect((await told(device.reply.device.id)).entries).toHaveLength(1);

  expect(await getsIn(device.identity)).toBe(200);
  const { deviceId, renewalSecret } = { deviceId: device.reply.device.id, ...device.reply };
  const renewed = await postJson(place(), ROUTES.renewCertificate.path, { deviceId, renewalSecret, csr });
  expect(renewed.status).toBe(201);
});

it('what came by EST goes on renewing by EST, also when the Homelab CA is another one meanwhile', async () => {
  const { code } = await home.invite('Dave', 'printer');
  const first = await makeSoftKey();
  const enrolled = await est('simpleenroll', { password: code }, first.csr);
  expect(enrolled.status).toBe(200);
  const identity = await identityOf(enrolled.body, first.key);
  expect(await getsIn(identity)).toBe(200);

  await latchkeyJson(['ca', 'rotate', '--dir', home.dir]);
  const second = await makeSoftKey();
  const renewed = await est('simplereenroll', { identity }, second.csr);
  expect(renewed).toMatchObject({ status: 200 });
  expect(await getsIn(await identityOf(renewed.body, second.key))).toBe(200);
});
