/** HAProxy's runtime API, as far as it is used, against a socket that answers as HAProxy does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  askHaproxy,
  endStrangersAtHome,
  HaproxySessions,
  parseSessions,
  replaceList,
} from '../../../../../server/stack/haproxy/runtime.ts';

let folder: string;
let socket: string;
let server: Server | undefined;
/** Each line that was sent. */
let heard: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lk-'));
  socket = join(folder, 's');
  heard = [];
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

function answering(answer: (line: string) => string): Promise<void> {
  const made = createServer((connection) => {
    connection.on('data', (data) => {
      const line = data.toString('utf8').trimEnd();
      heard.push(line);
      connection.end(answer(line));
    });
  });
  server = made;
  return new Promise((resolve) => made.listen(socket, resolve));
}

const SESSIONS = `0xa1: proto=tcpv4 src=203.0.113.7:51514 fe=https be=wan srv=caddy ts=00
0xb1: proto=tcpv4 src=192.168.1.9:5000 fe=https be=lan srv=caddy ts=00
0xb2: proto=tcpv4 src=10.9.9.9:5001 fe=https be=lan srv=caddy ts=00
`;

describe('parseSessions', () => {
  it('reads the WAN sessions of both address families, and nothing else', () => {
    const text = `0x55a0: proto=tcpv4 src=203.0.113.7:51514 fe=https be=wan srv=caddy ts=00 epoch=0 age=1s calls=2
0x55b0: proto=tcpv6 src=2001:db8::1:443 fe=https be=wan srv=caddy ts=00 age=1s
0x55b8: proto=tcpv6 src=::192.0.2.1:444 fe=https be=wan srv=caddy ts=00 age=1s
0x55c0: proto=tcpv4 src=192.168.1.9:5000 fe=https be=lan srv=caddy ts=00
0x55d0: proto=unix_stream src=unix:1 fe=GLOBAL be=<NONE> srv=<none> ts=00
`;
    expect(parseSessions(text)).toEqual(
      new Map([
        ['203.0.113.7_51514', ['0x55a0']],
        ['2001:db8::1_443', ['0x55b0']],
        // As Caddy writes it, by whose text a connection is tracked.
        ['::c000:201_444', ['0x55b8']],
      ]),
    );
  });
});

describe('a HAProxy that is not there', () => {
  it('has no sessions, and does not answer', async () => {
    const sessions = new HaproxySessions(socket);
    expect([await sessions.sessions(), await sessions.cameFrom('192.168.1.9')]).toEqual([new Map(), 0]);
    await expect(askHaproxy(socket)).rejects.toThrow('HAProxy does not answer');
  });
});

describe('sessions', () => {
  it('are looked up by their source, and counted by their address', async () => {
    await answering((line) => (line === 'show sess' ? SESSIONS : 'key=::ffff:c0a8:109 use=0 conn_cnt=7\n'));
    const sessions = new HaproxySessions(socket);
    expect(await sessions.sees('203.0.113.7:51514')).toBe(true);
    expect(await sessions.sees('203.0.113.7:5151')).toBe(false);
    expect(await sessions.cameFrom('192.168.1.9')).toBe(7);
    expect(heard.at(-1)).toMatch(/^show table at_home key \S+$/);
  });

  it('are ended a hundred at a time', async () => {
    await answering(() => '\n');
    await new HaproxySessions(socket).end(Array.from({ length: 101 }, (_, at) => `0x${at}`));
    expect(heard.map((line) => line.split('; ').length)).toEqual([100, 1]);
    expect(heard[1]).toBe('shutdown session 0x100');
  });

  it('of who is no longer at home are ended, and no others', async () => {
    await answering((line) => (line === 'show sess' ? SESSIONS : '\n'));
    await endStrangersAtHome(socket, ['192.168.1.0/24']);
    expect(heard).toEqual(['show sess', 'shutdown session 0xb2']);
  });
});

describe('another list', () => {
  const list = (entries: readonly string[]) => ({ path: '/srv/my home/lan', entries });

  it('is written beside the one that holds, and takes its place in one step', async () => {
    await answering((line) => (line.startsWith('prepare') ? 'New version created: 3\n' : '\n'));
    await replaceList(socket, list(['10.0.0.0/24', 'fd00::/64']));
    const name = '/srv/my\\ home/lan';
    expect(heard).toEqual([
      `prepare acl ${name}`,
      `add acl @3 ${name} 10.0.0.0/24; add acl @3 ${name} fd00::/64`,
      `commit acl @3 ${name}`,
    ]);
  });

  it.each([
    ['prepare', 'Unknown ACL'],
    ['add', 'not an address'],
    ['commit', 'Version number out of range'],
  ])('that is refused at its %s leaves the one that holds, and says why', async (step, words) => {
    await answering((line) => {
      if (line.startsWith(step)) return `${words}\n`;
      return line.startsWith('prepare') ? 'New version created: 3\n' : '\n';
    });
    const refused = { code: 'CHILD_FAILED', detail: expect.stringContaining(words) };
    await expect(replaceList(socket, list(['10.0.0.0/24']))).rejects.toMatchObject(refused);
    expect(heard.at(-1)?.startsWith(step)).toBe(true);
  });
});
