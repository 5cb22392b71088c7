/**
 * A resumed session shows no certificate: what one was let in for once would open the door again, after the device was shut
 * out, or at another listener than the one that gave the ticket. And data sent along with a ticket (0-RTT) can be sent again
 * by anybody who saw it.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { element, elements } from '../../../server/platform/der.ts';
import { LAN_SOURCE, type ProbeOptions } from '../../support/probe.ts';
import { run } from '../../support/processes.ts';
import { INSIDE } from '../../support/recording-service.ts';
import { type AttackedHome, startAttackedHome } from '../../support/stack/attacked-home.ts';
import { hostOf, identity } from '../../support/stack/data-path.ts';
import { PemConverter } from '../../support/x509.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

const TIMEOUT = 8000;
const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;
type Version = (typeof VERSIONS)[number];

interface Visit {
  readonly tickets: readonly Buffer[];
  readonly resumed: boolean;
  readonly inside: boolean;
}

/** Asks for a page, with a ticket or without. */
function visit(options: ProbeOptions, version: Version, session?: Buffer): Promise<Visit> {
  const { port, host, from, sni = host, identity: shown } = options;
  return new Promise((resolve) => {
    const tickets: Buffer[] = [];
    let resumed = false;
    let heard = '';
    const socket: TLSSocket = connectTls({
      socket: connect({ host: '127.0.0.1', port, ...(from && { localAddress: from }) }),
      ...(sni !== null && { servername: sni }),
      minVersion: version,
      maxVersion: version,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      ...(session && { session }),
      ...shown,
    });
    socket.setTimeout(TIMEOUT, () => socket.destroy());
    socket.on('session', (ticket) => tickets.push(ticket));
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      heard += data;
    });
    socket.once('close', () => resolve({ tickets, resumed, inside: heard.includes(INSIDE) }));
    socket.once('secureConnect', () => {
      resumed = socket.isSessionReused();
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    });
  });
}

const NOBODY = { identity: undefined };
const NAMES = ['its name', 'no name', 'an unknown name'] as const;
const sniOf = { 'its name': {}, 'no name': { sni: null }, 'an unknown name': { sni: hostOf('nobody') } };

describe.each(VERSIONS)('in %s', (version) => {
  test('the locked listener and the enrolment listener give no tickets', async () => {
    for (const name of ['cloud', 'notes'])
      expect(await visit(attacked.way('wan', name), version)).toEqual({ tickets: [], resumed: false, inside: true });
    for (const options of [{}, NOBODY])
      expect((await visit(attacked.way('wan', 'enroll', options), version)).tickets).toEqual([]);
  });

  describe.each([
    ['no certificate', NOBODY],
    ['the certificate of a device that is in', {}],
  ])('a ticket from home, given to somebody with %s', (_, shown) => {
    let ticket: Buffer;
    beforeAll(async () => {
      const way = attacked.way('lan', 'cloud', 'identity' in shown ? {} : { identity: attacked.dave });
      const { tickets, inside } = await visit(way, version);
      expect(inside).toBe(true);
      ticket = tickets.at(-1) ?? Buffer.alloc(0);
      // Worth something: at home it opens what it was given for.
      expect(await visit(way, version, ticket)).toMatchObject({ resumed: true, inside: true });
    });

    test.each(NAMES)('opens nothing from outside, with %s in the handshake', async (name) => {
      for (const service of ['cloud', 'photos', 'notes'])
        for (const who of [NOBODY, { identity: attacked.shutOut }]) {
          const way = attacked.way('wan', service, { ...who, ...sniOf[name] });
          expect(await visit(way, version, ticket)).toMatchObject({ resumed: false, inside: false });
        }
    });

    test('does not resume at the signing API', async () => {
      const way = attacked.way('wan', 'enroll', NOBODY);
      expect(await visit(way, version, ticket)).toMatchObject({ resumed: false, inside: false });
    });
  });

  test('a device that is shut out has nothing left of the session in which it was in', async () => {
    const device = await attacked.home.device();
    const way = attacked.way('wan', 'cloud', { identity: identity(device) });
    const session = await new Promise<Buffer | undefined>((resolve) => {
      const socket = connectTls({
        socket: connect({ host: '127.0.0.1', port: way.port }),
        servername: way.host,
        minVersion: version,
        maxVersion: version,
        rejectUnauthorized: false,
        ...way.identity,
      });
      socket.once('error', () => resolve(undefined));
      socket.once('secureConnect', () => {
        resolve(socket.getSession());
        socket.destroy();
      });
    });
    expect((await visit(way, version, session)).inside).toBe(true);
    await attacked.home.shutOut(device);
    expect(await visit(way, version, session)).toMatchObject({ resumed: false, inside: false });
    expect(await visit({ ...way, identity: undefined }, version, session)).toMatchObject({ inside: false });
  });
});

/** `max_early_data` of a session as OpenSSL writes it down (ssl/ssl_asn1.c), between its neighbours. */
const EARLY_DATA_TAG = 0xaf;
const EARLY_DATA = element(EARLY_DATA_TAG, element(0x02, Buffer.from([0x40, 0x00])));

test('early data is neither offered nor taken, though the client claims that it was', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lk-early-'));
  const [session, early] = [join(folder, 'session.pem'), join(folder, 'early')];
  const host = hostOf('cloud');
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  const openssl = (...more: string[]) =>
    run({
      file: 'openssl',
      args: [
        ...['s_client', '-connect', `127.0.0.1:${attacked.home.config.ports.https}`, '-bind', LAN_SOURCE, '-tls1_3'],
        ...['-servername', host, '-ign_eof', ...more],
      ],
      input: request('/normal'),
      timeout: 20_000,
    });
  try {
    const { stdout } = await openssl('-sess_out', session);
    expect(stdout).toContain(`${INSIDE}/normal`);
    expect(stdout).toContain('Max Early Data: 0');

    const [der] = PemConverter.decode(await readFile(session, 'utf8'));
    const [whole] = elements(Buffer.from(der ?? new ArrayBuffer()));
    const fields = elements(whole?.content ?? Buffer.alloc(0));
    const at = fields.findIndex(({ tag }) => tag > EARLY_DATA_TAG);
    const parts = fields.map(({ tag, content }) => element(tag, content));
    const claimed = element(0x30, ...parts.slice(0, at), EARLY_DATA, ...parts.slice(at));
    await writeFile(session, PemConverter.encode(claimed, 'SSL SESSION PARAMETERS'));
    await writeFile(early, request('/early'));

    const tried = await openssl('-sess_in', session, '-early_data', early);
    expect(tried.stdout).toContain('Early data was rejected');
    expect(tried.stdout).not.toContain(`${INSIDE}/early`);
    expect(attacked.service.requests.map(({ path }) => path)).not.toContain('/early');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
