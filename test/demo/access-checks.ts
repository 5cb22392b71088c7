/** The demo's checks of who may open what. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { echo, type Identity, LAN_SOURCE, openWebSocket, probe } from '../support/probe.ts';
import { enrolSoftDevice } from '../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  HAND_WRITTEN,
  hostOf,
  type Invited,
  latchkeyJson,
  type ThrowAwayHome,
} from '../support/throw-away-home.ts';
import { answered, type Check } from './check.ts';

async function enrolPhotosOnly(home: ThrowAwayHome, person: string): Promise<{ readonly identity: Identity }> {
  const words = ['invite', person, '--service', 'photos', '--dir', home.dir];
  const { code } = await latchkeyJson<Invited>(words);
  return enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
}

export const ACCESS_CHECKS: Readonly<Record<string, Check>> = {
  'not-allowed-403': async ({ home }) => {
    const { identity } = await enrolPhotosOnly(home, 'Pia');
    answered(await probe({ port: home.httpsPort, host: hostOf('photos'), identity }), 200);
    for (const name of ['cloud', HAND_WRITTEN]) {
      const { headers, body } = answered(await probe({ port: home.httpsPort, host: hostOf(name), identity }), 403);
      assert.equal(headers.get('latchkey-refusal'), 'not-allowed');
      assert.match(body, /is fine/);
    }
    return 'who was invited to photos gets 403, Latchkey-Refusal: not-allowed, at cloud and at the hand-written site';
  },

  'grant-at-once': async ({ home, neighbour }) => {
    const { identity } = await enrolPhotosOnly(home, 'Paul');
    const cloud = { port: home.httpsPort, host: hostOf('cloud') };
    const photos = await openWebSocket({ port: home.httpsPort, host: hostOf('photos'), identity });
    const other = await openWebSocket({ ...cloud, identity: neighbour.identity });
    try {
      await latchkeyJson(['allow', 'Paul', 'cloud', '--dir', home.dir]);
      const given = await openWebSocket({ ...cloud, identity });
      const ended = new Promise((resolve) => given.once('close', () => resolve('ended')));
      await latchkeyJson(['deny', 'Paul', 'cloud', '--dir', home.dir]);
      assert.equal(await Promise.race([ended, sleep(5000, 'still open')]), 'ended');
      answered(await probe({ ...cloud, identity }), 403);
      assert.equal(await echo(photos, 'still mine'), 'still mine');
      assert.equal(await echo(other, 'still here'), 'still here');
    } finally {
      photos.terminate();
      other.terminate();
    }
    return 'given: open with the next request; taken away: its WebSocket ends, his others and the neighbour go on';
  },

  'at-home-key': async ({ home, neighbour }) => {
    const config = join(home.dir, 'latchkey.yaml');
    const before = await readFile(config, 'utf8');
    const upstream = home.services.find(({ name }) => name === 'photos')?.upstream;
    const { identity } = await enrolPhotosOnly(home, 'Petra');
    await latchkeyJson(['deny', 'Petra', 'photos', '--dir', home.dir]);
    await writeFile(config, before.replace(/^( +)photos: .*$/m, `$1photos: { upstream: "${upstream}", at-home: key }`));
    await latchkeyJson(['reload', '--dir', home.dir]);
    try {
      const at = { port: home.httpsPort, host: hostOf('photos'), from: LAN_SOURCE };
      const reason = 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';
      assert.deepEqual(await probe(at), { kind: 'refused', reason });
      answered(await probe({ ...at, sni: hostOf('cloud') }), 421);
      answered(await probe({ ...at, identity }), 403);
      answered(await probe({ ...at, identity: neighbour.identity }), 200);
      answered(await probe({ port: home.httpsPort, host: hostOf('cloud'), from: LAN_SOURCE }), 200);
    } finally {
      await writeFile(config, before);
      await latchkeyJson(['reload', '--dir', home.dir]);
    }
    return `photos asks ${LAN_SOURCE} for a key and for its person; cloud beside it stays plain`;
  },
};
