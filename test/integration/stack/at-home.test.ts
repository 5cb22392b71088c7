/**
 * Who is at home is decided twice: by HAProxy, for every connection, and by the signing API. Here both are asked about
 * the same addresses and the same lists. HAProxy is real, has the rule of haproxy.cfg, and hears of the addresses by the
 * PROXY protocol; its list is replaced as a reload replaces it.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../../server/core/config/parse.ts';
import { homeLayout } from '../../../server/core/layout.ts';
import { isInNetworks, readAddress } from '../../../server/core/network/addresses.ts';
import { sourceReader } from '../../../server/http/source.ts';
import { allowLists, listText, renderHaproxy } from '../../../server/stack/haproxy/config.ts';
import { replaceList } from '../../../server/stack/haproxy/runtime.ts';
import { tryConnect } from '../../../server/stack/probe/connect.ts';
import { proxyHeader } from '../../../server/stack/probe/proxy-header.ts';
import { findTools } from '../../../server/stack/tools.ts';
import { embedded } from '../../support/embedded-addresses.ts';
import { countOf } from '../../support/long-tail.ts';

const RULE = /^ *acl at_home .*$/m;
const parsed = parseConfig('home: { name: A, domain: example.com }', 'latchkey.yaml');
if (!parsed.ok) throw new Error('not a home');
const { config } = parsed;

let dir: string;
let end: () => Promise<void>;
let asked: string;
let admin: string;
let listFile: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lk-'));
  const layout = homeLayout(dir);
  asked = join(dir, 'asked.sock');
  admin = join(dir, 'admin.sock');
  listFile = join(dir, 'lan.lst');
  const [rule = ''] = RULE.exec(renderHaproxy(config, layout)) ?? [];
  const file = join(dir, 'haproxy.cfg');
  await writeFile(listFile, listText([]));
  await writeFile(
    file,
    `global
    stats socket "${admin}" level admin
defaults
    mode tcp
    timeout client 5s
    timeout server 5s
    timeout connect 5s
frontend asked
    mode http
    bind "unix@${asked}" accept-proxy
${rule.replace(layout.rendered.lan, listFile)}
    http-request return status 200 if at_home
    http-request return status 404
`,
  );
  const tools = await findTools(process.env);
  const child = execFile(tools.haproxy.path, ['-db', '-f', file]);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  end = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  for (let tries = 0; tries < 100; tries++) {
    if (
      await tryConnect({ path: asked }).then(
        () => true,
        () => false,
      )
    )
      return;
    await pause(50);
  }
  throw new Error('HAProxy does not start');
});

afterAll(async () => {
  await end?.();
  await rm(dir, { recursive: true, force: true });
});

/** What a whole LAN list is for HAProxy, as a reload would say it. */
const tell = (lan: readonly string[]) => {
  const [list] = allowLists({ ...config, lan: [...lan] }, homeLayout(dir));
  return replaceList(admin, { path: listFile, entries: list?.entries ?? [] });
};

/** @param header as HAProxy itself gets it from whoever stands before it */
function ask(header: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(asked);
    let text = '';
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer')));
    socket.on('error', reject).on('data', (data) => {
      text += data;
    });
    socket.on('close', () => {
      const [, status] = /^HTTP\/1\.1 (\d+)/.exec(text) ?? [];
      if (status === undefined) reject(new Error(`no answer: ${text}`));
      else resolve(status === '200');
    });
    socket.write(header);
    socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  });
}
const haproxy = (address: string) => ask(proxyHeader(address, 40_000));
const signingApi = (address: string, lan: readonly string[]) => sourceReader(() => lan)(address).zone === 'lan';

const bytesOf = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const textOf = (bytes: readonly number[] | Uint8Array) =>
  bytes.length === 4
    ? bytes.join('.')
    : Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0)).toString(16)).join(':');
const keepBits = (bytes: readonly number[] | Uint8Array, bits: number) =>
  Array.from(bytes, (byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - 8 * i))) & 0xff);
const randomNetwork = (size: 4 | 16) =>
  fc
    .tuple(bytesOf(size), fc.integer({ min: 1, max: size * 8 }))
    .map(([bytes, bits]) => `${textOf(keepBits(bytes, bits))}/${bits}`);
/** Any, those that the list refuses too: what is believed to be refused must not be believed in. */
const network = fc.oneof(
  randomNetwork(4),
  randomNetwork(16),
  fc.constantFrom('192.168.1.0/24', '10.0.0.0/8', 'fd12:3456:789a::/48', 'fe80::/10', '::1/128', '::/64', '::/96'),
  fc.constantFrom('2002::/16', '2001::/32', '64:ff9b::/96', '::ffff:0:0:0/96', '8.0.0.0/5', '2000::/3', '127.0.1.0/24'),
);

/** Addresses near the networks of a list: inside, just outside, and with one of the inside's within. */
function near(lan: readonly string[], seed: Uint8Array): string[] {
  const noise = (bytes: number[], from: number) => bytes.map((byte, i) => (i < from ? byte : (seed[i] ?? 0)));
  return lan.flatMap((cidr) => {
    const [text = '', bits = '0'] = cidr.split('/');
    const first = [...(readAddress(text)?.toByteArray() ?? [])];
    const within = textOf(noise(first, Math.ceil(Number(bits) / 8)));
    const flipped = [...first];
    const at = Math.max(0, Number(bits) - 1);
    flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (0x80 >> (at & 7));
    const outside = textOf(flipped);
    const ipv4 = first.length === 4 ? within : textOf(first.slice(-4));
    return [within, outside, ipv4, `::ffff:${ipv4}`, ...Object.values(embedded(ipv4))];
  });
}

describe('whether an address is at home', () => {
  test('HAProxy and the signing API say the same of thousands of addresses, whatever the list', async () => {
    const seen = { home: 0, away: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(network, { maxLength: 5 }),
        fc.array(fc.oneof(bytesOf(4), bytesOf(16)), { minLength: 4, maxLength: 8 }),
        bytesOf(16),
        async (lan, others, seed) => {
          await tell(lan);
          const addresses = [...near(lan, seed), ...others.map((bytes) => textOf(bytes))];
          const answers = await Promise.all(addresses.map(haproxy));
          const said = addresses.map((address, i) => [address, answers[i]]);
          expect(said).toEqual(addresses.map((address) => [address, isInNetworks(address, lan)]));
          expect(said).toEqual(addresses.map((address) => [address, signingApi(address, lan)]));
          for (const answer of answers) seen[answer ? 'home' : 'away'] += 1;
        },
      ),
      { numRuns: countOf('random sources', 30, 80) },
    );
    expect(Math.min(seen.home, seen.away)).toBeGreaterThan(200);
  }, 60_000);

  const LISTS = { IPv4: ['192.168.1.0/24'], IPv6: ['fd12::/48'], both: ['192.168.1.0/24', 'fd12::/48'] };
  const forms = Object.entries(embedded('192.168.1.50'));

  test.each(Object.keys(LISTS) as (keyof typeof LISTS)[])(
    'no form of an address at home is, with a list of %s',
    async (kind) => {
      const lan = LISTS[kind];
      await tell(lan);
      expect(await haproxy('192.168.1.50')).toBe(kind !== 'IPv6');
      expect(await haproxy('fd12::50')).toBe(kind !== 'IPv4');
      for (const [form, address] of forms) {
        expect([form, await haproxy(address), isInNetworks(address, lan)]).toEqual([form, false, false]);
      }
    },
  );

  test('an address at home is, whichever way its own is written', async () => {
    await tell(LISTS.both);
    for (const address of ['::ffff:192.168.1.50', '::ffff:c0a8:132']) {
      expect([await haproxy(address), isInNetworks(address, LISTS.both)]).toEqual([true, true]);
    }
    expect(isInNetworks('0:0:0:0:0:ffff:c0a8:0132', LISTS.both)).toBe(true);
    expect(isInNetworks('::192.168.1.50', LISTS.both)).toBe(false);
    expect(await haproxy('::ffff:192.168.2.50')).toBe(false);
  });
});
