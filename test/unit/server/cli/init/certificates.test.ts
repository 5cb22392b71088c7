/** Where certificates come from: what `latchkey init` offers at a terminal, and what it says to names that others use. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runLatchkey } from '../../../../../server/cli/program.ts';
import { parseConfig } from '../../../../../server/core/config/parse.ts';

let dir: string;
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'latchkey-init-')), 'home');
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

/** Answers each question by the words that it begins with; says what else is typed when it is asked again. */
async function init(args: readonly string[], answers: Readonly<Record<string, readonly string[]>> | undefined) {
  const isTTY = answers !== undefined;
  const [input, err, out] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const left = new Map(Object.entries(answers ?? {}).map(([question, typed]) => [question, [...typed]]));
  let said = '';
  let answered = 0;
  err.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    const asked = said.slice(answered);
    if (!asked.endsWith(': ')) return;
    answered = said.length;
    const question = [...left.keys()].find((each) => asked.split('\n').at(-1)?.includes(each));
    const next = question === undefined ? undefined : left.get(question)?.shift();
    if (next === undefined) input.end();
    else input.write(`${next}\n`);
  });
  const code = await runLatchkey(['init', '--dir', dir, ...args], {
    terminal: {
      input: Object.assign(input, { isTTY }),
      err: Object.assign(err, { isTTY }),
      out: Object.assign(out, { isTTY }),
    },
    cwd: '/',
    env: {},
    clock: { now: () => Date.now() },
    program: ['/nowhere'],
    actor: 'admin:test',
  });
  return { code, said };
}

const config = () => {
  const parsed = parseConfig(readFileSync(join(dir, 'latchkey.yaml'), 'utf8'), 'latchkey.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
};

const ASKED = { 'domain of the home': ['example.org'], Networks: ['192.168.1.0/24'], Services: [''], Whom: [''] };

describe('asked at a terminal', () => {
  test('every way is offered with what it costs; an empty answer is the public one that works', async () => {
    const { code, said } = await init([], { ...ASKED, 'or its number': [''] });
    expect(code).toBe(0);
    expect(said).toMatch(
      /1 +http-01 .*Port 80[\s\S]*2 +dns-01:<provider> .*token.*Recommended[\s\S]*3 +files:[\s\S]*4 +internal .*Browsers ask/,
    );
    expect(said).not.toContain('note:');
    expect(config().certificates).toEqual({ kind: 'http-01' });
  });

  test('without port 80 there is no empty answer; a name of others gets a hint; a number is an answer', async () => {
    const { code, said } = await init(['--https-port', '8443'], {
      ...ASKED,
      'or its number': ['', 'letsencrypt', '2', '4'],
    });
    expect(code).toBe(0);
    expect(said).toContain('(it connects to port 80 of your names), or dns-01 with your DNS provider');
    expect(said).toMatch(/dns-01 goes with the name of your DNS provider/);
    expect(said).toMatch(/note: Certificates come from this home's own root: browsers warn/);
    expect(config().certificates).toEqual({ kind: 'internal' });
  });

  test('no CA signs for .localhost: nothing is asked', async () => {
    const { code, said } = await init([], { ...ASKED, 'domain of the home': ['home.localhost'], Networks: [''] });
    expect(code).toBe(0);
    expect(said).not.toContain('or its number');
    expect(config().certificates).toEqual({ kind: 'internal' });
  });
});

describe('names that others use', () => {
  test.each([
    ['letsencrypt', /http-01 .* or dns-01/],
    ["Let's Encrypt", /http-01 .* or dns-01/],
    ['lets_encrypt', /http-01 .* or dns-01/],
    ['ZeroSSL', /http-01 .* or dns-01/],
    ['acme', /http-01 .* or dns-01/],
    ['http', /Write http-01\./],
    ['HTTP-01', /Write http-01\./],
    ['dns-01', /name of your DNS provider/],
    ['cloudflare', /name of your DNS provider/],
    ['certbot', /name the chain and its key/],
    ['/etc/letsencrypt/live/x/fullchain.pem', /name the chain and its key/],
    ['self signed', /is internal\./],
  ])('%s', async (name, hint) => {
    const { code, said } = await init(['--domain', 'example.org', '--certificates', name], undefined);
    expect(code).toBe(2);
    expect(said).toMatch(hint);
    expect(said).toContain('Write http-01, dns-01:<provider>, files:<certificate>,<key> or internal.');
    const yaml = `home: { name: Home, domain: example.org }\ncertificates: ${JSON.stringify(name)}\n`;
    const parsed = parseConfig(yaml, 'latchkey.yaml');
    expect(parsed.ok ? '' : parsed.problems[0]?.message).toMatch(hint);
  });

  test('what nobody calls it gets the ways alone', async () => {
    const { said } = await init(['--domain', 'example.org', '--certificates', 'tls13'], undefined);
    expect(said).toContain('"tls13" is not understood.');
    expect(said).not.toContain('Let’s Encrypt is asked');
  });
});

test('credentials that nobody was asked for are named with their file and a command that fills it', async () => {
  const screen = { out: new PassThrough(), err: new PassThrough(), input: new PassThrough() };
  const words = ['--domain', 'example.org', '--lan', '192.168.1.0/24', '--certificates', 'dns-01:cloudflare'];
  const clock = { now: () => Date.now() };
  const context = { terminal: screen, cwd: '/', env: {}, clock, program: ['/nowhere'], actor: 'admin:test' } as const;
  expect(await runLatchkey(['init', '--dir', dir, ...words], context)).toBe(0);
  const shown = String(screen.out.read());
  const { certificates } = config();
  const named = certificates.kind === 'dns-01' ? Object.keys(certificates.credentials) : [];
  expect(named).toEqual(['CF_DNS_API_TOKEN']);
  for (const name of named)
    expect(shown).toMatch(
      new RegExp(`Run this, then type ${name}, .*\\n {2}install -D -m 600 /dev/stdin ${join(dir, 'secrets', name)}\\n`),
    );
  expect(shown.indexOf('install -D')).toBeLessThan(shown.indexOf('latchkey up'));
});
