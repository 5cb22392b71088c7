import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { judgeDevice } from '../../../electron/core/access/judge.ts';
import { CODE_RANDOM_BYTES, codeFromRandom } from '../../../shared/code.ts';
import { installedFingerprints } from '../../support/client/person-store.ts';
import { runClient } from '../../support/client/run-client.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';
import { further } from '../../support/long-tail.ts';
import { probe, WAN_SOURCE } from '../../support/probe.ts';
import { enrolSoftDevice } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

let home: ThrowAwayHome;
let person: Person;

beforeAll(async () => {
  home = await makeThrowAwayHome();
  await appendFile(join(home.dir, 'latchkey.yaml'), 'contact: { name: Mum, email: mum@example.com }\n');
  await home.up();
});
afterAll(() => home.remove());
beforeEach(async () => {
  person = await newPerson();
});
afterEach(() => person.leave());

interface Tried {
  readonly name: string;
  readonly outcome: { readonly kind: string };
}

interface DeviceRow {
  readonly id: string;
  readonly state: string;
}

const devices = async () =>
  new Map(
    (await latchkeyJson<{ devices: DeviceRow[] }>(['devices', '--dir', home.dir])).devices.map(({ id, state }) => [
      id,
      state,
    ]),
  );
const client = async (...args: string[]) => {
  const { exitCode, stdout, stderr } = await runClient(person, [...args, '--json']);
  return { exitCode, stderr, json: JSON.parse(stdout) };
};

describe('the client at a real home: HAProxy, Caddy, the signing API on SQLite', () => {
  test('gets in, is replaced by its second key, leaves, and is out', async () => {
    const first = await client('enrol', (await home.invite('Dave')).invite);
    expect(first.json).toMatchObject({ ok: true });
    const second = await client('enrol', (await home.invite('Dave')).invite);
    expect(second.json).toMatchObject({
      ok: true,
      enrolled: [{ replaced: [{ told: 'told', removed: true }] }],
    });

    const [old, current] = [first, second].map(({ json }) => json.enrolled[0]);
    expect(await installedFingerprints(person)).toEqual([current.fingerprint]);
    const before = await devices();
    expect([before.get(old.device.id), before.get(current.device.id)]).toEqual(['left', 'active']);

    const access = await client('access');
    expect(access.json).toMatchObject({ ok: true, homes: [{ whoami: { state: 'active', zone: 'wan' } }] });

    expect((await client('leave')).json).toMatchObject({ ok: true, left: [{ told: 'told', removed: true }] });
    expect((await devices()).get(current.device.id)).toBe('left');
    expect(await installedFingerprints(person)).toEqual([]);
  });

  further(test)('killed after the home redeemed the code, the next start gets the one certificate', async () => {
    const { invite } = await home.invite('Mary');
    const known = await devices();
    expect(await runClient(person, ['enrol', invite], { killAt: 'reply-received' })).toMatchObject({
      signal: 'SIGKILL',
    });
    const next = await client('enrol');
    expect(next.json).toMatchObject({ ok: true, enrolled: [{ resumed: true, person: 'Mary' }] });
    expect((await devices()).size).toBe(known.size + 1);
    expect(await installedFingerprints(person)).toEqual([next.json.enrolled[0].fingerprint]);
  });

  test('a device that was shut out is told so, at every door', async () => {
    const { json } = await client('enrol', (await home.invite('Zoë', 'Laptop, the old one')).invite);
    const { code } = await latchkey(['shut-out', json.enrolled[0].device.id, '--dir', home.dir, '--json']);
    expect(code).toBe(0);
    const access = await client('access');
    expect(access.exitCode).toBe(1);
    const [report] = access.json.homes;
    expect(report.whoami.state).toBe('shut-out');
    expect(report.services.map(({ outcome }: { outcome: { kind: string } }) => outcome.kind)).toEqual([
      'shut-out',
      'shut-out',
    ]);
    expect(report.stranger.outcome.kind).toBe('refused');
  });

  further(test)(
    'a grant that is taken away and given back is seen at the next look, and nothing is renewed for it',
    async () => {
      const admin = (...words: string[]) => latchkeyJson([...words, '--dir', home.dir]);
      const enrolled = (await client('enrol', (await home.invite('Ada')).invite)).json.enrolled[0];
      const look = async () => {
        const { exitCode, stderr, json } = await client('access');
        const [report] = json.homes;
        const outcomes = report.services.map(({ name, outcome }: Tried) => `${name} ${outcome.kind}`);
        return { exitCode, stderr, outcomes, report };
      };
      await admin('deny', 'Ada', 'photos');
      const denied = await look();
      expect(denied).toMatchObject({ exitCode: 0, outcomes: ['cloud reached'], report: { verdict: 'ok' } });
      expect(denied.stderr).toContain('taken away since the last look: photos');
      expect(denied.report.whoami.contact).toEqual({ name: 'Mum', email: 'mum@example.com' });
      await admin('allow', 'Ada', 'photos');
      const allowed = await look();
      expect(allowed.outcomes).toEqual(['cloud reached', 'photos reached']);
      expect(allowed.stderr).toContain('open since the last look: photos');
      expect(allowed.report.fingerprint).toBe(enrolled.fingerprint);

      const { json } = await client('homes');
      expect(json.homes[0].services.map(({ name }: Tried) => name)).toEqual(['cloud', 'photos']);
    },
  );

  test('what a home answers at a service that is not theirs is read as just that', async () => {
    const { code } = await latchkeyJson<{ code: string }>(['invite', 'Nina', '--service', 'photos', '--dir', home.dir]);
    const { identity } = await enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort, from: WAN_SOURCE }, code);
    const outcomeAt = async (service: string) => {
      const answer = await probe({ port: home.httpsPort, host: hostOf(service), identity });
      if (answer.kind === 'refused') throw new Error(answer.reason);
      const visit = { ...answer, headers: Object.fromEntries(answer.headers), ms: 1 };
      const [notBefore, notAfter] = ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z'];
      return judgeDevice(visit, { now: new Date(), notBefore, notAfter, installed: true }).kind;
    };
    expect([await outcomeAt('photos'), await outcomeAt('cloud')]).toEqual(['reached', 'not-allowed']);
  });

  further(test)('a used code and a made-up one get the same answer and leave nothing', async () => {
    const { invite } = await home.invite('Dave');
    await client('enrol', invite);
    const madeUp = codeFromRandom(crypto.getRandomValues(new Uint8Array(CODE_RANDOM_BYTES)));
    const answers = [await client('enrol', invite), await client('enrol', invite.replace(/^[^@]+/, madeUp))];
    for (const { exitCode, json } of answers) {
      expect(exitCode).toBe(1);
      expect(json).toMatchObject({ failed: [{ code: 'INVITATION_NOT_VALID', step: 'preview', resumable: false }] });
    }
    const [used, unknown] = answers.map(({ json }) => ({ ...json.failed[0], requestId: undefined }));
    expect(used).toEqual(unknown);
    expect(await installedFingerprints(person)).toHaveLength(1);
  });
});
