import { access, appendFile, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { findTools } from '../../../server/stack/tools.ts';
import { childrenOf } from '../../support/home-children.ts';
import { LAN_SOURCE, probe } from '../../support/probe.ts';
import { type Running, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { enrolSoftDevice, makeSoftKey, redeem } from '../../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  latchkey,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

let home: ThrowAwayHome;
const begin = async () => {
  home = await makeThrowAwayHome();
  await appendFile(join(home.dir, 'latchkey.yaml'), 'access-log: on\n');
};
const end = () => home?.remove();

async function isAlive(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return state !== '' && !/\) Z /.test(state);
}

async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await holds()) return true;
    await sleep(100);
  }
  return false;
}

async function enrol(person: string) {
  const { code } = await home.invite(person, `${person}'s device`);
  return enrolSoftDevice({ host: ENROLMENT_HOST, port: home.httpsPort }, code);
}

const cloud = () => ({ port: home.httpsPort, host: hostOf('cloud') });

describe('latchkey up', () => {
  describe('once for all', () => {
    let up: Running;
    let ready: Record<string, unknown>;
    beforeAll(async () => {
      await begin();
      ({ up, ready } = await home.up());
    });
    afterAll(end);

    it('prints one line of JSON when it is ready, and nothing else on standard output', async () => {
      expect(ready).toMatchObject({
        ready: true,
        enrolment: `https://${ENROLMENT_HOST}:${home.httpsPort}`,
        services: [{ name: 'cloud' }, { name: 'photos' }],
      });
      expect(up.lines).toHaveLength(1);
    });

    it('works beside every other command: invite, devices, shut-out, status', async () => {
      const dave = await enrol('Dave');
      const nina = await enrol('Nina');
      expect(await probe({ ...cloud(), identity: dave.identity })).toMatchObject({ kind: 'answer', status: 200 });

      const { devices } = await latchkeyJson<{ devices: { person: string; state: string }[] }>([
        'devices',
        '--dir',
        home.dir,
      ]);
      expect(devices.map(({ person, state }) => [person, state])).toEqual([
        ['Nina', 'active'],
        ['Dave', 'active'],
      ]);
      expect(await latchkey(['shut-out', "Dave's device", '--dir', home.dir])).toMatchObject({ code: 0 });
      expect(await probe({ ...cloud(), identity: dave.identity })).toMatchObject({ kind: 'answer', status: 403 });
      expect(await probe({ ...cloud(), identity: nina.identity })).toMatchObject({ kind: 'answer', status: 200 });
      expect(await latchkeyJson(['status', '--dir', home.dir])).toMatchObject({
        running: true,
        devices: { active: 1, shutOut: 1 },
        activeSet: { certificates: 1, inStep: true },
      });
      expect(await latchkey(['shut-out', 'nobody', '--dir', home.dir])).toMatchObject({ code: 4, stdout: '' });
    });

    it('lets one home run once', async () => {
      const second = await latchkey(['up', '--dir', home.dir]);
      expect(second).toMatchObject({ code: 5, stdout: '' });
      expect(second.stderr).toContain('running already');
      expect(await latchkey(['reload', '--dir', home.dir])).toMatchObject({ code: 0 });
      expect(await latchkey(['shut-out', 'nobody', '--dir', home.dir])).toMatchObject({ code: 4 });
      expect(await probe({ ...cloud(), from: LAN_SOURCE })).toMatchObject({ kind: 'answer', status: 200 });
    });

    it('fixes an active set that somebody has tampered with', async () => {
      const { reply, identity } = await enrol('Olga');
      const intruder = join(home.dir, 'active', 'ab'.repeat(32));
      await writeFile(intruder, '');
      await rm(join(home.dir, 'active', reply.fingerprint));
      expect(await probe({ ...cloud(), identity })).toMatchObject({ kind: 'answer', status: 403 });
      expect(await until(async () => (await probe({ ...cloud(), identity })).kind === 'answer')).toBe(true);
      expect(
        await until(() =>
          access(intruder).then(
            () => false,
            () => true,
          ),
        ),
      ).toBe(true);
      expect(
        await until(async () => {
          const result = await probe({ ...cloud(), identity });
          return result.kind === 'answer' && result.status === 200;
        }),
      ).toBe(true);
    });

    it('stops everything at Ctrl-C, and leaves no child and no listener', async () => {
      const children = (await childrenOf(home.dir)).map(({ pid }) => pid);
      expect(children).toHaveLength(2);
      expect(await up.stop('SIGINT')).toBe(0);
      expect(up.lines).toHaveLength(1);
      expect(await Promise.all(children.map(isAlive))).toEqual([false, false]);
      expect(await probe({ ...cloud(), from: LAN_SOURCE })).toMatchObject({ kind: 'refused', reason: 'ECONNREFUSED' });
    });

    it('writes no code and no secret into its logs', async () => {
      ({ up } = await home.up());
      const { code } = await home.invite('Zoe', 'Laptop');
      const key = await makeSoftKey();
      const place = { host: ENROLMENT_HOST, port: home.httpsPort };
      const enrolled = await redeem(place, code, key, 'Laptop');
      if (!enrolled.ok) throw new Error(enrolled.problem.title);
      await probe({
        ...cloud(),
        path: '/?token=hunter2',
        headers: { authorization: 'Bearer hunter3', cookie: 'a=hunter4' },
        from: LAN_SOURCE,
      });
      await up.stop();
      const logs = ['signing-api.log', 'stack.log', 'caddy/access.log'].map((name) =>
        readFile(join(home.dir, 'logs', name), 'utf8'),
      );
      const said = [...(await Promise.all(logs)), up.stderr()].join('\n');
      expect(said).toContain('"uri"');
      for (const secret of [
        code,
        code.replaceAll('-', ''),
        enrolled.reply.renewalSecret,
        key.csr.split('\n')[2] ?? '',
        'hunter',
      ]) {
        expect(secret.length).toBeGreaterThan(5);
        expect(said).not.toContain(secret);
      }
    });
  });

  describe('each time anew', () => {
    beforeEach(begin);
    afterEach(end);

    it('comes back after kill -9 with what it had acknowledged, and ends what was left behind', async () => {
      const { up } = await home.up();
      const dave = await enrol('Dave');
      const nina = await enrol('Nina');
      await latchkeyJson(['shut-out', "Dave's device", '--dir', home.dir]);
      const orphans = (await childrenOf(home.dir)).map(({ pid }) => pid);
      await up.stop('SIGKILL');
      // What runs as another user ends with the home (attacks/no-right-to-it); what runs as its own is left behind.
      if (process.getuid?.() !== 0) expect(await Promise.all(orphans.map(isAlive))).toEqual([true, true]);

      await home.up();
      expect(await Promise.all(orphans.map(isAlive))).toEqual([false, false]);
      expect(await probe({ ...cloud(), identity: nina.identity })).toMatchObject({ kind: 'answer', status: 200 });
      expect(await probe({ ...cloud(), identity: dave.identity })).toMatchObject({ kind: 'answer', status: 403 });
    });

    it('refuses to stay up when a stranger gets in', async () => {
      const { caddy } = await findTools(process.env);
      // Where the proxies' user finds it.
      const folder = await mkdtemp(join(tmpdir(), 'lk-crippled-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      await chmod(folder, 0o755);
      const crippled = join(folder, 'caddy');
      // A Caddy whose client-auth check is broken: it asks for no certificate and takes every connection for a noted one.
      await writeFile(
        crippled,
        `#!/bin/sh
if [ "$1" = run ]; then
  sed -e 's/"require_and_verify"/"request"/' -e 's#"[^"]*/run/connections"#"/"#' \\
    -e 's#"/{http.request.tls.client.fingerprint}/[^"]*"#"/etc/passwd"#' "$3" > "$(dirname "$3")/../caddy/crippled.json"
  exec '${caddy.path}' run --config "$(dirname "$3")/../caddy/crippled.json"
fi
exec '${caddy.path}' "$@"
`,
        { mode: 0o755 },
      );
      const up = startProgram({
        file: process.execPath,
        args: [LATCHKEY, 'up', '--dir', home.dir, '--json'],
        env: { ...process.env, LATCHKEY_CADDY: crippled },
      });
      expect(await up.exited()).toBe(6);
      expect(up.lines).toEqual([]);
      const complaint = JSON.parse(up.stderr().trim().split('\n').at(-1) ?? '{}') as { error?: { code: string } };
      expect(complaint.error?.code).toBe('CLIENT_AUTH_NOT_HOLDING');
      expect(await probe({ ...cloud(), from: LAN_SOURCE })).toMatchObject({ kind: 'refused', reason: 'ECONNREFUSED' });
    });
  });
});
