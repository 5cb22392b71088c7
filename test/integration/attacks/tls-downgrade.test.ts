/** Old versions of TLS, ciphers without forward secrecy or authentication, another handshake inside of the first one. */
import { connect } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProbeOptions } from '../../support/probe.ts';
import { type AttackedHome, startAttackedHome } from '../../support/stack/attacked-home.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

const LISTENERS: readonly [string, () => ProbeOptions][] = [
  ['LAN', () => attacked.way('lan', 'cloud')],
  ['WAN', () => attacked.way('wan', 'cloud')],
  ['enrolment', () => attacked.way('wan', 'enroll', { identity: undefined })],
];

const TIMEOUT = 10_000;
/** The client itself must be willing: nothing of this is refused by Node. */
const WILLING = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const;

interface Handshake {
  readonly socket: TLSSocket;
  /** `TLSv1.3 TLS_AES_128_GCM_SHA256`, or why there was none. */
  readonly result: string;
}

function shake({ port, host, from, identity }: ProbeOptions, options: ConnectionOptions): Promise<Handshake> {
  return new Promise((resolve) => {
    const wire = connect({ host: '127.0.0.1', port, ...(from && { localAddress: from }) });
    const socket = connectTls({ socket: wire, servername: host, rejectUnauthorized: false, ...identity, ...options });
    socket.setTimeout(TIMEOUT, () => socket.destroy(new Error('no handshake in time')));
    socket.once('error', ({ message, code }: NodeJS.ErrnoException) => resolve({ socket, result: code ?? message }));
    socket.once('secureConnect', () =>
      resolve({ socket, result: `${socket.getProtocol()} ${socket.getCipher().standardName}` }),
    );
  });
}

async function resultOf(options: ProbeOptions, tls: ConnectionOptions): Promise<string> {
  const { socket, result } = await shake(options, tls);
  socket.destroy();
  return result;
}

/** None of them has both forward secrecy and authenticated encryption. */
const WEAK = [
  ...['AES128-SHA', 'AES256-SHA256', 'AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-CCM8'],
  ...['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384', 'ECDHE-RSA-AES256-SHA', 'ECDHE-ECDSA-AES128-CCM8'],
  ...['AECDH-AES128-SHA', 'ADH-AES128-GCM-SHA256', 'ECDHE-ECDSA-NULL-SHA', 'NULL-SHA256'],
];

describe.each(LISTENERS)('the %s listener', (_, to) => {
  test('speaks TLS 1.3, and 1.2 with forward secrecy', async () => {
    expect(await resultOf(to(), WILLING)).toMatch(/^TLSv1\.3 /);
    expect(await resultOf(to(), { ...WILLING, maxVersion: 'TLSv1.2' })).toMatch(
      /^TLSv1\.2 TLS_ECDHE_ECDSA_WITH_(AES_\d+_GCM|CHACHA20_POLY1305)_SHA/,
    );
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('does not speak %s', async (maxVersion) => {
    expect(await resultOf(to(), { ...WILLING, maxVersion })).toMatch(/ALERT_PROTOCOL_VERSION/);
  });

  test.each(WEAK)('does not take %s', async (cipher) => {
    const tls = { ...WILLING, ciphers: `${cipher}:@SECLEVEL=0`, maxVersion: 'TLSv1.2' } as const;
    expect(await resultOf(to(), tls)).toMatch(/ALERT_HANDSHAKE_FAILURE/);
  });

  test('does not begin anew inside of a connection', async () => {
    const { socket, result } = await shake(to(), { maxVersion: 'TLSv1.2' });
    expect(result).toMatch(/^TLSv1\.2 /);
    const outcome = await new Promise<string>((resolve) => {
      socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(String(code)));
      socket.once('close', () => resolve('closed'));
      socket.renegotiate({}, (error) => resolve(error === null ? 'renegotiated' : 'refused'));
    });
    socket.destroy();
    expect(outcome).not.toBe('renegotiated');
  });
});
