/**
 * A thief has a copy of the key that the app made, without the renewal secret, and asks for certificates by EST, for a key
 * of their own: nobody would notice before the device renews itself. Against the real door, by curl.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '../../../shared/api.ts';
import { estByCurl, estIdentity } from '../../support/est-by-curl.ts';
import { type Identity, probe } from '../../support/probe.ts';
import { enrolSoftDevice, makeSoftKey, postJson } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

let home: ThrowAwayHome;
beforeAll(async () => {
  home = await makeThrowAwayHome();
  await home.up();
});
afterAll(async () => {
  await home.remove();
});

const place = () => ({ host: ENROLMENT_HOST, port: home.httpsPort });

const est = (name: string, shown: Parameters<typeof estByCurl>[2], csr: string) => estByCurl(home, name, shown, csr);

const active = async () => (await readdir(join(home.dir, 'active'))).sort();
const getsIn = async (identity: Identity) => {
  const result = await probe({ port: home.httpsPort, host: hostOf('cloud'), identity });
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
  const identity = await estIdentity(enrolled.body, first.key);
  expect(await getsIn(identity)).toBe(200);

  await latchkeyJson(['ca', 'rotate', '--dir', home.dir]);
  const second = await makeSoftKey();
  const renewed = await est('simplereenroll', { identity }, second.csr);
  expect(renewed).toMatchObject({ status: 200 });
  expect(await getsIn(await estIdentity(renewed.body, second.key))).toBe(200);
});
