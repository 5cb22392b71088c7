import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childrenOf } from '../../support/home-children.ts';
import { type Identity, probe } from '../../support/probe.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import { type OpenStream, openStream, STREAM_KINDS, upWithWebSocketsOverHttp2 } from '../../support/streams.ts';
import {
  ENROLMENT_HOST,
  HAND_WRITTEN,
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

let home: ThrowAwayHome;
beforeAll(async () => {
  home = await makeThrowAwayHome();
  await upWithWebSocketsOverHttp2(home);
});
afterAll(() => home.remove());

async function enrol(device: string): Promise<Identity> {
  const { code } = await home.invite('Dave', device);
  return (await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code)).identity;
}

const at = (service: string, identity: Identity) => ({ port: home.httpsPort, host: hostOf(service), identity });

/** Caddy's second hop carries no WebSocket that came over HTTP/2. */
const kindsOf = (service: string) => STREAM_KINDS.filter((kind) => service !== HAND_WRITTEN || kind !== 'websocket-h2');

async function openAll(service: string, identity: Identity): Promise<OpenStream[]> {
  const streams: OpenStream[] = [];
  for (const kind of kindsOf(service)) streams.push(await openStream(kind, at(service, identity)));
  return streams;
}

const shutOut = (device: string) => latchkeyJson(['shut-out', device, '--dir', home.dir]);

/** Resolves when the other side has ended it, rejects when that takes far too long. */
const mustEnd = ({ kind, ended }: OpenStream) =>
  Promise.race([ended, sleep(5000).then(() => Promise.reject(new Error(`${kind} is still open`)))]);

describe.each([
  ['a declared service', 'cloud'],
  ['a hand-written site behind the loop', HAND_WRITTEN],
])('shutting a device out of %s', (_name, service) => {
  it('ends every open stream of it, and none of another device behind the same address', async () => {
    const [thief, neighbour] = [`Thief at ${service}`, `Neighbour at ${service}`];
    const stolen = await openAll(service, await enrol(thief));
    const others = await openAll(service, await enrol(neighbour));
    try {
      await shutOut(thief);
      // The command has returned, so it is done: what is still open now stays open.
      await Promise.all(stolen.map(mustEnd));
      for (const stream of others) await stream.alive();
    } finally {
      for (const stream of [...stolen, ...others]) stream.close();
    }
  });
});

describe('a connection', () => {
  it('of a device that was shut out is not let back in by what was noted of it before', async () => {
    const identity = await enrol('Laptop');
    const stream = await openStream('websocket', at('cloud', identity));
    await shutOut('Laptop');
    await mustEnd(stream);
    expect(await probe(at('cloud', identity))).toMatchObject({ kind: 'answer', status: 403 });
    expect(await readdir(join(home.dir, 'run/cut'))).toEqual([]);
  });

  it('of a device that was shut out while HAProxy did not answer is said to be open, and ends when it answers', async () => {
    const identity = await enrol('Hung');
    const stream = await openStream('websocket', at('cloud', identity));
    const haproxy = (await childrenOf(home.dir)).find(({ name }) => name === 'haproxy')?.pid ?? 0;
    process.kill(haproxy, 'SIGSTOP');
    try {
      const said = await latchkey(['shut-out', 'Hung', '--dir', home.dir]);
      expect(said).toMatchObject({ code: 5, stderr: expect.stringContaining('nothing new can be opened') });
      expect(said.stderr).not.toMatch(/on our side|^ +at /m);
    } finally {
      process.kill(haproxy, 'SIGCONT');
    }
    await mustEnd(stream);
    expect(await probe(at('cloud', identity))).toMatchObject({ kind: 'answer', status: 403 });
  });

  it('is noted once, whatever goes through it, and a stranger leaves no note', async () => {
    const before = await readdir(join(home.dir, 'run/connections'));
    expect(await probe({ port: home.httpsPort, host: hostOf('cloud') })).toMatchObject({ kind: 'refused' });
    expect(await readdir(join(home.dir, 'run/connections'))).toEqual(before);

    const identity = await enrol('Tablet');
    const stream = await openStream('websocket', at('cloud', identity));
    await stream.alive();
    const [mine] = (await readdir(join(home.dir, 'run/connections'))).filter((name) => !before.includes(name));
    const folder = join(home.dir, 'run/connections', mine ?? '');
    expect(await readdir(folder)).toEqual([hostOf('cloud')]);
    expect(await readdir(join(folder, hostOf('cloud')))).toEqual([expect.stringMatching(/^127\.0\.0\.1_\d+$/)]);
    stream.close();
  });

  it('that leaves by itself gives its key back and ends what it had open', async () => {
    const { code } = await home.invite('Nina', 'Phone');
    const { identity, leave } = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
    const stream = await openStream('events-h1', at('cloud', identity));
    await leave();
    await mustEnd(stream);
  });
});
