import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KeychainStore } from '../../../../../electron/adapters/macos/keychain-store.ts';
import { TempFolder } from '../../../../../electron/adapters/temp-folder.ts';
import { certificateStoreContract } from '../../../../contract/certificate-store.ts';
import { type ClientCertificate, ClientCertificates } from '../../../../support/client/client-certificates.ts';
import { SecurityDouble } from '../../../../support/stores/security-double.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'latchkey macos "test"-'));

async function keychain(folder: string) {
  const path = join(folder, 'login.keychain-db');
  await writeFile(path, '');
  const security = new SecurityDouble(path);
  const store = new KeychainStore({ env: {}, run: security.run, temp: new TempFolder(join(folder, 'tmp')) });
  return { security, store };
}

certificateStoreContract('the keychain store on a double of security(1)', async () => {
  const folder = await newFolder();
  return { store: (await keychain(folder)).store, clean: () => rm(folder, { recursive: true }) };
});

describe('the keychain store', () => {
  let folder: string;
  let security: SecurityDouble;
  let store: KeychainStore;
  let bundle: ClientCertificate;

  beforeEach(async () => {
    folder = await newFolder();
    ({ security, store } = await keychain(folder));
    bundle = await (await ClientCertificates.create()).bundle();
  });
  afterEach(() => rm(folder, { recursive: true }));

  const recorded = (name: string) => readFile(`test/fixtures/macos/${name}.txt`, 'utf8');

  test('gives the password by standard input alone, and the container by a file that only its owner can read', async () => {
    await store.import(bundle);
    const argv = security.commands.flatMap(({ tool, args, env }) => [tool, ...args, ...Object.values(env)]);
    expect(new Set(argv)).toEqual(new Set(['/usr/bin/security', '-i']));
    expect(security.commands.filter(({ input }) => input?.includes(bundle.password))).toHaveLength(1);
    expect(security.modes).toEqual([0o600, 0o700]);
  });

  test('the key is one that cannot be exported, on macOS 15 too', async () => {
    await store.import(bundle);
    expect(security.identities).toMatchObject([{ exportable: false }]);
  });

  test.each(['import-locked', 'import-cancelled', 'import-mac-failed'])('%s leaves no file behind', async (name) => {
    security.importFails = await recorded(name);
    await expect(store.import(bundle)).rejects.toMatchObject({ name: 'LatchkeyError' });
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    expect(await store.list()).toEqual([]);
  });

  test('a run that throws leaves no file behind', async () => {
    const run = security.run;
    const broken = new KeychainStore({
      env: {},
      run: (command) => (command.input?.startsWith('"import"') ? Promise.reject(new Error('broken')) : run(command)),
      temp: new TempFolder(join(folder, 'tmp')),
    });
    await expect(broken.import(bundle)).rejects.toThrow('broken');
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  test('"already exists" is believed only when the certificate is there', async () => {
    security.importFails = await recorded('import-duplicate');
    await expect(store.import(bundle)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    security.importFails = undefined;
    await store.import(bundle);
    security.importFails = await recorded('import-duplicate');
    await expect(store.import(bundle)).resolves.toBeUndefined();
  });

  test('without a login keychain it is unusable, and never searches the other ones', async () => {
    await rm(security.loginKeychain);
    expect(await store.precheck()).toMatchObject({ usable: false, code: 'STORE_FAILED' });
    await expect(store.list()).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(security.commands.map(({ input }) => input)).not.toContainEqual(expect.stringContaining('find-'));
  });

  test('without the tool it says so', async () => {
    const run = () => Promise.resolve({ exitCode: undefined, stdout: '', stderr: 'spawn /usr/bin/security ENOENT' });
    const lost = new KeychainStore({ env: {}, run, temp: new TempFolder(folder) });
    expect(await lost.precheck()).toMatchObject({ usable: false, code: 'STORE_TOOL_MISSING' });
  });

  test('uses the keychain it is told to use, asking for no other', async () => {
    const path = join(folder, 'other.keychain-db');
    await writeFile(path, '');
    security.loginKeychain = path;
    const other = new KeychainStore({
      env: {},
      run: security.run,
      temp: new TempFolder(join(folder, 'tmp')),
      keychain: path,
    });
    await other.import(bundle);
    expect(security.commands.map(({ input }) => input)).not.toContainEqual(expect.stringContaining('login-keychain'));
  });

  test('points a domain at a certificate, at the next one, and back at nothing', async () => {
    const next = await (await ClientCertificates.create()).bundle();
    const { prefer, forget } = store.preferences;
    await store.import(bundle);
    await prefer(bundle.fingerprint, 'example.com');
    await store.import(next);
    await prefer(next.fingerprint, 'example.com');
    const [, second] = security.identities;
    await forget(bundle.fingerprint, 'example.com');
    expect([...security.preferences]).toEqual([['*.example.com', second?.sha1]]);
    await forget(next.fingerprint, 'example.com');
    await forget(next.fingerprint, 'example.com');
    expect([...security.preferences]).toEqual([]);
  });

  test('never prefers a certificate that is not there', async () => {
    await expect(store.preferences.prefer(bundle.fingerprint, 'example.com')).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
    expect([...security.preferences]).toEqual([]);
  });
});
