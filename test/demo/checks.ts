/** Every check of the demo by its name. Each is made by trying: the attack, or the thing that must work. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { echo, type Identity, LAN_SOURCE, openWebSocket, probe, WAN_SOURCE } from '../support/probe.ts';
import type { SeenRequest } from '../support/sample-service.ts';
import {
  enrolSoftDevice,
  makeForeignCa,
  makeSoftKey,
  mintBehindTheRegistry,
  openStolenCa,
  type RedeemResult,
  redeem,
} from '../support/soft-device.ts';
import { ENROLMENT_HOST, HAND_WRITTEN, HOME_NAME, hostOf, latchkeyJson } from '../support/throw-away-home.ts';
import { ACCESS_CHECKS } from './access-checks.ts';
import { answered, type Check, type CheckContext } from './check.ts';
import { CONSOLE_CHECKS } from './console-checks.ts';
import { PHONE_CHECKS } from './phone-checks.ts';

/** Every service, the hand-written one too, must shut its door. */
async function allRefuse({ home }: CheckContext, alert: string, identity?: Identity): Promise<string> {
  for (const { name } of home.services) {
    const result = await probe({
      port: home.httpsPort,
      host: hostOf(name),
      from: WAN_SOURCE,
      ...(identity ? { identity } : {}),
    });
    // A proxy that is broken refuses everybody too: only the client-auth check's own words count.
    assert.deepEqual(result, { kind: 'refused', reason: `ERR_SSL_${alert}` }, `at ${name}`);
  }
  return `${home.services.length} services: TLS alert ${alert.replace(/^.*ALERT_/, '').toLowerCase()}`;
}

function refusedCode(result: RedeemResult): string {
  assert.equal(result.ok, false, 'the code opened something');
  assert.ok(!result.ok);
  assert.equal(result.problem.code, 'INVITATION_NOT_VALID');
  return `${result.status} ${result.problem.title}`;
}

const FORGED = {
  'Client-Cert': ':bWFsbG9yeQ==:',
  'Client-Cert-Chain': ':bWFsbG9yeQ==:',
  'X-Latchkey-Person': 'Mallory',
  'Remote-User': 'mallory',
  'Remote.User': 'mallory',
  Remote_User: 'mallory',
  'X-Forwarded-For': '192.168.1.2',
  'X-Real-IP': '192.168.1.2',
};

export const CHECKS: Readonly<Record<string, Check>> = {
  'lan-no-certificate-200': async ({ home }) => {
    for (const { name } of home.services) {
      answered(await probe({ port: home.httpsPort, host: hostOf(name), from: LAN_SOURCE }), 200);
    }
    return `${home.services.length} services answer 200 to ${LAN_SOURCE} without a certificate`;
  },

  'wan-no-certificate-refused': (context) => allRefuse(context, 'TLSV13_ALERT_CERTIFICATE_REQUIRED'),

  'wan-foreign-ca-refused': async (context) => {
    const dir = await mkdtemp(join(tmpdir(), 'latchkey-foreign-'));
    try {
      const identity = await mintBehindTheRegistry(await makeForeignCa(dir, HOME_NAME), HOME_NAME);
      return await allRefuse(context, 'TLSV1_ALERT_UNKNOWN_CA', identity);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },

  'wan-unregistered-refused': async ({ home }) => {
    const identity = await mintBehindTheRegistry(await openStolenCa(home.dir), HOME_NAME);
    for (const { name } of home.services) {
      const { headers } = answered(await probe({ port: home.httpsPort, host: hostOf(name), identity }), 403);
      assert.equal(headers.get('latchkey-refusal'), 'revoked');
    }
    return 'signed by the real CA key, unknown to the registry: 403, Latchkey-Refusal: revoked';
  },

  'wan-enrolled-200': async ({ relative }) => {
    const report = await relative.access();
    assert.equal(report.verdict, 'ok', JSON.stringify(report));
    assert.ok(report.services.length >= 2);
    for (const { outcome } of report.services) assert.deepEqual([outcome.kind, outcome.status], ['reached', 200]);
    assert.equal(report.stranger?.outcome.kind, 'refused');
    return `${report.probe} with the certificate in its own store: ${report.services.map(({ name }) => `${name} 200`).join(', ')}`;
  },

  'wan-handwritten-site-200': async ({ home, neighbour }) => {
    const options = { port: home.httpsPort, host: hostOf(HAND_WRITTEN), path: '/seen', identity: neighbour.identity };
    const seen = JSON.parse(answered(await probe(options), 200).body) as SeenRequest;
    assert.equal(seen.service, HAND_WRITTEN);
    assert.equal(seen.headers['x-forwarded-for'], WAN_SOURCE);
    return `sites/${HAND_WRITTEN}.caddy answers behind the client-auth check and sees ${WAN_SOURCE}`;
  },

  'websocket-through-wan': async ({ home, neighbour }) => {
    const socket = await openWebSocket({ port: home.httpsPort, host: hostOf('cloud'), identity: neighbour.identity });
    try {
      assert.equal(await echo(socket, 'through the client-auth check'), 'through the client-auth check');
    } finally {
      socket.terminate();
    }
    await assert.rejects(
      openWebSocket({ port: home.httpsPort, host: hostOf('cloud') }),
      'opened without a certificate',
    );
    return 'echoes with a certificate, does not open without one';
  },

  'fronting-421': async ({ home, neighbour }) => {
    const port = home.httpsPort;
    answered(await probe({ port, host: hostOf('cloud'), sni: ENROLMENT_HOST }), 421);
    answered(await probe({ port, host: hostOf('photos'), sni: hostOf('cloud'), identity: neighbour.identity }), 421);
    return 'enrolment name with a service Host: 421; one service name with another Host: 421';
  },

  'identity-headers-stripped': async ({ home, neighbour }) => {
    for (const way of [{ from: LAN_SOURCE }, { from: WAN_SOURCE, identity: neighbour.identity }]) {
      for (const { name } of home.services) {
        const options = { port: home.httpsPort, host: hostOf(name), path: '/seen', headers: FORGED, ...way };
        const seen = JSON.parse(answered(await probe(options), 200).body) as SeenRequest;
        assert.ok(
          !/mallory|bWFsbG9yeQ|192\.168\.1\.2/i.test(JSON.stringify(seen.headers)),
          `${name}: ${JSON.stringify(seen.headers)}`,
        );
        assert.equal(seen.headers['x-forwarded-for'], way.from);
      }
    }
    return `${Object.keys(FORGED).length} forged headers from both zones reached no service; the true source did`;
  },

  'code-reuse-refused': async ({ home, invited, neighbour }) => {
    const place = { host: ENROLMENT_HOST, port: home.httpsPort };
    const seen = refusedCode(await redeem(place, invited.code, await makeSoftKey(), 'Thief'));
    refusedCode(await redeem(place, neighbour.invited.code, await makeSoftKey(), 'Thief'));
    return seen;
  },

  'code-retry-same-key-same-certificate': async ({ home, neighbour }) => {
    const place = { host: ENROLMENT_HOST, port: home.httpsPort };
    const again = await redeem(place, neighbour.invited.code, neighbour.key, 'Tablet');
    assert.ok(again.ok, 'the retry was refused');
    assert.equal(again.reply.fingerprint, neighbour.fingerprint);
    const { devices } = await latchkeyJson<{ devices: { person: string }[] }>(['devices', '--dir', home.dir]);
    assert.equal(devices.filter(({ person }) => person === 'Nina').length, 1);
    return 'the same code with the same key: the same certificate, one device';
  },

  'letting-in-disturbs-nobody': async ({ home, neighbour }) => {
    const socket = await openWebSocket({ port: home.httpsPort, host: hostOf('cloud'), identity: neighbour.identity });
    let closed = false;
    socket.on('close', () => {
      closed = true;
    });
    try {
      assert.equal(await echo(socket, 'before'), 'before');
      const guest = await makeSoftKey();
      const { code } = await home.invite('Gus', 'Phone');
      const enrolled = await redeem({ host: ENROLMENT_HOST, port: home.httpsPort }, code, guest, 'Phone');
      assert.ok(enrolled.ok, 'the guest was refused');
      const identity = { cert: enrolled.reply.certificate, key: guest.key };
      answered(await probe({ port: home.httpsPort, host: hostOf('cloud'), identity }), 200);
      assert.equal(await echo(socket, 'after'), 'after');
      assert.equal(closed, false);
    } finally {
      socket.terminate();
    }
    return "a new device got in at once; the neighbour's open WebSocket noticed nothing";
  },

  'shut-out-ends-open-streams': async ({ home, neighbour }) => {
    const { code } = await home.invite('Theo', 'Stolen laptop');
    const { identity } = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
    const open = { port: home.httpsPort, host: hostOf('cloud') };
    const stolen = await openWebSocket({ ...open, identity });
    const other = await openWebSocket({ ...open, identity: neighbour.identity });
    try {
      const ended = new Promise((resolve) => stolen.once('close', () => resolve('ended')));
      await latchkeyJson(['shut-out', 'Stolen laptop', '--dir', home.dir]);
      assert.equal(await Promise.race([ended, sleep(5000, 'still open')]), 'ended');
      assert.equal(await echo(other, 'still here'), 'still here');
    } finally {
      stolen.terminate();
      other.terminate();
    }
    return "the stolen laptop's open WebSocket is ended; the neighbour's, from the same address, goes on";
  },

  ...ACCESS_CHECKS,
  ...PHONE_CHECKS,
  ...CONSOLE_CHECKS,

  'shut-out-refused': async ({ home, relative, neighbour }) => {
    const started = performance.now();
    await latchkeyJson(['shut-out', 'MacBook Air', '--dir', home.dir]);
    const took = Math.round(performance.now() - started);
    const report = await relative.access();
    assert.equal(report.verdict, 'not-ok');
    for (const { outcome } of report.services) assert.equal(outcome.kind, 'shut-out');
    answered(await probe({ port: home.httpsPort, host: hostOf('cloud'), identity: neighbour.identity }), 200);
    return `the relative's browser is refused at every service (command: ${took} ms); the neighbour still gets in`;
  },
};
