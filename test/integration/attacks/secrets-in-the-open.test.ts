/**
 * After everything that an admin does with a home, the real secrets are looked for where others could read them: the
 * arguments and environments of every process, what the commands said, every file. The relative's side is searched in
 * test/integration/client/enrol.test.ts, the keys of `certificates: files` in test/integration/stack/renewed-files.test.ts.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeLayout } from '../../../server/core/layout.ts';
import { childrenOf } from '../../support/home-children.ts';
import { giveHomeAway } from '../../support/home-owner.ts';
import { startReceiver } from '../../support/notices/receiver.ts';
import { probe } from '../../support/probe.ts';
import { type Finished, run, startProgram } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { filesOf, keySecret, type Secret, secretsIn, spellings } from '../../support/secrets.ts';
import { enrolSoftDevice, postJson } from '../../support/soft-device.ts';
import { mayTrace, straceWords } from '../../support/strace.ts';
import {
  ENROLMENT_HOST,
  hostOf,
  type Invited,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../../support/throw-away-home.ts';

describe.runIf(mayTrace())('what is secret', () => {
  let scratch: string;
  let home: ThrowAwayHome;
  const secrets = new Map<string, Secret>();
  /** By what each is: what was said, what the system was told. */
  const open = new Map<string, string>();
  let traces = 0;

  const found = (text: string) => secretsIn(text, secrets);

  const traced = (...words: string[]) => {
    traces += 1;
    const strace = straceWords('execve', join(scratch, `trace-${traces}`), '-v', '-s', '65535');
    return { file: 'strace', args: [...strace, process.execPath, LATCHKEY, ...words, '--dir', home.dir] };
  };
  const admin = async (...words: string[]): Promise<Finished> => {
    const finished = await run(traced(...words));
    expect(finished, finished.stderr).toMatchObject({ code: 0 });
    return finished;
  };
  const said = ({ stdout, stderr }: Finished) => `${stdout}\n${stderr}`;
  const note = async (...words: string[]) => void open.set(words.join(' '), said(await admin(...words)));
  const secretFile = (name: string, content: string) => {
    const path = join(scratch, 'kept', name);
    writeFileSync(path, `${content}\n`, { mode: 0o600 });
    secrets.set(name, [content]);
    return path;
  };

  async function liveOn(): Promise<void> {
    const layout = homeLayout(home.dir);
    const receiver = await startReceiver();
    const webhook = secretFile('webhook secret', 'whsec_bGF0Y2hrZXkgaG9vayBvZiBhIHRlc3Q');
    const passphrase = secretFile('passphrase of the CA', 'correct horse battery staple of the authority');
    const sealed = secretFile('passphrase of the backup', 'eight other words that nobody would ever guess');
    secrets.set('secret.key', [readFileSync(layout.secret)]);
    secrets.set('key of the CA', keySecret(readFileSync(layout.ca.key, 'utf8')));
    secrets.set('key of the server root', keySecret(readFileSync(layout.ca.serverRootKey, 'utf8')));
    // The running home, which is not root, reads it whenever it sends.
    giveHomeAway(join(scratch, 'kept'));
    const notices = `notices:\n  webhook:\n    url: ${receiver.url}\n    secret: { file: ${webhook} }\n`;
    writeFileSync(layout.config, `${readFileSync(layout.config, 'utf8')}\n${notices}`);

    const up = startProgram(traced('up', '--json'));
    const { pid } = JSON.parse(await up.nextLine());
    const invite = async (person: string) => {
      const finished = await admin('invite', person, '--json');
      const { code } = JSON.parse(finished.stdout) as Invited;
      secrets.set(`code of ${person}`, [code]);
      open.set(`what invite ${person} complained of`, finished.stderr);
      return code;
    };
    const place = { host: ENROLMENT_HOST, port: home.httpsPort };
    const [dave, nina] = [
      await enrolSoftDevice(place, await invite('Dave')),
      await enrolSoftDevice(place, await invite('Nina')),
    ];
    await invite('Never');
    for (const [name, { reply, identity }] of Object.entries({ dave, nina })) {
      secrets.set(`renewal secret of ${name}`, [reply.renewalSecret]);
      secrets.set(`key of ${name}`, keySecret(identity.key));
    }
    await probe({ port: home.httpsPort, host: hostOf('cloud'), identity: dave.identity });
    // Wrong in the right places: what is refused is written down too.
    const { deviceId } = { deviceId: dave.reply.device.id };
    await postJson(place, '/v1/leave', { deviceId, renewalSecret: nina.reply.renewalSecret });
    const [used = ''] = secrets.get('code of Dave') ?? [];
    await postJson(place, '/v1/invitations/preview', { code: String(used) });
    await nina.leave();

    await note('notices', 'test');
    await note('reload');
    await note('ca', 'protect', '--passphrase-file', passphrase);
    await note('backup', join(scratch, 'home.backup'), '--passphrase-file', sealed);
    await note('shut-out', dave.reply.device.id);
    const looking = [['devices'], ['people'], ['invites'], ['audit'], ['status'], ['ca', 'show'], ['config', 'diff']];
    await Promise.all(looking.map((words) => note(...words, '--json')));
    const running = [pid, ...(await childrenOf(home.dir)).map((child) => child.pid)];
    for (const each of running) {
      for (const file of ['cmdline', 'environ']) {
        open.set(`${file} of ${each}`, readFileSync(`/proc/${each}/${file}`, 'latin1').replaceAll('\0', '\n'));
      }
    }
    // The end of a program that fails where nobody catches.
    process.kill(pid, 'SIGABRT');
    for (const each of running.slice(1)) process.kill(each, 'SIGTERM');
    await up.exited();
    open.set('what up said', `${up.lines.join('\n')}\n${up.stderr()}`);
    open.set('what the webhook was told', receiver.received.map(({ body, path }) => `${path}\n${body}`).join('\n'));
    expect(receiver.received.length).toBeGreaterThan(0);
    await receiver.close();
  }

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'latchkey-secrets-'));
    mkdirSync(join(scratch, 'kept'), { mode: 0o700 });
    home = await makeThrowAwayHome();
    await liveOn();
  });
  afterAll(async () => {
    await home.remove();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('is found by this search in each of its spellings', () => {
    expect(secrets.size).toBeGreaterThan(10);
    for (const [name, forms] of secrets) {
      for (const each of forms.flatMap(spellings)) expect(found(`before ${each} after`), name).toContain(name);
    }
  });

  it('is in nothing that a command said, in no argument and in no environment', () => {
    for (const name of readdirSync(scratch).filter((file) => file.startsWith('trace-'))) {
      open.set(name, readFileSync(join(scratch, name), 'latin1'));
    }
    const seen = [...open.values()].join('\n');
    for (const word of ['haproxy', 'caddy', 'execve', 'Dave', 'PATH=']) expect(seen).toContain(word);
    expect([...open].map(([name, text]) => [name, found(text)]).filter(([, names]) => names?.length)).toEqual([]);
  });

  it('is in no file but its own, which is its owner’s alone', () => {
    const holding = filesOf(home.dir)
      .map((path) => [path, found(readFileSync(join(home.dir, path), 'latin1'))] as const)
      .filter(([, names]) => names.length > 0);
    expect(Object.fromEntries(holding)).toEqual({
      'secret.key': ['secret.key'],
      'ca/server-root.key': ['key of the server root'],
    });
    // The proxies' user may read the second; see no-right-to-it.
    for (const [path] of holding) expect(statSync(join(home.dir, path)).mode & 0o037, path).toBe(0);
    expect(found(readFileSync(join(scratch, 'home.backup'), 'latin1'))).toEqual([]);
  });
});
