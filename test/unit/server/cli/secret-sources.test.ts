import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askSecret } from '../../../../server/cli/ask-secret.ts';
import { knownSecret, newPassphrase, type SecretContext } from '../../../../server/cli/secret-sources.ts';

const PASSPHRASE = 'six words that nobody would guess';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-secrets-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Somebody at a terminal who types these lines, each when it is asked for. */
function terminal(lines?: readonly string[]) {
  const left = [...(lines ?? [])];
  const input = Object.assign(new PassThrough(), { isTTY: lines !== undefined });
  let shown = '';
  const err = Object.assign(new PassThrough(), { isTTY: lines !== undefined });
  err.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
    if (!shown.endsWith(': ')) return;
    const next = left.shift();
    if (next === undefined) input.end();
    else input.write(`${next}\n`);
  });
  const context: SecretContext = { terminal: { input, err, out: new PassThrough() }, env: {}, cwd: dir };
  return { context, shown: () => shown };
}

const file = (name: string, content: string, mode = 0o600) => {
  writeFileSync(join(dir, name), content);
  chmodSync(join(dir, name), mode);
  return name;
};

describe('a secret that is typed', () => {
  it('is not shown', async () => {
    const { context, shown } = terminal([PASSPHRASE]);
    expect(await askSecret('Passphrase', context.terminal)).toBe(PASSPHRASE);
    expect(shown()).toBe('Passphrase: \n');
  });

  it('is asked for twice when it is new, and refused when it was typed in two ways, or is short', async () => {
    const ask = (...lines: string[]) => newPassphrase({ file: undefined, question: 'New' }, terminal(lines).context);
    expect(await ask(PASSPHRASE, PASSPHRASE)).toBe(PASSPHRASE);
    await expect(ask(PASSPHRASE, `${PASSPHRASE}.`)).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' });
    await expect(ask(PASSPHRASE)).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' });
    await expect(ask('elevenchars')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(ask('')).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' });
  });

  it('is missing where there is nobody to ask', async () => {
    const { context } = terminal();
    await expect(knownSecret({ file: undefined, question: 'Passphrase' }, context)).rejects.toMatchObject({
      code: 'PASSPHRASE_MISSING',
    });
  });
});

describe('a secret in a file', () => {
  const read = (name: string) => knownSecret({ file: name, question: 'Passphrase' }, terminal().context);

  it('is its one line, as it is', async () => {
    expect(await read(file('a', `${PASSPHRASE}\n`))).toBe(PASSPHRASE);
    expect(await read(file('b', ` ${PASSPHRASE} \r\n`))).toBe(` ${PASSPHRASE} `);
  });

  it.each([0o640, 0o604, 0o660, 0o644])('is refused when others can read it: mode %o', async (mode) => {
    await expect(read(file('a', PASSPHRASE, mode))).rejects.toMatchObject({ code: 'SECRET_FILE_EXPOSED' });
  });

  it.each([
    ['nothing', ''],
    ['an empty line', '\n'],
    ['two lines', 'one\ntwo\n'],
    ['a byte that no passphrase has', 'one\0two'],
    ['more than any passphrase', 'x'.repeat(20_000)],
  ])('is missing when the file holds %s', async (_what, content) => {
    await expect(read(file('a', content))).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' });
  });

  it('is missing with the file, and no error holds what it is', async () => {
    await expect(read('none')).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' });
    const error: Error = await read(file('a', `${PASSPHRASE}\n${PASSPHRASE}`)).catch((thrown) => thrown);
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain(PASSPHRASE);
  });
});

describe('a systemd credential', () => {
  const source = { file: undefined, credential: 'latchkey-ca-passphrase', question: 'Passphrase' };
  const withFolder = (folder: string): SecretContext => ({
    ...terminal().context,
    env: { CREDENTIALS_DIRECTORY: folder },
  });

  it('is taken from its folder, whatever its mode, after the file that was named', async () => {
    mkdirSync(join(dir, 'credentials'));
    file('credentials/latchkey-ca-passphrase', `${PASSPHRASE}\n`, 0o440);
    const context = withFolder(join(dir, 'credentials'));
    expect(await knownSecret(source, context)).toBe(PASSPHRASE);
    expect(await knownSecret({ ...source, file: file('named', 'another passphrase') }, context)).toBe(
      'another passphrase',
    );
  });

  it('is missing when there is none of that name, or the folder is no absolute path', async () => {
    for (const folder of [dir, 'credentials', '']) {
      await expect(knownSecret(source, withFolder(folder))).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' });
    }
  });
});
