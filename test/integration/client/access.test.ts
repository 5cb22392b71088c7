import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findTool } from '../../../electron/adapters/run-command.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';
import { runClient } from '../../support/client/run-client.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';
import { further } from '../../support/long-tail.ts';

let person: Person;
let https: HttpsHome;
let home: FakeHome;

async function begin(): Promise<void> {
  person = await newPerson();
  home = await FakeHome.create();
  https = await startHttpsHome(home);
}
async function end(): Promise<void> {
  await https.close();
  await person.leave();
}

async function enrol(...flags: string[]): Promise<void> {
  expect((await runClient(person, ['enrol', https.invite(), ...flags])).exitCode).toBe(0);
}

async function access(env?: Record<string, string>) {
  const run = await runClient(person, ['access', '--json'], env ? { env } : {});
  const [only] = JSON.parse(run.stdout).homes;
  return { run, report: only };
}

describe('the access test with the real Chromium and its real store', () => {
  describe('of one person', () => {
    let service: HttpsHome['service'];
    beforeAll(async () => {
      await begin();
      service = https.service;
      await enrol();
    });
    afterEach(() => {
      https.service = service;
      for (const device of home.devices) device.state = 'active';
    });
    afterAll(end);

    test('gets in with the certificate out of the store, and a stranger does not', async () => {
      let seen = '';
      https.service = (request, response) => {
        seen = request.headers['user-agent'] ?? '';
        response.end('hello');
      };
      const { run, report } = await access();
      expect(report).toMatchObject({
        verdict: 'ok',
        probe: expect.stringMatching(/^Chromium \d+/),
        whoami: { state: 'active', zone: 'wan', fingerprint: home.devices[0]?.fingerprint },
        services: [{ name: 'cloud', outcome: { kind: 'reached', status: 200 } }],
        stranger: { name: 'cloud', outcome: { kind: 'refused' } },
      });
      expect(run.exitCode).toBe(0);
      expect(seen).toContain('Chrome/');
    });

    test('tells a service that is down from a door that is shut', async () => {
      https.service = (_request, response) => response.writeHead(502).end();
      expect((await access()).report.services[0].outcome).toEqual({ kind: 'service-down', status: 502 });
    });

    further(test)('takes a redirect for an answer and follows it nowhere', async () => {
      https.service = (_request, response) =>
        response.writeHead(302, { location: 'https://elsewhere.localhost/' }).end();
      expect((await access()).report.services[0].outcome).toMatchObject({ kind: 'reached', status: 302 });
    });

    test('without a browser it says so and claims nothing of the doors', async () => {
      const tools = join(person.home, 'bin');
      await mkdir(tools);
      for (const name of ['certutil', 'pk12util']) {
        await symlink((await findTool(name, person.env.PATH)) ?? '', join(tools, name));
      }
      const { run, report } = await access({ PATH: tools });
      expect(report).toMatchObject({
        probe: 'Node',
        verdict: 'not-tested',
        services: [{ outcome: { kind: 'not-tested' } }],
        stranger: { outcome: { kind: 'refused' } },
      });
      expect(run.exitCode).toBe(3);
      expect(run.stderr).toContain('no Chromium or Chrome was found');
    });

    test('is shut out by the door', async () => {
      for (const device of home.devices) device.state = 'shut-out';
      const { run, report } = await access();
      expect(report).toMatchObject({
        verdict: 'not-ok',
        whoami: { state: 'shut-out' },
        services: [{ outcome: { kind: 'shut-out' } }],
      });
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('this device was shut out');
    });
  });

  describe('of a person each', () => {
    beforeEach(begin);
    afterEach(end);

    further(test)(
      'shows the new key when there is an old one of the same person beside it, and hangs on no question',
      async () => {
        await enrol();
        await enrol('--keep-old', '--device', 'second');
        const run = await runClient(person, ['access', '--json']);
        const reports = JSON.parse(run.stdout).homes as {
          verdict: string;
          fingerprint: string;
          whoami: { fingerprint: string };
        }[];
        expect(reports.map(({ verdict }) => verdict)).toEqual(['ok', 'ok']);
        for (const { fingerprint, whoami } of reports) expect(whoami.fingerprint).toBe(fingerprint);
      },
    );

    test('does not trust a server that only has the same name', async () => {
      await enrol();
      // The same addresses lead to a server with a root of its own now.
      await https.close();
      https = await startHttpsHome(home, https);
      const { report } = await access();
      expect(report.services[0].outcome.kind).toBe('server-not-trusted');
      expect(report.stranger.outcome.kind).toBe('server-not-trusted');
      expect(report.whoami).toBeNull();
      expect(report.verdict).toBe('not-ok');
    });

    further(test)('says that nothing answers when nothing answers', async () => {
      await enrol();
      await https.close();
      const { report } = await access();
      expect(report.services[0].outcome.kind).toBe('home-not-answering');
      expect(report.stranger.outcome.kind).toBe('home-not-answering');
      https = await startHttpsHome(home);
    });

    test('a certificate that somebody removed from the store is missed', async () => {
      await enrol();
      const folder = join(person.dataHome, 'pki/nssdb');
      await rm(folder, { recursive: true });
      expect((await access()).report.services[0].outcome.kind).toBe('no-certificate');
    });

    test('a computer without a key is told so', async () => {
      const run = await runClient(person, ['access', '--json']);
      expect(run.exitCode).toBe(1);
      expect(JSON.parse(run.stdout)).toMatchObject({ ok: false, error: { code: 'NOT_ENROLLED' } });
    });
  });
});
