/** Who gets in, from where, with what: the real HAProxy and the real Caddy, attacked from loopback addresses. */
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FINGERPRINT_OF_NOTHING } from '../../../shared/fingerprint.ts';
import { asksForCertificate } from '../../support/asks-for-certificate.ts';
import { LAN_SOURCE, WAN_SOURCE } from '../../support/probe.ts';
import { foreignCa, mintDevice } from '../../support/stack/certificates.ts';
import { type DataPath, hostOf, identity, SERVICES, startDataPath } from '../../support/stack/data-path.ts';
import { KeepAliveClient } from '../../support/stack/keep-alive.ts';

let way: DataPath;
beforeAll(async () => {
  way = await startDataPath();
});
afterAll(() => way?.close());
describe('who gets in', () => {
  // Without files of its own for the certificate, a site says nothing of TLS by itself: the listener's last one would speak.
  test('the page of an invite asks for no certificate, and the enrolment host does', async () => {
    const asked = (name: string) => asksForCertificate(way.port, hostOf(name), '1_3', WAN_SOURCE);
    expect([await asked('hello'), await asked('enroll')]).toEqual([false, true]);
  });

  test.each(SERVICES)('at home, %s asks for nothing', async (name) => {
    expect(await way.go(name, { from: LAN_SOURCE })).toMatchObject({ kind: 'answer', status: 200 });
  });

  test.each(SERVICES)('from outside, %s asks for a certificate in the handshake', async (name) => {
    expect(await way.go(name)).toEqual({ kind: 'refused', reason: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' });
  });

  test.each(SERVICES)('from outside, %s opens to an active certificate', async (name) => {
    expect(await way.go(name, { identity: identity(way.dave) })).toMatchObject({ kind: 'answer', status: 200 });
  });

  test.each(SERVICES)('%s refuses a certificate of a CA that calls itself ours', async (name) => {
    const mallory = await mintDevice(await foreignCa(way.home.material.ca));
    await way.home.activate(mallory);
    expect(await way.go(name, { identity: identity(mallory) })).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/UNKNOWN_CA|BAD_CERTIFICATE/),
    });
    await way.home.shutOut(mallory);
  });

  test.each(SERVICES)(
    '%s refuses what a stolen CA key signed behind the registry, in words for a relative',
    async (name) => {
      const mallory = await way.home.device({ active: false });
      const result = await way.go(name, { identity: identity(mallory) });
      expect(result).toMatchObject({ kind: 'answer', status: 403 });
      if (result.kind !== 'answer') return;
      expect(result.headers.get('latchkey-refusal')).toBe('revoked');
      expect(result.headers.get('cache-control')).toBe('no-store');
      expect(result.body).toContain('ask the person who gave you the key');
      expect(result.body).not.toMatch(/[{}]/);
    },
  );

  test('an expired certificate does not get in, though its file is in the active set', async () => {
    const old = await mintDevice(way.home.material.ca, { days: -1 });
    await way.home.activate(old);
    expect(await way.go('cloud', { identity: identity(old) })).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/EXPIRED|BAD_CERT/),
    });
  });

  test('a file with the name of no certificate lets nobody in', async () => {
    await way.home.activate({ ...way.dave, fingerprint: FINGERPRINT_OF_NOTHING });
    expect(await way.go('cloud')).toMatchObject({ kind: 'refused' });
    await way.home.shutOut({ ...way.dave, fingerprint: FINGERPRINT_OF_NOTHING });
  });

  test('an upper-case name in the handshake changes nothing for anybody', async () => {
    expect(await way.go('cloud', { sni: 'CLOUD.Home.LocalHost' })).toMatchObject({ kind: 'refused' });
    expect(await way.go('enroll', { sni: 'ENROLL.home.localhost' })).toMatchObject({ kind: 'answer', status: 200 });
  });
});

describe('shutting out and letting in', () => {
  test.each(['cloud', 'immich'])(
    'takes the very next request on an open connection to %s, and gives it back',
    async (name) => {
      const anna = await way.home.device({ name: 'CN=Anna' });
      const tab = new KeepAliveClient({
        port: way.port,
        host: hostOf(name),
        from: WAN_SOURCE,
        identity: anna,
        ca: way.home.root,
      });
      try {
        expect(await tab.get()).toMatchObject({ status: 200 });
        await way.home.shutOut(anna);
        expect(await tab.get()).toMatchObject({ status: 403, refusal: 'revoked', reused: true });
        await way.home.activate(anna);
        expect(await tab.get()).toMatchObject({ status: 200, reused: true });
      } finally {
        tab.close();
      }
    },
  );

  test('one device shut out is nobody else', async () => {
    const [anna, bert] = [await way.home.device(), await way.home.device()];
    await way.home.shutOut(anna);
    expect(await way.go('cloud', { identity: identity(anna) })).toMatchObject({ status: 403 });
    expect(await way.go('cloud', { identity: identity(bert) })).toMatchObject({ status: 200 });
  });
});

describe('ways around', () => {
  test.each(SERVICES)('fronting: the enrolment host in the handshake, %s in the request', async (name) => {
    expect(await way.go('enroll', { headers: { host: hostOf(name) } })).toMatchObject({ status: 421 });
  });

  test('fronting on the WAN listener: one service in the handshake, another in the request', async () => {
    expect(await way.go('cloud', { identity: identity(way.dave), headers: { host: hostOf('immich') } })).toMatchObject({
      status: 421,
    });
  });

  test.each([
    ['an unknown name', 'nobody.home.localhost'],
    ['no name', null],
  ])('%s from outside ends in the handshake', async (_, sni) => {
    expect(await way.go('cloud', { sni })).toMatchObject({ kind: 'refused' });
    expect(await way.go('cloud', { sni, identity: identity(way.dave) })).toMatchObject({ kind: 'refused' });
  });

  test('offering only the ACME challenge protocol leads to the same lock', async () => {
    const outcome = await new Promise((resolve) => {
      const socket = connectTls({
        socket: connect({ host: '127.0.0.1', port: way.port, localAddress: WAN_SOURCE }),
        servername: hostOf('cloud'),
        ALPNProtocols: ['acme-tls/1'],
        rejectUnauthorized: false,
      });
      socket.once('error', (error) => resolve(error.message));
      socket.once('data', () => resolve('answered'));
      socket.once('close', () => resolve('closed'));
      socket.write(`GET / HTTP/1.1\r\nHost: ${hostOf('cloud')}\r\n\r\n`);
    });
    expect(outcome).not.toBe('answered');
  });
});

describe('a client that goes in the middle of a request', () => {
  /** Says half of a request and resets the connection. @returns the port it came from */
  const goInTheMiddle = (name: string, from: string) =>
    new Promise<number>((resolve, reject) => {
      const wire = connect({ host: '127.0.0.1', port: way.port, localAddress: from });
      const tls = connectTls({ socket: wire, servername: hostOf(name), rejectUnauthorized: false });
      tls.once('error', reject).once('secureConnect', () => {
        const port = Number(wire.localPort);
        tls.write(`POST / HTTP/1.1\r\nhost: ${hostOf(name)}\r\ncontent-length: 9\r\n\r\nhalf`, () => {
          wire.resetAndDestroy();
          resolve(port);
        });
      });
    });

  test('is no error: only at the enrolment listener a line says where it came from', async () => {
    const browser = await goInTheMiddle('cloud', LAN_SOURCE);
    const stranger = await goInTheMiddle('enroll', WAN_SOURCE);
    const told = (port: number) =>
      way.home.events.some(
        (event) => event.kind === 'log' && event.line.child === 'haproxy' && event.line.fields.port === port,
      );
    await vi.waitFor(() => expect(told(stranger)).toBe(true), 5000);
    expect(told(browser)).toBe(false);
  });
});
