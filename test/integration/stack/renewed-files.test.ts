/** Files that somebody else renews, with the real Caddy: what is right is served and ends nothing, what is wrong is told. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { RenewedFiles } from '../../../server/home/jobs/server-certificates.ts';
import { servedCertificate } from '../../../server/stack/probe/served-certificate.ts';
import { childrenOf } from '../../support/home-children.ts';
import { echo, LAN_SOURCE, openWebSocket } from '../../support/probe.ts';
import { type SampleService, startSampleService } from '../../support/sample-service.ts';
import { filesOf, keySecret, type Secret, secretsIn } from '../../support/secrets.ts';
import { makeTestHome, type RunningHome, startTestHome } from '../../support/stack/home.ts';

const NAMES = ['enroll', 'cloud', 'console'].map((name) => `${name}.home.localhost`);
const OWN = 'own.home.localhost';

describe('renewed files', () => {
  let folder: string;
  let service: SampleService;
  let home: RunningHome;
  let made: Awaited<ReturnType<typeof makeTestHome>>;
  let open: WebSocket;
  let entries: { kind: string; detail?: Readonly<Record<string, unknown>> }[];
  let said: string[];
  let clock = Date.now();
  let job: RenewedFiles;

  const at = (name: string) => join(folder, name);
  /** Makes a pair with names, in two files. */
  const mint = (name: string, hosts: readonly string[], days = 90) => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at(`${name}.key`)];
    const sans = ['-addext', `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}`];
    const words = [
      'req',
      '-x509',
      ...key,
      '-subj',
      '/CN=test',
      ...sans,
      '-days',
      String(days),
      '-out',
      at(`${name}.crt`),
    ];
    execFileSync('openssl', words, { stdio: 'pipe' });
  };
  const put = (name: string, as: string, parts = ['crt', 'key']) => {
    for (const part of parts) copyFileSync(at(`${name}.${part}`), at(`${as}.${part}`));
  };
  const served = async (host = NAMES[0] ?? '') =>
    (await servedCertificate({ path: home.layout.run[host.startsWith('enroll') ? 'enrolment' : 'lan'] }, host))
      ?.fingerprint;
  const fingerprint = (name: string) =>
    new X509Certificate(readFileSync(at(`${name}.crt`))).fingerprint256.replaceAll(':', '').toLowerCase();
  const kinds = () => entries.map(({ kind }) => kind);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-renewed-'));
    service = await startSampleService('cloud');
    for (const name of ['first', 'second', 'third']) mint(name, NAMES);
    for (const name of ['own-first', 'own-second']) mint(name, [OWN]);
    mint('narrow', NAMES.slice(0, 1));
    mint('old', NAMES, 1);
    put('first', 'live');
    put('own-first', 'own');
    made = await makeTestHome({
      certificates: { kind: 'files', certificate: at('live.crt'), key: at('live.key') },
      services: [{ name: 'cloud', upstream: service.upstream }],
      sites: { 'own.caddy': `${OWN} {\n\ttls ${at('own.crt')} ${at('own.key')}\n\trespond hello\n}\n` },
    });
    home = await startTestHome(made);
    const port = home.config.ports.https;
    open = await openWebSocket({ port, host: 'cloud.home.localhost', from: LAN_SOURCE });
    job = new RenewedFiles({
      home: { ...home, audit: { record: (entry: (typeof entries)[number]) => entries.push(entry) } as never },
      stack: home.stack,
      clock: { now: () => clock },
      inTurn: (work) => work(),
      onTaken: () => said.push('taken'),
      onWarning: (message) => said.push(message),
    });
    entries = [];
    said = [];
    await job.look();
  });
  beforeEach(() => {
    entries = [];
    said = [];
    clock = Date.now();
  });
  afterAll(async () => {
    open?.close();
    await home?.stop();
    await home?.remove();
    await service?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says nothing while nothing changes', async () => {
    await job.look();
    expect([said, entries]).toEqual([[], []]);
    expect(await served()).toBe(fingerprint('first'));
  });

  it('serves a new pair, and ends no connection', async () => {
    put('second', 'live');
    await job.look();
    expect(await served()).toBe(fingerprint('second'));
    expect(await served('cloud.home.localhost')).toBe(fingerprint('second'));
    expect(kinds()).toEqual(['server-certificate-taken']);
    expect(await echo(open, 'still here')).toBe('still here');
  });

  it('serves what a hand-written site names, too', async () => {
    put('own-second', 'own');
    await job.look();
    expect(await served(OWN)).toBe(fingerprint('own-second'));
    expect(await echo(open, 'still here')).toBe('still here');
  });

  it('waits for the second of two files, and says nothing of it', async () => {
    put('third', 'live', ['crt']);
    await job.look();
    expect([await served(), kinds(), said]).toEqual([fingerprint('second'), [], []]);
    put('third', 'live', ['key']);
    await job.look();
    expect(await served()).toBe(fingerprint('third'));
  });

  it.each([
    ['a key of another certificate', () => put('first', 'live', ['key']), /is not the key of/],
    ['no PEM', () => writeFileSync(at('live.crt'), 'oops'), /live\.crt/],
    ['a name less than before', () => put('narrow', 'live'), /cloud\.home\.localhost/],
    ['a file that went away', () => rmSync(at('live.key')), /live\.key/],
    [
      'an expired one',
      () => {
        clock += 2 * 86_400_000;
        put('old', 'live');
      },
      /expired/,
    ],
  ])('does not serve %s, tells it once, and takes the next right one', async (_what, spoil, reason) => {
    put('third', 'live');
    await job.look();
    entries = [];
    spoil();
    for (let looks = 0; looks < 4; looks++) await job.look();
    expect(await served()).toBe(fingerprint('third'));
    expect(entries).toMatchObject([
      { kind: 'server-certificate-refused', detail: { reason: expect.stringMatching(reason) } },
    ]);
    expect(await echo(open, 'still here')).toBe('still here');
    put('second', 'live');
    await job.look();
    expect(await served()).toBe(fingerprint('second'));
  });

  it('takes one that is no worse than what is served, when that has expired', async () => {
    clock += 100 * 86_400_000;
    put('first', 'live');
    await job.look();
    expect(await served()).toBe(fingerprint('first'));
  });

  it.each([
    ['no PEM', () => writeFileSync(at('own.crt'), 'oops'), /own\.crt has no certificate/],
    // Caddy alone reads it, and names the fault in one way or another, as it happens to begin.
    ['more than latchkey reads', () => writeFileSync(at('own.crt'), 'oops'.repeat(1_000_000)), /^Caddy: /],
  ])('keeps a site that Caddy cannot load out, and what ran runs on: %s', async (_what, spoil, reason) => {
    const before = await served(OWN);
    spoil();
    for (let looks = 0; looks < 4; looks++) await job.look();
    expect(await served(OWN)).toBe(before);
    expect(entries).toMatchObject([
      { kind: 'server-certificate-refused', detail: { reason: expect.stringMatching(reason) } },
    ]);
    put('own-first', 'own');
    await job.look();
    expect(await served(OWN)).toBe(fingerprint('own-first'));
  });

  it('takes nothing over that was written anew and is the same', async () => {
    put('own-first', 'own');
    await job.look();
    expect([said, entries]).toEqual([[], []]);
  });

  it('is read again by every reload', async () => {
    put('own-second', 'own');
    await home.stack.reload(home.config);
    expect(await served(OWN)).toBe(fingerprint('own-second'));
    expect(await echo(open, 'still here')).toBe('still here');
  });

  it('is not taken over by a reload for another reason, when it is worse than what is served', async () => {
    put('third', 'live');
    await job.look();
    put('narrow', 'live');
    const { prepared } = await home.stack.reload(home.config);
    expect(prepared.warnings.map(({ message }) => message).join()).toMatch(/served before.*cloud\.home\.localhost/);
    expect(await served()).toBe(fingerprint('third'));
  });

  it.each([
    ['a key of another certificate', () => put('first', 'live', ['key'])],
    ['no PEM', () => writeFileSync(at('live.crt'), 'oops')],
    ['a file that went away', () => rmSync(at('live.key'))],
  ])('does not keep a home down after a restart: %s', async (_what, spoil) => {
    spoil();
    await home.stop();
    home = await startTestHome(made);
    expect(await served()).toBe(fingerprint('third'));
    expect(home.prepared.warnings.map(({ message }) => message).join()).toContain('what was served last');
  });

  it('leaves the key of no pair in the open: what is served lies in the copy for Caddy alone, what was before nowhere', async () => {
    put('second', 'live');
    await job.look();
    put('third', 'live');
    await job.look();
    expect(await served()).toBe(fingerprint('third'));
    const keys = ['first', 'second', 'third', 'own-first', 'own-second'].map(
      (name) => [name, keySecret(readFileSync(at(`${name}.key`), 'utf8'))] as const,
    );
    const secrets = new Map<string, Secret>(keys);
    const { dir, rendered } = home.layout;
    const holding = filesOf(dir)
      .map((path) => [path, secretsIn(readFileSync(join(dir, path), 'latin1'), secrets)] as const)
      .filter(([, names]) => names.length > 0);
    expect(Object.fromEntries(holding)).toEqual({ [relative(dir, rendered.serverKey)]: ['third'] });
    expect(statSync(rendered.serverKey).mode & 0o037).toBe(0);
    const told = (await childrenOf(dir)).flatMap(({ pid }) =>
      ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'latin1')),
    );
    expect(told.join('\n')).toContain('caddy');
    expect(secretsIn([...told, ...said, JSON.stringify(entries)].join('\n'), secrets)).toEqual([]);
  });
});
