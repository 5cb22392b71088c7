/** One home that runs through all of this, with streams open from beginning to end: a reload is for those who stay. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { further } from '../../support/long-tail.ts';
import { type Identity, LAN_SOURCE, probe } from '../../support/probe.ts';
import type { Running } from '../../support/processes.ts';
import { enrolSoftDevice, makeSoftKey, redeem } from '../../support/soft-device.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { type OpenStream, openStream, type StreamKind } from '../../support/streams.ts';
import {
  ENROLMENT_HOST,
  HAND_WRITTEN,
  hostOf,
  latchkey,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

const NEW_LAN_SOURCE = '127.0.2.5';

let home: ThrowAwayHome;
let up: Running;
let dave: Identity;
let nina: Identity;
/** Somebody else's. */
const other = createServer();
const streams: OpenStream[] = [];

const file = () => join(home.dir, 'latchkey.yaml');
async function edit(change: (text: string) => string): Promise<void> {
  const text = await readFile(file(), 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(file(), changed);
}
const reload = () => latchkey(['reload', '--dir', home.dir]);
async function reloaded(): Promise<string> {
  const { code, stdout, stderr } = await reload();
  if (code !== 0) throw new Error(stderr);
  return stdout;
}
const at = (service: string, from?: string) => ({ port: home.httpsPort, host: hostOf(service), ...(from && { from }) });
const upstreamOf = (name: string) => home.services.find((service) => service.name === name)?.upstream ?? '';
async function rendered(): Promise<Record<string, string>> {
  const folder = join(home.dir, 'rendered');
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}
const allAlive = () => Promise.all(streams.map((stream) => stream.alive()));
const isOpen = (stream: OpenStream) =>
  Promise.race([stream.ended.then(() => false), stream.alive().then(() => true)]).catch(() => false);

beforeAll(async () => {
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  home = await makeThrowAwayHome();
  ({ up } = await home.up());
  const enrol = async (person: string) => {
    const { code } = await home.invite(person);
    return (await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code)).identity;
  };
  [dave, nina] = [await enrol('Dave'), await enrol('Nina')];
  const kinds: StreamKind[] = ['websocket', 'download-h1', 'upload-h1', 'events-h2'];
  for (const kind of kinds) streams.push(await openStream(kind, { ...at('cloud'), identity: nina }));
  for (const service of ['cloud', HAND_WRITTEN]) {
    streams.push(await openStream('websocket', at(service, LAN_SOURCE)));
    streams.push(await openStream('websocket', { ...at(service), identity: nina }));
  }
}, 120_000);
afterAll(async () => {
  other.close();
  for (const stream of streams) stream.close();
  await home?.remove();
});

describe('latchkey config', () => {
  const config = (...words: string[]) => latchkey(['config', ...words, '--dir', home.dir]);

  it('check: what is right, with every host, and what is wrong, by line', async () => {
    expect(await config('check')).toMatchObject({ code: 0, stdout: expect.stringContaining(hostOf(HAND_WRITTEN)) });
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), caddyOf('encod gzip')(text));
    expect(await config('check')).toMatchObject({ code: 3, stderr: expect.stringContaining('encod') });
    expect(await config('check', '--syntax-only')).toMatchObject({ code: 0 });
    await writeFile(file(), text);
  });

  it('diff: nothing while nothing has changed, then sentences and a unified diff, and nothing is written', async () => {
    expect(await config('diff')).toMatchObject({ code: 0, stdout: 'Nothing would change.\n' });
    const [text, before] = [await readFile(file(), 'utf8'), await rendered()];
    const site = join(home.dir, 'sites', 'more.caddy');
    await writeFile(file(), text.replace('- 127.0.1.0/24', '- 127.0.1.0/24\n  - 127.0.3.0/24'));
    await writeFile(site, `${hostOf('more')} {\n\trespond hi\n}\n`);
    const { stdout } = await config('diff');
    expect(stdout).toMatch(/^- 127\.0\.3\.0\/24 is at home/);
    expect(stdout).toMatch(
      /^--- now\/lan\.lst\n\+\+\+ then\/lan\.lst\n@@ .*\n ::ffff:127\.0\.1\.0\/120\n\+::ffff:127\.0\.3\.0\/120$/m,
    );
    expect(stdout).toMatch(/^\+.*more\.home\.localhost/m);
    expect(await rendered()).toEqual(before);
    await Promise.all([writeFile(file(), text), rm(site)]);
  });
});

describe('latchkey reload', () => {
  it('adds a service, and what is open stays open: at home and elsewhere, declared and hand-written', async () => {
    await edit((text) => text.replace('services:', `services:\n  music: ${upstreamOf('photos')}`));
    expect(await reloaded()).toContain(`${hostOf('music')} is served from ${upstreamOf('photos')}`);
    expect(await probe(at('music', LAN_SOURCE))).toMatchObject({ status: 200 });
    expect(await probe(at('music'))).toMatchObject({ kind: 'refused' });
    expect(await probe({ ...at('music'), identity: dave })).toMatchObject({ status: 200 });
    await allAlive();
    expect(up.stderr()).toContain(`reloaded: ${hostOf('music')} is served`);
  });

  it('is seen by the signing API: who is invited now hears of the new service', async () => {
    const { code } = await home.invite('Sam');
    const { reply } = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
    expect(reply.services.map(({ name }) => name)).toContain('music');
  });

  it('is not needed to shut somebody out, to let them in or to look: a broken file is for later', async () => {
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), `${text}\nlam: []\n`);
    const go = (...words: string[]) => latchkey([...words, '--dir', home.dir]);
    try {
      for (const words of [
        ['shut-out', 'Soft device'],
        ['let-in', 'Soft device'],
        ['devices'],
        ['status', '--running'],
      ]) {
        const done = await go(...words);
        // Two of that name: it is asked which, and not refused for the file.
        expect([words, done.code]).toEqual([words, expect.toBeOneOf([0, 4, 7])]);
        expect(done.stderr).toMatch(
          /latchkey\.yaml is not valid, and this is done by the one that the home runs with[\s\S]*lam/,
        );
      }
      expect((await go('lan')).code).toBe(0);
      expect(await go('reload')).toMatchObject({ code: 3 });
    } finally {
      await writeFile(file(), text);
    }
  });

  it('is told of by lan, status and the doctor while it was not done', async () => {
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), text.replace('- 127.0.1.0/24', '- 127.0.1.0/24\n  - 127.0.9.0/24'));
    const go = (...words: string[]) => latchkey([...words, '--dir', home.dir]);
    try {
      expect((await go('lan')).stderr).toContain('this list is not applied. The home runs with: 127.0.1.0/24.');
      expect((await go('status')).stdout).toContain('was changed and is not applied');
      expect((await go('doctor')).stdout).toContain(
        'latchkey.yaml was changed, and the home still runs with the version before the change.',
      );
    } finally {
      await writeFile(file(), text);
    }
    expect((await go('lan')).stderr).toBe('');
  });

  it('says that there is nothing to do when there is nothing to do', async () => {
    expect(await reloaded()).toContain('runs with this latchkey.yaml already');
  });

  it.each([
    [
      'a file that is not valid',
      (text: string) => `${text}\nlans: []\n`,
      3,
      /latchkey\.yaml:\d+:1: lans:.*did you mean lan\?/,
    ],
    ['directives that Caddy does not know', caddyOf('encod gzip'), 3, /unrecognized directive: encod/],
    ['directives that would open the client-auth check', caddyOf('}}redir /x /y;route {handle {'), 3, /.*/],
    [
      'a port that is taken',
      (text: string) => text.replace(/http: \d+/, () => `http: ${(other.address() as AddressInfo).port}`),
      5,
      /held by|is taken/,
    ],
  ])('changes nothing for %s', async (_, change, code, words) => {
    const [text, before] = [await readFile(file(), 'utf8'), await rendered()];
    await edit(change);
    try {
      expect(await reload()).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(words) });
      expect(await rendered()).toEqual(before);
      expect(await probe({ ...at('music'), identity: dave })).toMatchObject({ status: 200 });
      await allAlive();
    } finally {
      await writeFile(file(), text);
    }
  });

  it('counts a new network as home, and ends nothing', async () => {
    expect(await probe(at('cloud', NEW_LAN_SOURCE))).toMatchObject({ kind: 'refused' });
    await edit((text) => text.replace('- 127.0.1.0/24', '- 127.0.1.0/24\n  - 127.0.2.0/24'));
    expect(await reloaded()).toContain('127.0.2.0/24 is at home: whoever is in it needs no key.');
    expect(await probe(at('cloud', NEW_LAN_SOURCE))).toMatchObject({ status: 200 });
    await allAlive();
  });

  it('ends what is open from a network that is not home any more, and nothing else', async () => {
    const guest = await openStream('websocket', at('cloud', NEW_LAN_SOURCE));
    await edit((text) => text.replace('\n  - 127.0.2.0/24', ''));
    expect(await reloaded()).toContain('127.0.2.0/24 is not at home any more');
    await guest.ended;
    expect(await probe(at('cloud', NEW_LAN_SOURCE))).toMatchObject({ kind: 'refused' });
    await allAlive();
  });

  further(it)('takes new limits while it runs', async () => {
    const guess = async () => {
      const place = { host: ENROLMENT_HOST, port: home.httpsPort };
      const outcome = await redeem(place, '0000-0000-0000', await makeSoftKey(), 'Laptop');
      return outcome.ok ? 201 : outcome.problem.status;
    };
    expect([await guess(), await guess()]).toEqual([403, 403]);
    await edit((text) => `${text}\nlimits: { failures: { over-all: 1/1h }, connections-per-stranger: 60 }\n`);
    expect(await reloaded()).toContain('limits.failures.overAll.points: 1 instead of 1200');
    expect([await guess(), await guess()]).toEqual([403, 429]);
    expect((await rendered())['strangers.lst']).toBe('61:\n');
    await allAlive();
  });

  it('still lets a device that is shut out later keep nothing that was open before the reload', async () => {
    const open = await openStream('websocket', { ...at('cloud'), identity: dave });
    await edit((text) => text.replace(/\n {2}music: .*/, ''));
    expect(await reloaded()).toContain(`${hostOf('music')} is not served any more`);
    await open.alive();
    const { stdout } = await latchkey(['devices', '--dir', home.dir, '--json']);
    const { devices } = JSON.parse(stdout) as { devices: { id: string; person: string }[] };
    const id = devices.find(({ person }) => person === 'Dave')?.id ?? '';
    expect(await latchkey(['shut-out', id, '--dir', home.dir])).toMatchObject({ code: 0 });
    await open.ended;
    await allAlive();
  });

  it('moves to another port, says that everything ends, and answers there', async () => {
    const [port = 0] = await freePorts(1);
    await edit((text) => text.replace(`https: ${home.httpsPort}`, `https: ${port}`));
    expect(await reloaded()).toContain('every open connection ends');
    expect(await probe({ ...at('cloud'), port, identity: nina })).toMatchObject({ status: 200 });
    expect(await probe({ ...at('cloud'), identity: nina })).toMatchObject({ reason: 'ECONNREFUSED' });
    expect(await Promise.all(streams.map(isOpen))).toEqual(streams.map(() => false));
  });

  it('needs a home that runs', async () => {
    await up.stop();
    expect(await reload()).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('not running') });
  });
});

/** Extra directives for the declared service `cloud`; `;` is a new line. */
function caddyOf(directives: string) {
  const lines = directives.split(';').map((line) => `      ${line}`);
  return (text: string) =>
    text.replace(/\n {2}cloud: (.*)/, (_, upstream: string) =>
      ['', '  cloud:', `    upstream: ${upstream}`, '    caddy: |', ...lines].join('\n'),
    );
}
