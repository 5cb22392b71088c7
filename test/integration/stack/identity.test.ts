/**
 * Who a service is told it is, in the words that it reads: from behind the key alone, as `latchkey person set` says at this
 * moment, and never what the caller says. By a service that records what it hears, and by a calendar server that believes
 * such a header (Radicale).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Identity, LAN_SOURCE, openTls } from '../../support/probe.ts';
import { type RecordingService, startRecordingService } from '../../support/recording-service.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const PERSON = 'Zoë';
const SITE = 'Sec-Fetch-Site: cross-site\r\nOrigin: https://evil.example';

let home: ThrowAwayHome;
let recorder: RecordingService;
let radicale: { readonly stop: () => Promise<void> };
let zoe: Identity;
let anna: Identity;

/** One request, letter for letter, and what came back. */
async function say(service: string, lines: string, { identity, from }: { identity?: Identity; from?: string } = {}) {
  const socket = openTls({ port: home.httpsPort, host: hostOf(service), identity, ...(from && { from }) });
  socket.write(`${lines}\r\nHost: ${hostOf(service)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  return text(socket).catch(() => '');
}

/** What the recording service was told, of the headers that are about people. */
async function told(lines: string, caller: { identity?: Identity; from?: string } = { identity: zoe }) {
  const before = recorder.requests.length;
  await say('cloud', lines, caller);
  const heard = recorder.requests.slice(before)[0];
  if (!heard) throw new Error('the service heard nothing');
  const names = heard.rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, heard.rawHeaders[at + 1]]] : []));
  return Object.fromEntries(names.filter(([name]) => /user|email|name|groups|latchkey/i.test(name ?? '')));
}

const set = (...words: string[]) => latchkeyJson(['person', 'set', ...words, '--dir', home.dir]);

async function startRadicale(port: number) {
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-radicale-'));
  writeFileSync(
    join(dir, 'config'),
    `[server]\nhosts = 127.0.0.1:${port}\n[auth]\ntype = http_x_remote_user\n[rights]\ntype = owner_only\n[storage]\nfilesystem_folder = ${dir}/collections\n`,
  );
  const child = spawn('/usr/bin/python3', ['-m', 'radicale', '--config', join(dir, 'config')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  for (let tries = 0; tries < 200 && !(await answers()); tries += 1) await pause(50);
  return {
    stop: async () => {
      child.kill();
      await ended;
      rmSync(dir, { recursive: true });
    },
  };
}

beforeAll(async () => {
  home = await makeThrowAwayHome();
  recorder = await startRecordingService();
  const [port = 0] = await freePorts(1);
  radicale = await startRadicale(port);
  const yaml = `
services:
  cloud:
    upstream: ${recorder.upstream}
    identity: { Remote-User: user, Remote-Email: email, Remote-Name: name, X-Forwarded-Groups: groups }
  calendar:
    upstream: http://127.0.0.1:${port}
    identity: { X-Remote-User: user }
`;
  const path = join(home.dir, 'latchkey.yaml');
  await writeFile(path, (await readFile(path, 'utf8')).replace(/\nservices:\n( .*\n)*/, yaml));
  await home.up();
  const enrol = async (person: string) => {
    const { code } = await home.invite(person);
    return (await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code)).identity;
  };
  zoe = await enrol(PERSON);
  anna = await enrol('Anna');
}, 60_000);

afterAll(async () => {
  await home?.remove();
  await recorder?.close();
  await radicale?.stop();
});

describe('a service is told', () => {
  it('the name alone of a person of whom nothing else is known', async () => {
    expect(await told('GET / HTTP/1.1')).toEqual({ 'Remote-Name': Buffer.from(PERSON).toString('latin1') });
  });

  it.each(['/?', '/?page=2', '/identity?x', '/?a=%2Fidentity%3F'])(
    'of a request with a query too: %s',
    async (path) => {
      expect(await told(`GET ${path} HTTP/1.1`)).toEqual({ 'Remote-Name': Buffer.from(PERSON).toString('latin1') });
    },
  );

  it('what the admin says, from the next request on', async () => {
    await set(PERSON, '--user', 'zoe', '--email', 'zoe@example.com', '--groups', 'family, photos');
    expect(await told('GET / HTTP/1.1')).toEqual({
      'Remote-User': 'zoe',
      'Remote-Email': 'zoe@example.com',
      'Remote-Name': Buffer.from(PERSON).toString('latin1'),
      'X-Forwarded-Groups': 'family,photos',
    });
    await set(PERSON, '--email', '', '--groups', '');
    expect(await told('GET / HTTP/1.1')).toMatchObject({ 'Remote-User': 'zoe' });
    expect(Object.keys(await told('GET / HTTP/1.1')).toSorted()).toEqual(['Remote-Name', 'Remote-User']);
  });

  it.each([
    'Remote-User: admin',
    'remote-user: admin',
    'REMOTE_USER: admin',
    'Remote.User: admin',
    'Remote-Email: admin@example.com',
    'X-Forwarded-Groups: admins',
    'X-Latchkey-User: admin',
    'X-Latchkey-Groups: admins',
    'X-Latchkey-Fingerprint: 00',
    'Remote-User: admin\r\nRemote-User: root',
    'Connection: Remote-User',
    'Connection: remote-user, X-Forwarded-Groups',
  ])('nothing that the caller says: %s', async (line) => {
    const heard = await told(`GET / HTTP/1.1\r\n${line}`);
    expect(heard).toEqual({ 'Remote-User': 'zoe', 'Remote-Name': Buffer.from(PERSON).toString('latin1') });
    expect(await told(`GET / HTTP/1.1\r\n${line}`, { from: LAN_SOURCE })).toEqual({});
  });

  it('of everybody what is theirs, also behind one address', async () => {
    await set('Anna', '--user', 'anna');
    expect(await told('GET / HTTP/1.1', { identity: anna })).toMatchObject({ 'Remote-User': 'anna' });
    expect(await told('GET / HTTP/1.1')).toMatchObject({ 'Remote-User': 'zoe' });
  });

  it('nobody, when another site makes a browser change something', async () => {
    expect(await told(`POST / HTTP/1.1\r\n${SITE}`)).toEqual({});
    expect(await told(`GET / HTTP/1.1\r\n${SITE}`)).toMatchObject({ 'Remote-User': 'zoe' });
    expect(await told('PROPFIND / HTTP/1.1')).toMatchObject({ 'Remote-User': 'zoe' });
  });
});

describe('a calendar server that believes the header', () => {
  const WHO = 'PROPFIND / HTTP/1.1\r\nDepth: 0';

  it('knows whose calendar it is, by the key alone', async () => {
    expect(await say('calendar', WHO, { identity: zoe })).toMatch(/207 Multi-Status.*<href>\/zoe\/<\/href>/s);
    expect(await say('calendar', `${WHO}\r\nX-Remote-User: anna`, { identity: zoe })).toMatch(/\/zoe\//);
  });

  it('knows nobody at home, whoever they say they are', async () => {
    expect(await say('calendar', `${WHO}\r\nX-Remote-User: zoe`, { from: LAN_SOURCE })).toMatch(
      /^HTTP\/1\.1 403 Forbidden/,
    );
  });
});

describe('what services could not take', () => {
  it.each([
    [['--user', 'a b'], 'no user'],
    [['--user', 'a\r\nRemote-Groups: admins'], 'no user'],
    [['--email', 'nobody'], 'no e-mail address'],
    [['--groups', 'a;b'], 'no group'],
  ])('%j is refused, and nothing is changed', async (words, problem) => {
    const { code, stderr } = await latchkey(['person', 'set', PERSON, ...words, '--dir', home.dir]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(problem)]);
    expect(await told('GET / HTTP/1.1')).toMatchObject({ 'Remote-User': 'zoe' });
  });

  it.each([['zoe'], ['ZOE'], ['zoe@example.com']])(
    'one that a service may take for another is said: %s',
    async (user) => {
      await set(PERSON, '--email', 'Zoe@example.com');
      const { stdout } = await latchkey(['person', 'set', 'Anna', '--user', user, '--dir', home.dir]);
      expect(stdout).toContain(`A service may take Anna for ${PERSON}`);
    },
  );
});
