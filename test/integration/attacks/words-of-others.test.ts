/**
 * What an older registry, a forged backup and a hostile home put into names, looked for in what the real commands write:
 * no terminal gets a character that it would obey or that would lie, and no line that is not ours begins like one.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packBackup } from '../../../server/backup/archive.ts';
import { seal } from '../../../server/backup/sealing.ts';
import { homeLayout } from '../../../server/core/layout.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { type HttpsHome, startHttpsHome } from '../../support/client/https-home.ts';
import { runClient } from '../../support/client/run-client.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';
import { takeHomeBack } from '../../support/home-owner.ts';
import { ALL_HOSTILE_WORDS, HOSTILE_WORDS, OBEYED } from '../../support/hostile-words.ts';
import { makeThrowAwayHome, type ThrowAwayHome } from '../../support/throw-away-home.ts';
import { runCommand } from '../../unit/server/cli/run.ts';

/** In this process: what is tried is what is written. */
async function latchkey(args: readonly string[]) {
  const { code, out: stdout, err: stderr } = await runCommand(args);
  return { code, stdout, stderr };
}

const WORDS = Object.values(HOSTILE_WORDS);
const OUR_FIRST_WORDS = /^(error|hint|warning):/;

function expectHarmless({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }, ours = 2): void {
  expect(stdout).not.toMatch(OBEYED);
  expect(stderr).not.toMatch(OBEYED);
  const first = `${stdout}\n${stderr}`.split('\n').filter((line) => OUR_FIRST_WORDS.test(line));
  expect(first.length, stderr).toBeLessThanOrEqual(ours);
}

/** Rows as an older version, or whoever wrote to the file, left them. */
function fill(registry: string): string[] {
  const database = new DatabaseSync(registry);
  const ids: string[] = [];
  for (const [at, words] of WORDS.entries()) {
    const id = `${String(at).padStart(8, '0')}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`;
    ids.push(id);
    database
      .prepare(
        'INSERT INTO invitation (id, code_hash, person, created_at, expires_at, redeemed_at) VALUES (?, ?, ?, 1, 2, 1)',
      )
      .run(`1${id.slice(1)}`, String(at).padStart(64, '0'), words);
    database
      .prepare(
        `INSERT INTO device (id, invitation_id, person, name, note, state, renewal_generation, enrolled_at)
         VALUES (?, ?, ?, ?, ?, 'active', 0, 1)`,
      )
      .run(id, `1${id.slice(1)}`, words, words, words);
    database
      .prepare(
        `INSERT INTO certificate (fingerprint, device_id, serial, der, spki_hash, not_before, not_after, state, generation)
         VALUES (?, ?, ?, x'30', ?, 1, 9000000000000, 'active', 0)`,
      )
      .run(String(at).padStart(64, 'b'), id, `a${at}`, String(at).padStart(64, 'c'));
    database
      .prepare(
        'INSERT INTO invitation (id, code_hash, person, created_at, expires_at) VALUES (?, ?, ?, 1, 9000000000000)',
      )
      .run(`2${id.slice(1)}`, String(at).padStart(64, 'a'), words);
  }
  database.close();
  return ids;
}

describe('names in the registry', () => {
  let home: ThrowAwayHome;
  let ids: string[];
  beforeAll(async () => {
    home = await makeThrowAwayHome();
    takeHomeBack(home.dir);
    ids = fill(homeLayout(home.dir).registry);
  });
  afterAll(() => home.remove());
  // The last word of a completion is the one being typed.
  const run = (...args: string[]) =>
    args[0] === '__complete'
      ? latchkey([...args.slice(0, -1), '--dir', home.dir, args.at(-1) ?? ''])
      : latchkey([...args, '--dir', home.dir]);

  it.each([
    ['devices', '--all'],
    ['people', '--all'],
    ['invites', '--all'],
    ['status'],
    ['ca', 'show'],
    ['shut-out', 'x'],
    ['shut-out', 'x hint'],
    ['device', 'show', 'xy'],
    ['person', 'shut-out', 'x', '--yes'],
    ['devices', '--person', 'x'],
    ['__complete', 'shut-out', ''],
    ['__complete', 'person', 'shut-out', ''],
    ['__complete', 'invites', 'cancel', ''],
  ])('are harmless in %s %s', async (...words) => {
    const done = await run(...words.filter((word) => word !== undefined));
    expect(done.stdout + done.stderr).not.toBe('');
    expect(done.stderr).not.toContain('registry');
    expectHarmless(done);
  });

  it('are given to a shell as ids, one a line', async () => {
    const { stdout } = await latchkey(['__complete', 'shut-out', '--dir', home.dir, '']);
    const [kind, ...lines] = stdout.trimEnd().split('\n');
    expect(kind).toBe('words');
    for (const line of lines) expect(line).toMatch(/^[0-9a-f-]{36}\t[^\t]+$/);
    expect(lines.map((line) => line.slice(0, 36)).sort()).toEqual(ids);
  });

  it('are the very names in --json, spelt out', async () => {
    const done = await run('devices', '--all', '--json');
    expectHarmless(done);
    const { devices } = JSON.parse(done.stdout) as { devices: { name: string }[] };
    expect(devices.map(({ name }) => name).toSorted()).toEqual(WORDS.toSorted());
  });

  it('go on working: each is shown, noted, shut out and renamed by its id, in harmless words', async () => {
    for (const id of [ids[0] ?? '', ids.at(-5) ?? '', ids.at(-1) ?? '']) {
      for (const words of [
        ['device', 'show', id],
        ['device', 'note', id, 'seen'],
        ['shut-out', id],
      ]) {
        const done = await run(...words);
        expect(done.code, done.stderr).toBe(0);
        expectHarmless(done);
      }
    }
    const renamed = await run('device', 'rename', ids[0] ?? '', 'good name');
    expect(renamed).toMatchObject({ code: 0 });
    for (const words of [
      ['audit', '--all'],
      ['audit', '--all', '--json'],
    ]) {
      const done = await run(...words);
      expect(done.stdout).toContain('called good name now');
      expectHarmless(done);
    }
  }, 120_000);
});

it('a forged backup tells its reader no lies', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-forged-'));
  const home = await makeThrowAwayHome();
  try {
    const layout = homeLayout(home.dir);
    fill(layout.registry);
    const content = new Map<string, Uint8Array>();
    for (const [name, path] of [
      ['registry.db', layout.registry],
      ['secret.key', layout.secret],
      ['ca/homelab-ca.crt', layout.ca.certificate],
    ] as const) {
      content.set(name, await readFile(path));
    }
    const identity = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const recipients = [/age1[a-z0-9]+/.exec(identity)?.[0] ?? ''];
    await writeFile(join(folder, 'identity'), identity, { mode: 0o600 });
    for (const [at, words] of [ALL_HOSTILE_WORDS, HOSTILE_WORDS['begin a line']].entries()) {
      content.set(
        'latchkey.yaml',
        Buffer.from(`home:\n  name: ${JSON.stringify(words)}\n  ${JSON.stringify(words)}: 1\n`),
      );
      const facts = { home: words, domain: words, madeAt: '2026-01-31T18:05:00.000Z', version: words };
      const file = join(folder, `${at}.tar.age`);
      await writeFile(file, (await seal(await packBackup(facts, content), { kind: 'recipients', recipients })).bytes);
      for (const letIn of [[], ['--let-in', 'none']]) {
        const done = await latchkey([
          ...['restore', file, '--identity-file', join(folder, 'identity'), '--dir', join(folder, `home-${at}`)],
          ...letIn,
        ]);
        expect(done.stdout + done.stderr).not.toBe('');
        expectHarmless(done, 12);
      }
    }
  } finally {
    await home.remove();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);

describe('a hostile home', () => {
  let person: Person;
  let https: HttpsHome;
  const client = (...args: string[]) => runClient(person, args);
  beforeAll(async () => {
    person = await newPerson();
  });
  afterAll(() => person.leave());
  afterEach(() => https.close());

  it('deceives with none of its names', async () => {
    const words = ['clear the screen', 'reverse the text', 'hide text'] as const;
    const said = words.map((word) => HOSTILE_WORDS[word]).join(' ');
    const home = await FakeHome.create(said);
    https = await startHttpsHome(home);
    const name = ALL_HOSTILE_WORDS.slice(0, 60);
    home.services = [{ name, url: `https://cloud.${home.domain}:${https.doorPort}/` }];
    const invite = https.invite(said);
    for (const args of [['enrol', invite], ['homes'], ['homes', '--json'], ['leave', '--yes']]) {
      const done = await client(...args);
      expect(done.exitCode, done.stderr).toBe(0);
      expect(done.stdout + done.stderr).toMatch(/x\\{1,2}u/);
      expectHarmless(done);
    }
  }, 90_000);

  it('deceives with no refusal', async () => {
    const words = ALL_HOSTILE_WORDS;
    https = await startHttpsHome(await FakeHome.create());
    https.instead = (_request, response) => {
      const said = { type: words, title: words, detail: words, hint: words, requestId: words };
      response
        .writeHead(403, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ ...said, code: 'INVITATION_NOT_VALID', status: 403, retryable: false }));
    };
    for (const more of [[], ['--json']]) {
      const done = await client('enrol', https.invite('Dave'), ...more);
      expect(done.exitCode).not.toBe(0);
      expectHarmless(done);
    }
  }, 90_000);
});
