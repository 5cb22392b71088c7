import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sampleOf } from '../../support/long-tail.ts';
import { run } from '../../support/processes.ts';
import { LATCHKEY } from '../../support/programs.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { latchkey } from '../../support/throw-away-home.ts';

let made: string;
let https: number;
let folder: string;
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'latchkey-cli-'));
  [https = 0] = await freePorts(1);
  expect(await latchkey(initArguments(join(made, 'home'), https))).toMatchObject({ code: 0 });
});
afterAll(() => rm(made, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-cli-'));
  await chmod(folder, 0o711);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const initArguments = (dir: string, https: number) => [
  ...['init', '--dir', dir, '--domain', 'home.localhost', '--name', 'Example Home', '--lan', '127.0.1.0/24'],
  ...['--https-port', String(https), '--service', 'cloud=http://127.0.0.1:9'],
];

/** A home as `latchkey init` made it, of its own for each test. */
function makeHome(): { dir: string } {
  const dir = join(folder, 'home');
  execFileSync('cp', ['-a', join(made, 'home'), dir]);
  return { dir };
}

/** Every file below a folder with its content, to see that nothing was touched. */
async function snapshot(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (file) => [file, await readFile(file, 'latin1')])),
  );
}

describe('latchkey init', () => {
  it('makes keys that nobody else can read', async () => {
    const { dir } = makeHome();
    const mode = async (path: string) => ((await stat(join(dir, path))).mode & 0o777).toString(8);
    expect(await mode('.')).toBe('700');
    expect(await mode('ca')).toBe('700');
    expect(await mode('ca/homelab-ca.key')).toBe('600');
    expect(await mode('ca/server-root.key')).toBe('600');
    expect(await mode('secret.key')).toBe('600');
    expect(await mode('registry.db')).toBe('600');
    expect((await readdir(dir)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('never overwrites: not a home, not anything else', async () => {
    const { dir } = makeHome();
    const before = await snapshot(dir);
    const again = await latchkey(initArguments(dir, https));
    expect(again).toMatchObject({ code: 5, stdout: '' });
    expect(again.stderr).toContain('There is a home in this folder already.');
    expect(await snapshot(dir)).toEqual(before);

    const other = join(folder, 'letters');
    await run({ file: 'mkdir', args: [other] });
    await writeFile(join(other, 'letter.txt'), 'dear');
    expect(await latchkey(initArguments(other, https))).toMatchObject({ code: 5 });
    expect(await readdir(other)).toEqual(['letter.txt']);
  });

  const CANNOT_BE: [string, string[], number, string][] = [
    ['without a domain, when nobody can be asked', ['--https-port', '1234'], 2, 'Add --domain'],
    ['for a port that is none', ['--domain', 'a.localhost', '--https-port', '99999'], 2, '1 to 65535'],
    ['for a service without an upstream', ['--domain', 'a.localhost', '--service', 'cloud'], 2, '<name>=<upstream>'],
    [
      'for certificates from nowhere',
      ['--domain', 'a.localhost', '--certificates', 'magic'],
      2,
      'http-01, dns-01:<provider>',
    ],
    ['for a LAN that is the whole internet', ['--domain', 'a.localhost', '--lan', '0.0.0.0/0'], 2, '--lan '],
    ['for a LAN that is a container bridge', ['--domain', 'a.localhost', '--lan', '172.17.0.0/16'], 2, 'Docker'],
    ['for an option that does not exist', ['--domain', 'a.localhost', '--lam', '10.0.0.0/24'], 2, '--lan?'],
  ];
  it.each(sampleOf('words that init cannot use', CANNOT_BE, 4))(
    'says what to write %s, and makes nothing',
    async (_name, words, code, hint) => {
      const dir = join(folder, 'none');
      const refused = await latchkey(['init', '--dir', dir, ...words]);
      expect(refused).toMatchObject({ code, stdout: '' });
      expect(refused.stderr).toContain(hint);
      await expect(stat(dir)).rejects.toThrow();
    },
  );

  it('leaves nothing in a folder that cannot be written to', async () => {
    const dir = join(folder, 'read-only');
    await run({ file: 'mkdir', args: [dir] });
    await chmod(dir, 0o555);
    // Root may write anywhere, so this attempt is nobody's.
    const nobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const [file = '', ...args] = [...nobody, process.execPath, LATCHKEY, ...initArguments(dir, 1234)];
    const refused = await run({ file, args });
    expect(refused).toMatchObject({ code: 5, stdout: '' });
    expect(refused.stderr).toMatch(/cannot be written to.*read-only/);
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('every command', () => {
  it('names the line of a damaged latchkey.yaml, and does nothing', async () => {
    const { dir } = makeHome();
    const path = join(dir, 'latchkey.yaml');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('certificates: internal', 'certificates: internal\ncertificats: magic'));
    const line = text.slice(0, text.indexOf('certificates: internal')).split('\n').length + 1;
    for (const command of [['up'], ['invite', 'Dave'], ['devices'], ['shut-out', 'x'], ['status'], ['render']]) {
      const refused = await latchkey([...command, '--dir', dir]);
      expect(refused, command[0]).toMatchObject({ code: 3, stdout: '' });
      expect(refused.stderr).toContain(`latchkey.yaml:${line}:1: certificats`);
    }
  });

  it('says that there is no home, in words or in JSON', async () => {
    const words = await latchkey(['devices', '--dir', folder]);
    expect(words).toMatchObject({ code: 4, stdout: '' });
    expect(words.stderr).toMatch(/error: There is no home.*\n.*hint:/);
    const json = await latchkey(['devices', '--dir', folder, '--json']);
    expect(json).toMatchObject({ code: 4, stdout: '' });
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'HOME_MISSING' } });
  });

  it('refuses a registry that is damaged', async () => {
    const { dir } = makeHome();
    await writeFile(join(dir, 'registry.db'), 'this is not SQLite, whatever it looks like'.repeat(100));
    const refused = await latchkey(['devices', '--dir', dir]);
    expect(refused).toMatchObject({ code: 5, stdout: '' });
    expect(refused.stderr).toContain('The registry cannot be read.');
  });

  it('refuses a key that others can read', async () => {
    const { dir } = makeHome();
    await chmod(join(dir, 'ca/homelab-ca.key'), 0o640);
    const refused = await latchkey(['up', '--dir', dir]);
    expect(refused).toMatchObject({ code: 6, stdout: '' });
    expect(refused.stderr).toContain('chmod 600');
  });

  it('has help', async () => {
    const overview = await latchkey(['--help']);
    expect(overview).toMatchObject({ code: 0, stderr: '' });
    expect(overview.stdout).toContain('Exit codes:');
    expect(await latchkey(['devices', '--help'])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('latchkey invite', () => {
  it('writes a file that opens the app, for its owner alone, and none over another', async () => {
    const { dir } = makeHome();
    const file = join(dir, 'dave.latchkey');
    const { stdout } = await latchkey(['invite', 'Dave', '--dir', dir, '--json', '--file', file]);
    expect(await readFile(file, 'utf8')).toBe(`${(JSON.parse(stdout) as { invite: string }).invite}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await latchkey(['invite', 'Eve', '--dir', dir, '--file', file])).toMatchObject({ stdout: '' });
    expect(await latchkey(['invite', 'Eve', '--dir', dir, '--file', join(dir, 'x.txt')])).toMatchObject({ stdout: '' });
    const { invitations } = JSON.parse((await latchkey(['invites', '--dir', dir, '--json'])).stdout);
    expect(invitations).toHaveLength(1);
  });

  it.runIf(process.getuid?.() === 0)('is in the audit log as done by whoever used sudo', async () => {
    const { dir } = makeHome();
    const env = { ...process.env, SUDO_USER: 'nina' };
    expect(await latchkey(['invite', 'Dave', '--dir', dir], { env })).toMatchObject({ code: 0 });
    const { stdout } = await latchkey(['audit', '--json', '--dir', dir]);
    expect(stdout).toContain('"admin:nina"');
  });

  it('keeps the code nowhere on disk', async () => {
    const { dir } = makeHome();
    const { stdout } = await latchkey(['invite', 'Dave', '--dir', dir, '--json']);
    const { code } = JSON.parse(stdout) as { code: string };
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    for (const [file, content] of Object.entries(await snapshot(dir))) {
      expect(content.includes(code) || content.includes(code.replaceAll('-', '')), file).toBe(false);
    }
  });

  const REFUSED: [string, string[], number][] = [
    ['a name that reorders text', ['Da\u202Eve'], 2],
    ['an empty name', [' '], 2],
    ['a life that is no duration', ['Dave', '--expires', 'soon'], 2],
    ['a life of a year', ['Dave', '--expires', '365d'], 2],
    ['a service that there is not', ['Dave', '--service', 'clod'], 4],
  ];
  it.each(sampleOf('words that invite cannot use', REFUSED, 3))('refuses %s', async (_name, words, code) => {
    const { dir } = makeHome();
    expect(await latchkey(['invite', ...words, '--dir', dir])).toMatchObject({ code, stdout: '' });
    expect(JSON.parse((await latchkey(['invites', '--dir', dir, '--json'])).stdout)).toMatchObject({ invitations: [] });
  });
});

describe('latchkey up, before anything starts', () => {
  it('names the port that is taken', async () => {
    const { dir } = makeHome();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(https, '127.0.0.1', resolve));
    try {
      const refused = await latchkey(['up', '--dir', dir]);
      expect(refused).toMatchObject({ code: 5, stdout: '' });
      expect(refused.stderr).toContain(`127.0.0.1:${https} is held by`);
    } finally {
      squatter.close();
    }
  });

  it('says that Caddy is missing, or too old', async () => {
    const { dir } = makeHome();
    const env = { ...process.env, LATCHKEY_CADDY: join(folder, 'nowhere') };
    const missing = await latchkey(['up', '--dir', dir], { env });
    expect(missing).toMatchObject({ code: 5, stdout: '' });
    expect(missing.stderr).toMatch(/is missing\. LATCHKEY_CADDY names .*nowhere/);

    const old = join(folder, 'old-caddy');
    await writeFile(old, '#!/bin/sh\necho v2.6.2\n', { mode: 0o755 });
    const tooOld = await latchkey(['up', '--dir', dir], { env: { ...process.env, LATCHKEY_CADDY: old } });
    expect(tooOld).toMatchObject({ code: 5, stdout: '' });
    expect(tooOld.stderr).toMatch(/too old.*2\.6\.2/);
  });
});
