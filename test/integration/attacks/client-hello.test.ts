/**
 * The first message of a handshake, which HAProxy reads to choose a listener: cut into pieces, larger than a packet as
 * those with post-quantum keys are, larger than anything, or no such message at all. Whatever HAProxy understands of it,
 * the wrong listener must not be a way in.
 */
import { connect } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cut, inRecords, inSegments, openCut } from '../../support/cut-hello.ts';
import { LAN_SOURCE, type ProbeOptions, WAN_SOURCE } from '../../support/probe.ts';
import { INSIDE } from '../../support/recording-service.ts';
import { type AttackedHome, startAttackedHome, statuses } from '../../support/stack/attacked-home.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

const TIMEOUT = 10_000;
const NOBODY = { identity: undefined };

type Outcome = 'service' | 'signing API' | 'nothing' | 'refusal page' | 'refused';

interface Visit {
  readonly outcome: Outcome;
  /** Bytes of the first message. */
  readonly size: number;
}

/** Opens a connection with its first message cut, and asks for a page. */
function visit(options: ProbeOptions, cut: Cut, tls?: ConnectionOptions): Promise<Visit> {
  return new Promise((resolve) => {
    const { socket, hello } = openCut(options, cut, tls);
    let heard = '';
    const finish = () => {
      socket.destroy();
      void hello.then(({ length }) => resolve({ outcome: outcomeOf(heard), size: length }));
    };
    socket.setTimeout(TIMEOUT, finish);
    socket.on('error', finish).once('close', finish).once('end', finish);
    socket.on('data', (data) => {
      heard += data;
    });
    socket.write(`GET / HTTP/1.1\r\nHost: ${options.host}\r\nConnection: close\r\n\r\n`);
  });
}

function outcomeOf(heard: string): Outcome {
  if (heard.includes(INSIDE)) return 'service';
  if (heard.includes('"method":"GET"')) return 'signing API';
  if (heard.includes('Latchkey-Refusal')) return 'refusal page';
  return statuses(heard)[0] === 200 ? 'nothing' : 'refused';
}

const VISITORS: readonly [who: string, options: () => ProbeOptions, welcome: Outcome][] = [
  ['somebody at home', () => attacked.way('lan', 'cloud'), 'service'],
  ['a device', () => attacked.way('wan', 'cloud'), 'service'],
  ['a device that is shut out', () => attacked.way('wan', 'cloud', { identity: attacked.shutOut }), 'refusal page'],
  ['a stranger', () => attacked.way('wan', 'cloud', NOBODY), 'refused'],
  ['a stranger who enrols', () => attacked.way('wan', 'enroll', NOBODY), 'signing API'],
  ['somebody at home who enrols', () => attacked.way('lan', 'enroll', NOBODY), 'signing API'],
];

const WHOLE = inSegments(100_000);
const manyProtocols = (count: number) => ({
  ALPNProtocols: ['http/1.1', ...Array.from({ length: count }, (_, at) => `unknown-${String(at).padStart(4, '0')}`)],
});

describe.each(VISITORS)('%s', (_, options, welcome) => {
  test('with the post-quantum key of today, which no packet holds, gets what they always get', async () => {
    const { outcome, size } = await visit(options(), WHOLE);
    expect(size).toBeGreaterThan(1500);
    expect(outcome).toBe(welcome);
  });

  test('without one, too', async () => {
    const { outcome, size } = await visit(options(), WHOLE, { ecdhCurve: 'prime256v1' });
    expect(size).toBeLessThan(1500);
    expect(outcome).toBe(welcome);
  });

  test('with a message as large as twelve packets, too', async () => {
    const { outcome, size } = await visit(options(), WHOLE, manyProtocols(900));
    expect(size).toBeGreaterThan(10_000);
    expect(outcome).toBe(welcome);
  });

  test.each([1, 5, 43, 1000])('with segments of %i bytes, too', async (size) => {
    expect((await visit(options(), inSegments(size))).outcome).toBe(welcome);
  });

  test.each([4, 40, 100, 500])('with TLS records of %i bytes gets no more', async (size) => {
    // HAProxy reads no further than the first record: who enrols is then taken for a visitor, and has no key.
    const less: Outcome[] = welcome === 'signing API' ? ['refused', 'nothing'] : [];
    expect([welcome, ...less]).toContain((await visit(options(), inRecords(size))).outcome);
  });

  test.each([
    ['records of one byte', inRecords(1), {}],
    ['an empty record first', (hello: Buffer) => [Buffer.from('1603010000', 'hex'), hello], {}],
    ['a message that is larger than a record', WHOLE, manyProtocols(1800)],
  ] satisfies [string, Cut, ConnectionOptions][])('with %s gets nothing', async (_what, cut, tls) => {
    expect((await visit(options(), cut, tls)).outcome).toBe('refused');
  });
});

/** Says bytes without TLS and hears everything until the other side ends it. */
function saidPlain(from: string, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ host: '127.0.0.1', port: attacked.home.config.ports.https, localAddress: from });
    socket.setTimeout(TIMEOUT, () => socket.destroy());
    socket.on('data', (data) => {
      heard += data.toString('hex');
    });
    socket.on('error', () => undefined).once('close', () => resolve(heard));
    socket.write(bytes);
  });
}

describe.each([LAN_SOURCE, WAN_SOURCE])('from %s', (from) => {
  test.each([
    ['plain HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: cloud.home.localhost\r\n\r\n')],
    ['SSH', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
    [
      'a record that is longer than any',
      Buffer.concat([Buffer.from('160301ffff0100fffb0303', 'hex'), Buffer.alloc(70_000)]),
    ],
    ['random bytes', Buffer.from('8f1c77e0a2b95d0033c4'.repeat(40), 'hex')],
  ])('%s is cut without a word', async (_, bytes) => {
    expect(await saidPlain(from, bytes)).toBe('');
  });
});
