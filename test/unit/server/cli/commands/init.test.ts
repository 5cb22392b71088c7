/** `latchkey init` at a terminal: five questions, each answer that is left out, and nothing made when they are broken off. */
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runLatchkey } from '../../../../../server/cli/program.ts';
import { breakOff } from '../../../../../server/platform/breaking-off.ts';
import { HOME_OWNER } from '../../../../support/home-owner.ts';
import { sampleOf } from '../../../../support/long-tail.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latchkey-init-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

type Input = PassThrough;
/** As Ctrl-D does. */
const endInput = (input: Input) => input.end();

/** As Node tells of a terminal that was closed. */
const hangUp = (input: Input) => input.emit('error', Object.assign(new Error('gone'), { code: 'EIO' }));

/** Node emits an error of the input when it cannot set the terminal. */
const withoutModes = (input: Input) => Object.assign(input, { setRawMode: () => hangUp(input) });

/** Nothing is asked for its version: that is tried once, and takes as long as all the questions. */
const NO_PROGRAMS = { LATCHKEY_CADDY: '/nowhere', LATCHKEY_HAPROXY: '/nowhere' };
const REAL_PROGRAMS = { LATCHKEY_CADDY: '', LATCHKEY_HAPROXY: '' };

/** Answers as they are asked for; a question without an answer ends the input, unless something else happens there. */
async function init(
  answers: readonly string[],
  env: Record<string, string> = {},
  then: (input: Input) => void = endInput,
) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const err = Object.assign(new PassThrough(), { isTTY: true });
  const out = new PassThrough();
  const said: string[] = [];
  const printed: string[] = [];
  const left = [...answers];
  let warnedOfAHome = false;
  out.on('data', (part: Buffer) => printed.push(part.toString()));
  let line = '';
  let asked = false;
  err.on('data', (part: Buffer) => {
    const text = stripVTControlCharacters(part.toString());
    said.push(text);
    if (text.includes('warning: ')) warnedOfAHome ||= existsSync(join(dir, 'home/latchkey.yaml'));
    line += text;
    // An answer ends its line; the prompt may be drawn more than once before.
    if (/\n$/.test(line)) [line, asked] = ['', false];
    if (asked || !/: ?$/.test(line)) return;
    asked = true;
    const answer = left.shift();
    setImmediate(() => (answer === undefined ? then(input) : input.write(`${answer}\n`)));
  });
  const code = await runLatchkey(['init', '--dir', join(dir, 'home')], {
    terminal: { out, err, input },
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', ...NO_PROGRAMS, ...env },
    clock: { now: () => Date.now() },
    program: ['/nowhere'],
    actor: 'admin:test',
  });
  return { code, said: said.join(''), printed: printed.join(''), left, warnedOfAHome };
}

const yaml = () => readFile(join(dir, 'home/latchkey.yaml'), 'utf8');

describe('latchkey init at a terminal', () => {
  test('asks five questions and makes a home of the answers', async () => {
    const answers = [
      'example.com',
      '192.168.1.0/24',
      'cloud=http://127.0.0.1:8080 photos=http://127.0.0.1:2283',
      'nina@example.com',
      'http-01',
    ];
    const done = await init(answers, REAL_PROGRAMS);
    expect(done, done.said).toMatchObject({ code: 0, left: [] });
    expect(await yaml()).toMatch(
      /domain: example\.com[\s\S]*- 192\.168\.1\.0\/24[\s\S]*certificates: http-01[\s\S]*cloud: [\s\S]*photos: [\s\S]*contact:\n {2}email: nina@example\.com/,
    );
  });

  test.each([
    ['https://example.com/', 'example.com'],
    ['http://Example.COM:8443/path?x#y', 'example.com'],
    ['*.example.com.', 'example.com'],
    ['example.com/', 'example.com'],
  ])('understands %s as a domain, and says what is used', async (typed, domain) => {
    const done = await init([typed, 'none', 'none', 'none', 'internal']);
    expect(done, done.said).toMatchObject({ code: 0, left: [] });
    expect(await yaml()).toMatch(new RegExp(`domain: ${domain}\\n`));
    expect(done.said).toContain(`note: the domain is ${domain}; you wrote ${typed}`);
  });

  test('asks for no certificates where no CA gives any, however the name is written', async () => {
    const done = await init(['https://Home.Localhost/', 'none', 'none', 'none']);
    expect(done, done.said).toMatchObject({ code: 0, left: [] });
    expect(await yaml()).toContain('certificates: internal\n');
  });

  test.each(['nas.local', 'https://Home.Internal/', '\u200bmy.home.arpa'])(
    'offers a root of its own for %s',
    async (typed) => {
      const done = await init([typed, 'none', 'none', 'none', '']);
      expect(done, done.said).toMatchObject({ code: 0, left: [] });
      expect(await yaml()).toContain('certificates: internal\n');
    },
  );

  test.each(['', 'https://', 'localhost', 'https:///x'])('asks again for a domain that is none: %j', async (typed) => {
    const done = await init([typed, 'example.com', 'none', 'none', 'none', 'internal']);
    expect(done, done.said).toMatchObject({ code: 0, left: [] });
    // One thing is wrong, and one is said.
    expect(done.said).toMatch(/home\.domain is (empty|not a domain)/);
    expect(done.said).not.toContain('home.name');
    expect(done.said).not.toContain('you wrote');
  });

  test('asks for a token without showing it, and keeps it where nobody else can read it', async () => {
    const done = await init(['example.com', 'none', 'none', 'none', 'dns-01:cloudflare', 's3cret-t0ken']);
    expect(done, done.said).toMatchObject({ code: 0, left: [] });
    // The token is asked for right after the certificates: no answer that is shown comes in between.
    expect(done.said.split(/Write one of them.*?: /).at(-1)).toMatch(/^dns-01:cloudflare\s+CF_DNS_API_TOKEN/);
    expect(done.said + done.printed).not.toContain('s3cret-t0ken');
    const file = join(dir, 'home/secrets/CF_DNS_API_TOKEN');
    expect(await readFile(file, 'utf8')).toBe('s3cret-t0ken\n');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await yaml()).not.toContain('s3cret');
  });

  test('leaves a token for later', async () => {
    expect(await init(['example.com', 'none', 'none', 'none', 'dns-01:cloudflare', ''])).toMatchObject({ code: 0 });
    expect(await readdir(join(dir, 'home'))).not.toContain('secrets');
  });

  test('prints what fills a token, for who may write there and with nothing behind it', async () => {
    const answers = ['example.com', 'none', 'none', 'none', 'dns-01:cloudflare', ''];
    const done = await init(answers, { LATCHKEY_UNIT_DIR: join(dir, 'home') });
    expect(done.printed).toContain(
      `\n  sudo install -D -m 600 /dev/stdin ${join(dir, 'home/secrets/CF_DNS_API_TOKEN')}\n`,
    );
  });

  test('asks again when an answer cannot be', async () => {
    const answers = ['example.com', '172.17.0.0/16', 'none', 'cloud', 'none', 'none', 'http-01'];
    const done = await init(answers);
    expect(done, done.said).toMatchObject({ code: 0, left: [] });
    expect(done.said).toContain('container');
    expect(done.said).toContain('names no upstream');
  });

  test.each(sampleOf('questions to be broken off at', [0, 1, 2, 3, 4, 5], 3))(
    'makes nothing when it is broken off after %i answers, and can be begun again',
    async (count) => {
      const answers = ['example.com', 'none', 'none', 'none', 'dns-01:cloudflare'];
      expect((await init(answers.slice(0, count))).code).toBe(2);
      expect(await readdir(dir)).toEqual([]);
      expect(await init([...answers, 'token'])).toMatchObject({ code: 0 });
    },
  );

  test.each<[string, (input: Input) => void, number]>([
    ['Ctrl-C is pressed', (input) => input.write('\x03'), 130],
    ['the program is to end', () => breakOff('SIGTERM'), 143],
    ['the terminal is closed', () => breakOff('SIGHUP'), 129],
    ['the terminal is gone', hangUp, 129],
    ['a terminal is gone that can be set no more', (input) => hangUp(withoutModes(input)), 129],
    ['the input fails', (input) => input.emit('error', Object.assign(new Error('lost'), { code: 'EAGAIN' })), 2],
  ])('makes nothing when %s, whatever is asked', async (_, then, code) => {
    const answers = ['example.com', 'none', 'none', 'none', 'dns-01:cloudflare'];
    for (const count of [0, 3, 5]) {
      const done = await init(answers.slice(0, count), {}, then);
      expect(done.code).toBe(code);
      expect(done.said).toContain('Nothing was made');
      expect(await readdir(dir)).toEqual([]);
    }
  });

  test('asks nothing where there is a home already, and says how it is changed', async () => {
    const answers = ['example.com', 'none', 'none', 'none', 'http-01'];
    expect(await init(answers)).toMatchObject({ code: 0, left: [] });
    const again = await init(answers);
    expect(again).toMatchObject({ code: 5, left: answers });
    expect(again.said).toContain('edit its latchkey.yaml, then latchkey reload');
  });

  test('says how the home is started by what runs it', async () => {
    const answers = ['example.com', 'none', 'none', 'none', 'http-01'];
    const image = await init(answers, { LATCHKEY_RUNS_BY: 'compose' });
    expect(image.printed).toContain('docker compose up --detach');
    expect(image.printed).toContain("docker compose exec home latchkey invite '<person>'");
    expect(image.printed).toContain('Edit home/latchkey.yaml to change anything');
    await rm(join(dir, 'home'), { recursive: true });
    const unit = await init(answers, { LATCHKEY_UNIT_DIR: join(dir, 'home') });
    expect(unit.printed).toContain('sudo systemctl enable --now latchkey');
    expect(unit.printed).toContain("sudo latchkey invite '<person>'");
    await rm(join(dir, 'home'), { recursive: true });
    expect((await init(answers, { LATCHKEY_UNIT_DIR: '/srv/latchkey' })).printed).toContain('latchkey up --dir');
  });

  test.runIf(process.getuid?.() === 0)('says that a home of root has to be given away before it runs', async () => {
    const answers = ['example.com', 'none', 'none', 'none', 'http-01'];
    const home = join(dir, 'home');
    const steps = `chown -R latchkey: ${home}`;
    expect((await init(answers)).printed).toMatch(new RegExp(`As root, give it to a user first:\n.*${steps}\n`));
    await rm(home, { recursive: true });
    await mkdir(home);
    await chmod(dir, 0o711);
    await chown(home, HOME_OWNER, HOME_OWNER);
    const theirs = await init(answers);
    expect(theirs, theirs.said).toMatchObject({ code: 0 });
    expect(theirs.printed).not.toContain('chown');
  });

  test('says what the home will not run without', async () => {
    const done = await init(['example.com', 'none', 'none', 'none', 'http-01'], {
      PATH: '/nowhere',
      ...REAL_PROGRAMS,
      LATCHKEY_CADDY: '/nowhere/caddy',
    });
    expect(done.code).toBe(0);
    expect(done.said).toContain('LATCHKEY_CADDY names /nowhere/caddy');
    // Whoever breaks off while the programs are asked has made nothing.
    expect(done.warnedOfAHome).toBe(false);
    expect(done.said).not.toContain('lego');
  });

  test('says that certificates by DNS need lego', async () => {
    const done = await init(['example.com', 'none', 'none', 'none', 'dns-01:cloudflare', ''], { PATH: '/nowhere' });
    expect(done.code).toBe(0);
    expect(done.said).toMatch(/warning: lego is needed .*\n {2}\$ sudo apt-get install lego\n/);
  });
});
