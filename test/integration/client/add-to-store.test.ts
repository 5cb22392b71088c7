/** One more browser gets the key: real NSS databases, one of them under a password of its own. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NssStore } from '../../../electron/adapters/nss/firefox-and-chromium-store.ts';
import { type Command, findTool, runCommand } from '../../../electron/adapters/run-command.ts';
import { TempFolder } from '../../../electron/adapters/temp-folder.ts';
import { AddToStore } from '../../../electron/core/installed/add-to-store.ts';
import { CertificateWallet } from '../../../electron/core/installed/certificate-wallet.ts';
import { pkcs12Writer } from '../../../shared/keys/pkcs12.ts';
import { WebCryptoKeys } from '../../../shared/keys/webcrypto-keys.ts';
import { FakeHome } from '../../support/client/fake-home.ts';
import { last, MemoryClient } from '../../support/client/memory-client.ts';
import { storesOf } from '../../support/client/memory-store.ts';
import { further } from '../../support/long-tail.ts';

const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };
// What Firefox takes for a Primary Password; a file of NSS's tools would read `name:password` lines otherwise.
const PASSWORD = 'Grüße: "Rose" 7';

let folder: string;
let commands: Command[];
let client: MemoryClient;
let home: FakeHome;
let chromium: NssStore;
let firefox: NssStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-add-to-store-'));
  commands = [];
  const [certutil, pk12util] = await Promise.all([findTool('certutil', env.PATH), findTool('pk12util', env.PATH)]);
  const run = (command: Command) => {
    commands.push(command);
    return runCommand(command);
  };
  const tools = { certutil, pk12util, env, run, temp: new TempFolder(join(folder, 'tmp')) };
  const at = (name: string, create: boolean) => new NssStore({ folder: join(folder, name), name, create }, tools);
  [chromium, firefox] = [at('Chromium', true), at('Firefox', false)];
  await mkdir(join(folder, 'Firefox'));
  await writeFile(join(folder, 'password'), `${PASSWORD}\n`);
  const args = ['-N', '-d', `sql:${join(folder, 'Firefox')}`, '-f', join(folder, 'password')];
  expect((await runCommand({ tool: certutil ?? '', args, env })).exitCode).toBe(0);

  home = await FakeHome.create();
  client = new MemoryClient(home.api());
  client.pkcs12 = pkcs12Writer();
  client.stores = [chromium, firefox];
});
afterEach(() => rm(folder, { recursive: true }));

const enrol = async () => last(await client.enrol(`${home.invite()}@${home.host}`), 'done').record;
const addToStore = () =>
  new AddToStore({
    wallet: new CertificateWallet(storesOf(...client.stores)),
    enrolmentStore: client.enrolmentStore,
    keys: new WebCryptoKeys(crypto),
    pkcs12: pkcs12Writer(),
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
  });
const fingerprints = async (store: NssStore) => (await store.list()).map(({ fingerprint }) => fingerprint);

test('a browser that was locked gets the same key once its password is there, and never a guess', async () => {
  const record = await enrol();
  expect(record).toMatchObject({
    stores: [{ name: 'Chromium' }],
    skipped: [{ name: 'Firefox', code: 'STORE_LOCKED' }],
  });
  const tries: (string | undefined)[] = [undefined, 'wrong', '', `${PASSWORD} `];
  for (const password of tries) {
    await expect(addToStore().add(record, firefox.id, password)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  }
  const added = await addToStore().add(record, firefox.id, PASSWORD);
  expect(added).toMatchObject({ stores: [{ name: 'Chromium' }, { name: 'Firefox' }], skipped: [] });
  expect(await client.enrolmentStore.list()).toEqual([added]);
  expect(await fingerprints(firefox.unlocked(PASSWORD))).toEqual([record.fingerprint]);
  expect(await firefox.unlocked(PASSWORD).key(record.fingerprint)).toEqual(await chromium.key(record.fingerprint));
  expect(await addToStore().candidates(added)).toEqual([]);
});

test('neither key nor password is ever in argv, in the environment or in a file that stays', async () => {
  const record = await enrol();
  await addToStore().add(record, firefox.id, PASSWORD);
  const key = Buffer.from(await chromium.key(record.fingerprint)).toString('base64');
  const words = commands.flatMap(({ tool, args, env }) => [tool, ...args, ...Object.values(env)]).join('\n');
  expect(words).not.toContain(PASSWORD);
  expect(words).not.toContain(key.slice(60, 90));
  expect(await readdir(join(folder, 'tmp'))).toEqual([]);
});

further(test)('of two keys with one subject, exactly the right one goes along', async () => {
  const old = await enrol();
  const record = last(await client.enrol(`${home.invite()}@${home.host}`, { keepOld: true }), 'done').record;
  expect((await fingerprints(chromium)).sort()).toEqual([old.fingerprint, record.fingerprint].sort());
  await addToStore().add(record, firefox.id, PASSWORD);
  expect(await fingerprints(firefox.unlocked(PASSWORD))).toEqual([record.fingerprint]);
});

test('a browser that came later is offered, and twice is once', async () => {
  client.stores = [chromium];
  const record = await enrol();
  expect(await addToStore().candidates(record)).toEqual([]);
  client.stores = [chromium, firefox];
  expect(await addToStore().candidates(record)).toEqual([{ id: firefox.id, name: 'Firefox' }]);
  const added = await addToStore().add(record, firefox.id, PASSWORD);
  await addToStore().add(added, firefox.id, PASSWORD);
  expect(await fingerprints(firefox.unlocked(PASSWORD))).toEqual([record.fingerprint]);
});

further(test)('a store that lost the key, and another key under its name, are not given on', async () => {
  const record = await enrol();
  await chromium.remove(record.fingerprint);
  await expect(addToStore().add(record, firefox.id, PASSWORD)).rejects.toMatchObject({ code: 'KEY_NOT_COPIED' });
  const other = await enrol();
  chromium.key = () => NssStore.prototype.key.call(client.stores[0], other.fingerprint);
  await expect(addToStore().add(record, firefox.id, PASSWORD)).rejects.toMatchObject({ code: 'KEY_NOT_COPIED' });
  expect(await fingerprints(firefox.unlocked(PASSWORD))).toEqual([]);
});
