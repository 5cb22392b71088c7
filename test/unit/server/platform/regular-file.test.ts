/** What is named as a file and is none: nothing waits for it, and it is said. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBackupFile } from '../../../../server/backup/backup-file.ts';
import { readPrivate, readWhole } from '../../../../server/ca/private-files.ts';
import { configText } from '../../../../server/home/files/config-text.ts';
import { readSecret } from '../../../../server/notifications/secret.ts';
import { MOST_BYTES, readRegularFile } from '../../../../server/platform/regular-file.ts';
import { requireCertificateFiles } from '../../../../server/stack/server-certificate/certificate-files.ts';
import { readCopied } from '../../../../server/stack/server-certificate/key-files.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-files-'));
  execFileSync('mkfifo', ['-m', '600', join(dir, 'pipe')]);
  mkdirSync(join(dir, 'folder'), { mode: 0o700 });
  symlinkSync('/dev/zero', join(dir, 'device'));
  writeFileSync(join(dir, 'file'), 'text', { mode: 0o600 });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const readers: Readonly<Record<string, (path: string) => unknown>> = {
  'latchkey.yaml': async (path) => configText(path),
  'a server certificate': (path) => requireCertificateFiles({ certificate: path, key: join(dir, 'file') }, dir),
  'what Caddy reads a copy of': (path) => readCopied([{ from: path, to: '/copy' }]),
  'a private file': readPrivate,
  'a file of the home': readWhole,
  'the secret of a webhook': (path) => readSecret({ place: { file: path }, dir, env: {} }),
  'a backup': readBackupFile,
};

describe.each(Object.keys(readers))('%s', (what) => {
  it.each(['pipe', 'folder', 'device'])('that is a %s is refused at once', async (kind) => {
    const read = async () => readers[what]?.(join(dir, kind));
    await expect(read()).rejects.toThrow();
  });
});

it('what latchkey.yaml names and is not there is no damage to the home', async () => {
  const gone = join(dir, 'fullchain.pem');
  for (const read of [readers['a server certificate'], readers['what Caddy reads a copy of']]) {
    await expect(read?.(gone)).rejects.toMatchObject({
      code: 'CONFIG_NOT_VALID',
      detail: expect.stringContaining(`${gone} does not exist`),
      hint: expect.not.stringContaining('backup'),
    });
  }
  expect(() => configText(join(dir, 'latchkey.yaml'))).toThrow(expect.objectContaining({ code: 'HOME_MISSING' }));
  expect(() => configText(join(dir, 'pipe'))).toThrow(expect.objectContaining({ code: 'FILE_NOT_READABLE' }));
});

describe('a regular file', () => {
  it.each([0, 1, 16_383, 16_384, 16_385, 50_000, MOST_BYTES])('of %d bytes is read whole', (size) => {
    const bytes = Buffer.from(Array.from({ length: Math.min(size, 50_000) }, (_, at) => at % 251));
    const whole = Buffer.concat([bytes, Buffer.alloc(size - bytes.length, '#')]);
    writeFileSync(join(dir, 'sized'), whole);
    expect(readRegularFile(join(dir, 'sized')).equals(whole)).toBe(true);
  });

  it('of one byte more is refused', () => {
    writeFileSync(join(dir, 'sized'), Buffer.alloc(MOST_BYTES + 1));
    expect(() => readRegularFile(join(dir, 'sized'))).toThrow(`larger than ${MOST_BYTES} bytes`);
  });

  it.runIf(existsSync('/proc/self/cmdline'))('of the kernel, which says that it is empty, is read whole', () => {
    expect(readRegularFile('/proc/self/cmdline').equals(readFileSync('/proc/self/cmdline'))).toBe(true);
  });
});
