/** Refuses to measure a design that does not keep the promises of the data path. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LAN_SOURCE, openTls, type ProbeOptions, probe, WAN_SOURCE } from '../../../support/probe.ts';
import { startRecordingService } from '../../../support/recording-service.ts';
import { freePorts } from '../../../support/stack/free-ports.ts';
import type { Ports } from './config.ts';
import { type Around, type Behind, startDesign } from './start.ts';

/** Headers that would tell a service who is calling, in several spellings. */
const FORGED = {
  'Client-Cert': ':Zm9yZ2Vk:',
  'X-SSL-Client-DN': 'CN=Forged',
  'x-forwarded-for': '203.0.113.66',
  'X-Forwarded-User': 'forged',
  'Remote-User': 'forged',
  remote_user: 'forged',
  'Remote.User': 'forged',
  'X-WebAuth-User': 'forged',
};

/** The statuses of requests one after the other on one connection. */
async function onOneConnection(options: ProbeOptions, between: () => Promise<void>): Promise<string[]> {
  const socket = openTls(options);
  const statuses: string[] = [];
  try {
    for (const before of [undefined, between]) {
      await before?.();
      socket.write(`GET / HTTP/1.1\r\nhost: ${options.host}\r\n\r\n`);
      const data = await new Promise<Buffer>((resolve, reject) => {
        socket.once('data', resolve);
        socket.once('error', reject);
        socket.once('close', () => reject(new Error('closed without an answer')));
      });
      statuses.push(data.toString('latin1').slice(9, 12));
    }
    return statuses;
  } finally {
    socket.destroy();
  }
}

/**
 * Starts the design in front of a service that records what reaches it, and attacks it.
 * @throws AssertionError that says what does not hold
 */
export async function proveDesign(around: Around, kind: 'one port' | 'two ports', behind: Behind): Promise<void> {
  const service = await startRecordingService();
  const [lan = 0, wan = 0] = await freePorts(2);
  const ports: Ports = kind === 'one port' ? { one: lan } : { lan, wan };
  const design = await startDesign({ ...around, upstream: service.upstream.replace('http://', '') }, ports, behind);
  try {
    const pem = await readFile(around.certificate, 'utf8');
    const identity = { cert: pem, key: pem };
    const outside = { port: 'one' in ports ? ports.one : ports.wan, host: around.host, from: WAN_SOURCE };
    const home = { port: lan, host: around.host, from: LAN_SOURCE };
    const status = async (options: ProbeOptions) => {
      const result = await probe(options);
      return result.kind === 'answer' ? result.status : 'refused';
    };
    const say = (what: string) => `HAProxy ends TLS, ${kind}, ${behind} behind it: ${what}`;

    for (let tries = 0; (await status(home)) === 503 && tries < 50; tries += 1) await sleep(100);
    assert.equal(await status(home), 200, say('nobody at home gets in'));
    assert.equal(await status({ ...outside, identity }), 200, say('a device does not get in'));
    assert.equal(await status(outside), 'refused', say('somebody without a certificate gets in'));
    if (kind === 'two ports')
      assert.equal(await status({ ...outside, port: lan }), 'refused', say('somebody from outside gets in as at home'));

    const other = 'photos.home.localhost';
    assert.equal(
      await status({ ...outside, identity, sni: other }),
      'refused',
      say('a greeting with a name of no service is answered'),
    );
    const misdirected = { headers: { host: other } };
    assert.equal(
      await status({ ...outside, ...misdirected, identity }),
      421,
      say('another host than the greeting’s is served'),
    );
    assert.equal(await status({ ...home, ...misdirected }), 421, say('a name of no service is served at home'));

    for (const from of [home, { ...outside, identity }]) {
      const before = service.requests.length;
      await probe({ ...from, headers: FORGED });
      const { headers, rawHeaders } = service.requests[before] ?? assert.fail(say('the service is not asked'));
      assert.doesNotMatch(
        JSON.stringify(rawHeaders),
        /forged|Zm9yZ2Vk|203\.0\.113\.66/i,
        say('a forged header passes'),
      );
      assert.equal(headers['x-forwarded-for'], from.from, say('the service is not told who is there'));
      assert.equal(headers['x-forwarded-proto'], 'https', say('the service is not told of https'));
      assert.equal(headers['x-forwarded-host'], around.host, say('the service is not told the host'));
    }

    const shutOut = await onOneConnection({ ...outside, identity }, () => design.letIn(false));
    assert.deepEqual(shutOut, ['200', '403'], say('a shut-out does not hold from the next request on'));
    assert.equal(await status({ ...outside, identity }), 403, say('a device that is shut out gets in'));
    await design.letIn(true);
    assert.equal(await status({ ...outside, identity }), 200, say('a device that is let in again does not get in'));
  } finally {
    for (const each of design.running) await each.stop();
    await service.close();
  }
}
