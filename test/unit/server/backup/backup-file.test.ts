import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Encrypter } from 'age-encryption';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packBackup, unpackBackup } from '../../../../server/backup/archive.ts';
import { readBackupFile, writeBackupFile } from '../../../../server/backup/backup-file.ts';
import { type SealTo, seal, sealKind, unseal } from '../../../../server/backup/sealing.ts';

const PASSPHRASE = 'six words that nobody would guess';
const facts = { home: 'Example Home', domain: 'home.localhost', madeAt: '2026-01-31T18:05:00.000Z', version: '0.1.0' };
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const content = new Map([
  ['latchkey.yaml', bytes('home:\n')],
  ['registry.db', new Uint8Array(70_000).fill(7)],
  ['secret.key', bytes('s'.repeat(32))],
  ['ca/homelab-ca.crt', bytes('certificate')],
  ['sites/blog of mum.caddy', bytes('blog')],
  ['sites/caddyfile/parts/media/films.caddy', bytes('films')],
]);

const keygen = () => execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const identity = keygen();
const recipient = /age1[a-z0-9]+/.exec(identity)?.[0] ?? '';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-backup-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const toKey = (): SealTo => ({ kind: 'recipients', recipients: [recipient] });
const byKey = () => ({ kind: 'identities', identities: [/AGE-SECRET-KEY-1\w+/.exec(identity)?.[0] ?? ''] }) as const;

/** A backup on disk, and what went in. */
async function written(to: SealTo = toKey()): Promise<{ path: string; plain: Uint8Array }> {
  const path = join(dir, 'home.tar.age');
  const plain = await packBackup(facts, content);
  await writeBackupFile(path, await seal(plain, to), plain);
  return { path, plain };
}

describe('a backup', () => {
  it('is opened by age and tar alone, without Latchkey', async () => {
    const { path } = await written();
    const keys = join(dir, 'keys.txt');
    writeFileSync(keys, identity, { mode: 0o600 });
    const tar = execFileSync('age', ['-d', '-i', keys, path]);
    execFileSync('tar', ['-x', '-C', dir], { input: tar });
    for (const [name, body] of content) expect(new Uint8Array(readFileSync(join(dir, name)))).toEqual(body);
  });

  it('made by age is opened too', async () => {
    const plain = await packBackup(facts, content);
    const sealed = execFileSync('age', ['-r', recipient], { input: plain });
    const { manifest, content: found } = await unpackBackup(await unseal(new Uint8Array(sealed), byKey()));
    expect(manifest).toMatchObject(facts);
    expect(found).toEqual(content);
  });

  it('is for its owner only, whatever the umask, and leaves nothing beside it', async () => {
    const before = process.umask(0);
    try {
      const { path } = await written();
      expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
      expect(readdirSync(dir)).toEqual(['home.tar.age']);
    } finally {
      process.umask(before);
    }
  });

  it('shows nothing of what is in it', async () => {
    const { path } = await written();
    const file = readFileSync(path, 'latin1');
    for (const text of ['Example Home', 'latchkey', 's'.repeat(32), '\x07'.repeat(32)])
      expect(file).not.toContain(text);
  });

  it('never takes the place of another file', async () => {
    const { path, plain } = await written();
    const before = readFileSync(path);
    const again = writeBackupFile(path, await seal(plain, toKey()), plain);
    await expect(again).rejects.toMatchObject({ code: 'BACKUP_EXISTS' });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dir)).toEqual(['home.tar.age']);
  });

  it('that a disk gives back otherwise than it took it is none', async () => {
    const plain = await packBackup(facts, content);
    const { bytes: good, readBack } = await seal(plain, toKey());
    const flipped = good.slice();
    flipped[flipped.length - 20] = (flipped[flipped.length - 20] ?? 0) ^ 1;
    const path = join(dir, 'home.tar.age');
    await expect(writeBackupFile(path, { bytes: flipped, readBack }, plain)).rejects.toMatchObject({
      code: 'BACKUP_DAMAGED',
    });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is not there when the disk is full', () => {
    const module = fileURLToPath(new URL('../../../../server/backup/backup-file.ts', import.meta.url));
    const script = `import { writeBackupFile } from ${JSON.stringify(module)};
      const bytes = new Uint8Array(100_000);
      await writeBackupFile(process.argv[1], { bytes, readBack: async (read) => read }, bytes).catch((error) => {
        console.log(error.code, error.detail);
      });`;
    // No file may grow beyond 16 KiB: what a full disk is to whoever writes one.
    const shell = ['-c', 'ulimit -f 32; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', script];
    const said = execFileSync('sh', [...shell, join(dir, 'home.tar.age')], { encoding: 'utf8' });
    expect(said).toMatch(/^FOLDER_NOT_WRITABLE .*EFBIG/);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is not there when its folder cannot be written, or is missing', async () => {
    const plain = await packBackup(facts, content);
    const sealed = await seal(plain, toKey());
    const attempt = writeBackupFile(join(dir, 'nowhere', 'home.tar.age'), sealed, plain);
    await expect(attempt).rejects.toMatchObject({ code: 'FOLDER_NOT_WRITABLE' });
    if (process.getuid?.() === 0) return;
    chmodSync(dir, 0o500);
    await expect(writeBackupFile(join(dir, 'x'), sealed, plain)).rejects.toMatchObject({ code: 'FOLDER_NOT_WRITABLE' });
    chmodSync(dir, 0o700);
  });
});

describe('whoever has not the key', () => {
  it('has to try each passphrase at some expense', async () => {
    const sealed = await seal(bytes('x'), { kind: 'passphrase', passphrase: PASSPHRASE });
    expect(sealKind(sealed.bytes)).toBe('passphrase');
    // 2^18 rounds of scrypt: 256 MiB and a second or two.
    expect(Buffer.from(sealed.bytes).toString('latin1')).toMatch(/^-> scrypt \S+ 18$/m);
  });

  it('is told so, for a passphrase and for a secret key alike', async () => {
    const plain = await packBackup(facts, content);
    const quick = new Encrypter();
    quick.setScryptWorkFactor(10);
    quick.setPassphrase(PASSPHRASE);
    const underPassphrase = await quick.encrypt(plain);
    const wrong = unseal(underPassphrase, { kind: 'passphrase', passphrase: `${PASSPHRASE}.` });
    await expect(wrong).rejects.toMatchObject({ code: 'BACKUP_NOT_OPENED' });
    expect(await unseal(underPassphrase, { kind: 'passphrase', passphrase: PASSPHRASE })).toEqual(plain);

    const toAnother = (await seal(plain, toKey())).bytes;
    expect(sealKind(toAnother)).toBe('recipients');
    const identities = [/AGE-SECRET-KEY-1\w+/.exec(keygen())?.[0] ?? ''];
    await expect(unseal(toAnother, { kind: 'identities', identities })).rejects.toMatchObject({
      code: 'BACKUP_NOT_OPENED',
    });
  });

  it('learns from no error what a mistyped secret key was', async () => {
    const sealed = (await seal(bytes('x'), toKey())).bytes;
    const mistyped = `${byKey().identities[0]}Q`;
    const error: Error = await unseal(sealed, { kind: 'identities', identities: [mistyped] }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'USAGE' });
    expect(JSON.stringify({ ...error, message: error.message, cause: String(error.cause) })).not.toContain(mistyped);
  });

  it('cannot make one for what is no public key', async () => {
    await expect(seal(bytes('x'), { kind: 'recipients', recipients: ['age1nonsense'] })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});

describe('a file that is no whole backup', () => {
  it('is damaged, wherever it was cut off or altered', async () => {
    const { path } = await written();
    const whole = await readBackupFile(path);
    const codes = new Set<string>();
    const attempt = async (file: Uint8Array) => {
      const error = await unseal(file, byKey()).then(
        () => undefined,
        (thrown) => thrown,
      );
      codes.add(error?.code ?? 'opened');
    };
    // In small steps through the header, in larger ones through what follows. What is altered may look like another's.
    const places = [
      ...Array.from({ length: 80 }, (_, step) => step * 5),
      ...Array.from({ length: 50 }, (_, step) => 400 + step * 1400),
    ];
    for (const at of places.filter((place) => place < whole.length)) {
      await attempt(whole.subarray(0, at));
      const altered = whole.slice();
      altered[at] = (altered[at] ?? 0) ^ 1;
      await attempt(altered);
    }
    expect([...codes].filter((code) => code !== 'BACKUP_NOT_OPENED')).toEqual(['BACKUP_DAMAGED']);
  });

  it('is damaged when it is missing, or no file of age', async () => {
    await expect(readBackupFile(join(dir, 'none'))).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
    expect(() => sealKind(bytes('PK\x03\x04'))).toThrow(expect.objectContaining({ code: 'BACKUP_DAMAGED' }));
    await expect(unpackBackup(bytes('no tar'))).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
  });
});

describe('a backup that a stranger made for our public key', () => {
  const file = (name: string, body: Uint8Array) => ({ header: { name, size: body.length }, body });
  const tar = async (change: (entries: Map<string, Uint8Array>) => void) => {
    const entries = new Map<string, Uint8Array>();
    const { manifest } = await unpackBackup(await packBackup(facts, content));
    entries.set('manifest.json', bytes(JSON.stringify(manifest)));
    for (const [name, body] of content) entries.set(name, body);
    change(entries);
    return packTar([...entries].map(([name, body]) => file(name, body)));
  };

  it.each<[string, (entries: Map<string, Uint8Array>) => void]>([
    ['a path out of the home', (entries) => entries.set('../../etc/cron.d/x', bytes('x'))],
    ['an absolute path', (entries) => entries.set('/etc/passwd', bytes('x'))],
    ['a site that leads out of its folder', (entries) => entries.set('sites/../secret.key', bytes('x'))],
    ['a folder that leads out of its folder', (entries) => entries.set('sites/parts/../../secret.key', bytes('x'))],
    ['a hidden site', (entries) => entries.set('sites/.x.caddy', bytes('x'))],
    ['a site that the manifest does not know', (entries) => entries.set('sites/extra.caddy', bytes('x'))],
    ['a secret that was exchanged', (entries) => entries.set('secret.key', bytes('t'.repeat(32)))],
    ['no registry', (entries) => entries.delete('registry.db')],
    ['no manifest', (entries) => entries.delete('manifest.json')],
    ['the manifest of another format', (entries) => entries.set('manifest.json', bytes('{"format":"latchkey"}'))],
  ])('is damaged when it holds %s', async (_what, change) => {
    await expect(unpackBackup(await tar(change))).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
  });

  it.each([[''], ['certificates/of-tomorrow.pem']])('is told apart when a newer Latchkey made it: %j', async (file) => {
    const newer = await tar((entries) => {
      entries.set('manifest.json', bytes('{"format":"latchkey-backup/2","of":"tomorrow"}'));
      if (file !== '') entries.set(file, bytes('x'));
    });
    await expect(unpackBackup(newer)).rejects.toMatchObject({
      code: 'BACKUP_DAMAGED',
      detail: 'It was made by a newer Latchkey, which this one cannot read.',
      hint: expect.stringContaining('Install the Latchkey that made it'),
    });
  });

  it('is damaged when a link stands where a file should', async () => {
    const whole = await unpackBackup(await packBackup(facts, content));
    const manifest = bytes(JSON.stringify(whole.manifest));
    const link = { header: { name: 'secret.key', size: 0, type: 'symlink' as const, linkname: '/etc/shadow' } };
    await expect(unpackBackup(await packTar([file('manifest.json', manifest), link]))).rejects.toMatchObject({
      code: 'BACKUP_DAMAGED',
    });
  });
});
