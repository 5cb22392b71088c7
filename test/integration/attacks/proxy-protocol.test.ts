/**
 * The PROXY protocol says who somebody is, to whoever believes it. From outside nobody may say it: not before the
 * handshake, not inside of it, and not on the sockets between HAProxy and Caddy, which no address and no other user leads to.
 */
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { proxyHeader } from '../../../server/stack/probe/proxy-header.ts';
import { LAN_SOURCE, WAN_SOURCE } from '../../support/probe.ts';
import { run } from '../../support/processes.ts';
import { type AttackedHome, startAttackedHome, statuses } from '../../support/stack/attacked-home.ts';
import { hostOf } from '../../support/stack/data-path.ts';

let attacked: AttackedHome;
beforeAll(async () => {
  attacked = await startAttackedHome();
});
afterAll(() => attacked?.close());

const VERSION_2 = '0d0a0d0a000d0a515549540a';
const CLAIMS: Readonly<Record<string, Buffer>> = {
  'version 1, at home': Buffer.from(`PROXY TCP4 ${LAN_SOURCE} 127.0.0.1 1234 443\r\n`),
  'version 1, over IPv6': Buffer.from('PROXY TCP6 ::1 ::1 1234 443\r\n'),
  'version 1, from nowhere': Buffer.from('PROXY UNKNOWN\r\n'),
  'version 2, at home': Buffer.from(proxyHeader(LAN_SOURCE, 1234)),
  'version 2, from this machine itself': Buffer.from(`${VERSION_2}20000000`, 'hex'),
  'version 2, twice': Buffer.concat([proxyHeader(LAN_SOURCE, 1234), proxyHeader(LAN_SOURCE, 1234)]),
  'version 2, with more after the addresses': Buffer.from(
    `${VERSION_2}211100127f0001077f00000104d201bb03000300000000`,
    'hex',
  ),
};

const SOURCES = [
  ['outside', WAN_SOURCE],
  ['home', LAN_SOURCE],
] as const;

describe.each(Object.entries(CLAIMS))('a PROXY header of the client (%s)', (_, header) => {
  test.each(SOURCES)('before the handshake, from %s, is no TLS and is cut', async (_where, from) => {
    const port = attacked.home.config.ports.https;
    const before = attacked.service.requests.length;
    const answer = await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, localAddress: from });
      let heard = '';
      socket.on('data', (data) => {
        heard += data.toString('latin1');
      });
      socket.once('error', () => resolve(heard));
      socket.once('close', () => resolve(heard));
      socket.write(header);
      connectTls({ socket, servername: hostOf('cloud'), rejectUnauthorized: false }).on('error', () => undefined);
    });
    expect(answer).toBe('');
    expect(attacked.service.requests).toHaveLength(before);
  });

  test.each(['lan', 'wan'] as const)('inside the handshake, on the %s listener, is no HTTP', async (zone) => {
    const before = attacked.service.requests.length;
    const request = `GET / HTTP/1.1\r\nHost: ${hostOf('cloud')}\r\nConnection: close\r\n\r\n`;
    const heard = await attacked.say(attacked.way(zone, 'cloud'), header, request);
    expect(statuses(heard).filter((status) => status !== 400)).toEqual([]);
    expect(attacked.service.requests).toHaveLength(before);
  });
});

describe('the sockets between the hops', () => {
  const sockets = async () => {
    const { dir } = attacked.home.layout.run;
    const names = await readdir(dir, { recursive: true });
    const found = await Promise.all(
      names.map(async (name) => ({ path: join(dir, name), of: await stat(join(dir, name)) })),
    );
    return found.filter(({ of }) => of.isSocket());
  };

  test('are for one user, in a folder for one user', async () => {
    const { dir, lan, wan, enrolment, consoleAtHome, api, authEndpoint, haproxy, caddyAdmin } =
      attacked.home.layout.run;
    const found = await sockets();
    expect(found.map(({ path }) => path).sort()).toEqual(
      [lan, wan, enrolment, consoleAtHome, api, authEndpoint, haproxy, caddyAdmin].sort(),
    );
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    for (const { of } of found) {
      // What HAProxy and Caddy made of 0600; the folder keeps everybody else from the test's own signing API too.
      expect(of.uid).toBe(process.getuid?.());
    }
    // Whom folders are shared with is attacks/no-right-to-it's; what commands the two is shared with nobody.
    const commanding = found.filter(({ path }) => path === haproxy || path === caddyAdmin);
    expect(commanding.map(({ of }) => of.mode & 0o777)).toEqual([0o600, 0o600]);
  });

  test('another user of this machine is kept away by the kernel', { skip: process.getuid?.() !== 0 }, async () => {
    const script = `
      process.setgid(65534); process.setuid(65534);
      for (const path of JSON.parse(process.argv[1]))
        require('node:net').connect(path).once('connect', () => console.log('in', path)).once('error', ({ code }) => console.log(code));`;
    const paths = (await sockets()).map(({ path }) => path);
    const { stdout } = await run({ file: process.execPath, args: ['-e', script, JSON.stringify(paths)] });
    expect(stdout.trim().split('\n')).toEqual(paths.map(() => 'EACCES'));
  });

  test('are the only way to Caddy: it listens on no address', async () => {
    const pid = attacked.home.stack.pids.get('caddy');
    const folder = `/proc/${pid}/fd`;
    const handles = await Promise.all(
      (await readdir(folder)).map((name) => readlink(join(folder, name)).catch(() => '')),
    );
    const tables = await Promise.all(
      ['tcp', 'tcp6', 'udp', 'udp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8')),
    );
    const LISTENING = '0A';
    const UNCONNECTED = '07';
    const open = tables
      .flatMap((table) => table.trim().split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === LISTENING || state === UNCONNECTED)
      .map((fields) => `socket:[${fields[9]}]`);
    expect(handles.some((handle) => handle.startsWith('socket:['))).toBe(true);
    expect(handles.filter((handle) => open.includes(handle))).toEqual([]);
  });
});
