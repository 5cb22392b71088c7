/**
 * Strangers who do all that they can at a home's one port, for as long as this program runs: wrong codes and secrets, EST
 * without a certificate, pages, connections that say nothing, half greetings, bodies that never end. Says `busy` when it
 * has been answered or turned away for the first time, and how often what was answered when it is told to end.
 *
 * node strangers.ts HOST ADDRESS NETWORK: NETWORK `10.9.0.0/16` is 64 addresses of it, `fd99:1:2::/48` a new /64 every time.
 */
import { request } from 'node:https';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { CODE_RANDOM_BYTES, codeFromRandom } from '../../../shared/code.ts';

const [host = '', address = '', network = ''] = process.argv.slice(2);
const SCATTERED = 64;
const hex = () => Math.floor(Math.random() * 0x1_00_00).toString(16);
const from = (at: number) =>
  network.includes(':')
    ? `${network.replace('::/48', '')}:${hex()}::${hex()}`
    : `${network.split('.').slice(0, 2).join('.')}.${(at % SCATTERED) * 3}.7`;

const answers = new Map<string, number>();
function count(what: string): void {
  if (answers.size === 0) console.log('busy');
  answers.set(what, (answers.get(what) ?? 0) + 1);
}

interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly type?: string;
  readonly body?: () => string;
  readonly headers?: Readonly<Record<string, string>>;
}

const someCode = () => codeFromRandom(crypto.getRandomValues(new Uint8Array(CODE_RANDOM_BYTES)));
const deviceId = crypto.randomUUID();
const QUESTIONS: readonly Question[] = [
  { method: 'POST', path: '/v1/invitations/preview', body: () => JSON.stringify({ code: someCode() }) },
  { method: 'POST', path: '/v1/invitations/preview', body: () => JSON.stringify({ code: someCode() }) },
  { method: 'GET', path: '/v1/health' },
  { method: 'GET', path: '/i' },
  {
    method: 'POST',
    path: '/v1/renewals/confirm',
    body: () => JSON.stringify({ deviceId, renewalSecret: 'A'.repeat(43) }),
  },
  { method: 'POST', path: '/.well-known/est/simplereenroll', type: 'application/pkcs10', body: () => 'AAAA' },
];

function ask(localAddress: string, { method, path, type = 'application/json', body }: Question): Promise<void> {
  return new Promise((resolve) => {
    const sending = request(
      {
        ...{ host: address, localAddress, servername: host, method, path, rejectUnauthorized: false, agent: false },
        headers: { host, ...(body && { 'content-type': type }) },
      },
      (reply) => {
        count(`${method} ${path} ${reply.statusCode}`);
        reply.resume().once('close', resolve);
      },
    );
    sending.once('error', ({ code }: NodeJS.ErrnoException) => {
      count(String(code));
      resolve();
    });
    sending.end(body?.());
  });
}

/** Ends when the other side has had enough. */
function hold(localAddress: string, begin: 'nothing' | 'half a greeting' | 'a slow body'): Promise<void> {
  return new Promise((resolve) => {
    const wire = connect({ host: address, port: 443, localAddress });
    wire.once('error', () => undefined).once('close', () => resolve());
    if (begin === 'half a greeting') wire.write(Buffer.from('1603010200010001fc0303', 'hex'));
    if (begin !== 'a slow body') return wire.resume();
    const secure = connectTls({ socket: wire, servername: host, rejectUnauthorized: false });
    secure.on('error', () => undefined).resume();
    secure.write(`POST /v1/certificates HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`);
    secure.write('Content-Length: 1000\r\n\r\n{');
    return undefined;
  });
}

async function again(doing: () => Promise<void>): Promise<never> {
  for (;;) {
    await doing();
    await pause(50);
  }
}

for (let at = 0; at < SCATTERED; at += 1) {
  for (const question of QUESTIONS) void again(() => ask(from(at), question));
  for (let more = 0; more < 10; more += 1) {
    void again(() => hold(from(at), 'nothing'));
    void again(() => hold(from(at), 'half a greeting'));
    void again(() => hold(from(at), 'a slow body'));
  }
}
process.once('SIGTERM', () => {
  console.log(JSON.stringify(Object.fromEntries(answers)));
  process.exit(0);
});
