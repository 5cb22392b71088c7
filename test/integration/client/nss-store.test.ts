import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { certificateStores } from '../../../electron/adapters/certificate-stores.ts';
import { NssStore } from '../../../electron/adapters/nss/firefox-and-chromium-store.ts';
import { type Command, findTool, runCommand } from '../../../electron/adapters/run-command.ts';
import { TempFolder } from '../../../electron/adapters/temp-folder.ts';
import type { CertificateStore } from '../../../electron/core/ports.ts';
import { certificateStoreContract } from '../../contract/certificate-store.ts';
import { ClientCertificates } from '../../support/client/client-certificates.ts';

const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };

async function nssStore(folder: string, run = runCommand): Promise<NssStore> {
  const certutil = await findTool('certutil', env.PATH);
  const pk12util = await findTool('pk12util', env.PATH);
  const temp = new TempFolder(join(folder, 'tmp'));
  return new NssStore(
    { folder: join(folder, 'pki/nssdb'), name: 'Chromium', create: true },
    { certutil, pk12util, env, run, temp },
  );
}

const newFolder = () => mkdtemp(join(tmpdir(), 'latchkey-nss-'));

certificateStoreContract('NSS', async () => {
  const folder = await newFolder();
  return { store: await nssStore(folder), clean: () => rm(folder, { recursive: true }) };
});

describe('the NSS store', () => {
  let folder: string;
  let certificates: ClientCertificates;

  beforeEach(async () => {
    folder = await newFolder();
    certificates = await ClientCertificates.create();
  });
  afterEach(() => rm(folder, { recursive: true }));

  const certutil = async (...args: string[]) => {
    const tool = (await findTool('certutil', env.PATH)) ?? '';
    return runCommand({ tool, args: [...args, '-d', `sql:${join(folder, 'pki/nssdb')}`], env });
  };

  test('makes a database that only its owner can read', async () => {
    const store = await nssStore(folder);
    await store.import(await certificates.bundle());
    expect((await stat(join(folder, 'pki/nssdb'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'pki/nssdb/key4.db'))).mode & 0o077).toBe(0);
  });

  test('leaves neither key nor authority behind when a certificate is removed', async () => {
    const store = await nssStore(folder);
    const bundle = await certificates.bundle();
    await store.import(bundle);
    await store.remove(bundle.fingerprint);
    expect((await certutil('-K', '-f', '/dev/null')).stdout).toContain('no keys found');
    expect((await certutil('-L')).stdout.trim().split('\n').slice(3)).toEqual([]);
  });

  test('leaves no file behind, and gives the tools nothing secret in argv', async () => {
    const commands: Command[] = [];
    const store = await nssStore(folder, (command) => {
      commands.push(command);
      return runCommand(command);
    });
    const bundle = await certificates.bundle();
    await store.import(bundle);
    await store.remove(bundle.fingerprint);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    const words = commands.flatMap(({ tool, args, env }) => [tool, ...args, ...Object.values(env)]).join('\n');
    expect(words).not.toContain(bundle.password);
    expect(words).not.toContain(Buffer.from(bundle.key.pkcs8).toString('base64').slice(60, 90));
  });

  test('a database with a password is locked, and asks nobody for it', async () => {
    await mkdir(join(folder, 'pki/nssdb'), { recursive: true });
    await writeFile(join(folder, 'password'), 'Secret123\n');
    await certutil('-N', '-f', join(folder, 'password'));
    const store = await nssStore(folder);
    expect(await store.precheck()).toMatchObject({ usable: false, code: 'STORE_LOCKED' });
    await expect(store.import(await certificates.bundle())).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    await expect(store.list()).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  });

  test('a damaged database is a failure that says which tool and why', async () => {
    await mkdir(join(folder, 'pki/nssdb'), { recursive: true });
    await writeFile(join(folder, 'pki/nssdb/cert9.db'), 'this is no database');
    const store = await nssStore(folder);
    const state = await store.precheck();
    expect(state).toMatchObject({ usable: false, code: 'STORE_FAILED' });
    expect(state).toHaveProperty('detail', expect.stringContaining('certutil ended with 255'));
  });

  test('a container with a wrong password is refused and changes nothing', async () => {
    const store = await nssStore(folder);
    const bundle = await certificates.bundle();
    await expect(store.import({ ...bundle, password: 'wrong' })).rejects.toMatchObject({ code: 'STORE_FAILED' });
    expect(await store.list()).toEqual([]);
  });

  test('certificates of other people and authorities in the same database stay as they are', async () => {
    const store = await nssStore(folder);
    const bundle = await certificates.bundle();
    await store.import(bundle);
    await writeFile(join(folder, 'ca.pem'), bundle.authority.pem);
    await certutil('-A', '-n', 'My own CA', '-t', 'C,,', '-i', join(folder, 'ca.pem'));
    expect((await store.list()).map(({ fingerprint }) => fingerprint)).toEqual([bundle.fingerprint]);
    await store.remove(bundle.fingerprint);
    expect((await certutil('-L')).stdout).toContain('My own CA');
  });
});

describe('the stores of a Linux desktop', () => {
  let home: string;
  beforeEach(async () => {
    home = await newFolder();
  });
  afterEach(() => rm(home, { recursive: true }));

  const find = (
    places: { dataHome?: string; configHome?: string } = {},
    path = env.PATH,
  ): Promise<CertificateStore[]> =>
    certificateStores({
      platform: 'linux',
      places: { home, dataHome: places.dataHome, configHome: places.configHome },
      env: { ...env, PATH: path },
      run: runCommand,
      temp: new TempFolder(join(home, 'tmp')),
    }).find();
  const folders = (stores: readonly CertificateStore[]) => stores.map(({ id }) => id.replace(`nss:${home}/`, ''));
  const database = async (folder: string) => {
    await mkdir(join(home, folder), { recursive: true });
    await writeFile(join(home, folder, 'cert9.db'), '');
  };

  test("Chromium's old database is used when it exists, and never made when it does not", async () => {
    expect(folders(await find())).toEqual(['.local/share/pki/nssdb']);
    const [store] = await find();
    await store?.import(await (await ClientCertificates.create()).bundle());
    expect(await readdir(home)).not.toContain('.pki');
    await mkdir(join(home, '.pki/nssdb'), { recursive: true });
    expect(folders(await find())).toEqual(['.pki/nssdb']);
  });

  test('XDG_DATA_HOME counts when it is absolute', async () => {
    expect(folders(await find({ dataHome: join(home, 'data') }))).toEqual(['data/pki/nssdb']);
    expect(folders(await find({ dataHome: 'data' }))).toEqual(['.local/share/pki/nssdb']);
  });

  test('Firefox profiles are found in both places, absolute ones and Snaps too, each once', async () => {
    await database('.mozilla/firefox/abc.default');
    await database('.config/mozilla/firefox/def.work');
    await database('elsewhere/profile');
    await database('snap/firefox/common/.mozilla/firefox/ghi.snap');
    const ini = (lines: string[]) => `[General]\nVersion=2\n\n${lines.join('\n')}\n\n[InstallABC]\nDefault=x\n`;
    await writeFile(
      join(home, '.mozilla/firefox/profiles.ini'),
      ini([
        ...['[Profile1]', 'Name=other', 'IsRelative=0', `Path=${join(home, 'elsewhere/profile')}`, ''],
        ...['[Profile0]', 'Name=default', 'IsRelative=1', 'Path=abc.default', 'Default=1', ''],
        ...['[Profile2]', 'Name=never started', 'IsRelative=1', 'Path=zzz.new'],
      ]),
    );
    const work = ini(['[Profile0]', 'Name=work', 'IsRelative=1', 'Path=def.work']).replaceAll('\n', '\r\n');
    await writeFile(join(home, '.config/mozilla/firefox/profiles.ini'), work);
    const snap = ini(['[Profile0]', 'Name=snap', 'IsRelative=1', 'Path=ghi.snap']);
    await writeFile(join(home, 'snap/firefox/common/.mozilla/firefox/profiles.ini'), snap);
    expect((await find()).map(({ name }) => name)).toEqual([
      'Chromium, Chrome and Edge',
      'Firefox (other)',
      'Firefox (default)',
      'Firefox (work)',
      'Firefox (snap)',
    ]);
  });

  test('missing tools are named, and say what to install', async () => {
    const [store] = await find({}, '/nonexistent');
    expect(await store?.precheck()).toMatchObject({
      usable: false,
      code: 'STORE_TOOL_MISSING',
      detail: 'certutil was not found.',
      hint: expect.stringContaining('libnss3-tools'),
    });
  });
});
