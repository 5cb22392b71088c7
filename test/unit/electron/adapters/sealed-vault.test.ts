/** What the secret store holds is of no use on another computer, and nothing from before is lost on the way. */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ComputerKey, computerFolder } from '../../../../electron/adapters/computer-key.ts';
import { SealedVault } from '../../../../electron/adapters/sealed-vault.ts';
import type { Vault } from '../../../../electron/core/ports.ts';
import { keepPending, listPending } from '../../../../electron/core/vault-items/pending.ts';
import { LatchkeyError } from '../../../../shared/errors.ts';
import { vaultContract } from '../../../contract/vault.ts';
import { MemoryVault } from '../../../support/client/memory-vault.ts';

/** Of a credential, in bytes. */
const WINDOWS_LIMIT = 2560;

let folder: string;
let inner: MemoryVault;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-sealed-'));
  inner = new MemoryVault(WINDOWS_LIMIT);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The same store, which has travelled, on a computer of that name. */
const on = (computer: string, store: Vault = inner) => new SealedVault(store, new ComputerKey(join(folder, computer)));
const elsewhere = expect.objectContaining({ code: 'VAULT_SEALED_ELSEWHERE' });

vaultContract('sealed, in memory', async () => {
  const own = await mkdtemp(join(tmpdir(), 'latchkey-sealed-'));
  const store = new MemoryVault(WINDOWS_LIMIT);
  return {
    vault: new SealedVault(store, new ComputerKey(own)),
    lock: async () => {
      store.fails = 'VAULT_LOCKED';
    },
    unlock: async () => {
      store.fails = undefined;
    },
    clean: () => rm(own, { recursive: true, force: true }),
  };
});

describe('a sealed item', () => {
  test('holds nothing of the secret, and is useless on another computer', async () => {
    await on('mine').set('renewal/a', 'the secret');
    expect(inner.secrets.get('renewal/a')).toMatch(/^sealed1\.[A-Za-z0-9+/]+=*$/);
    await expect(on('theirs').get('renewal/a')).rejects.toEqual(elsewhere);
    await on('theirs').set('renewal/b', 'theirs');
    await expect(on('theirs').get('renewal/a')).rejects.toEqual(elsewhere);
    expect(await on('mine').get('renewal/a')).toBe('the secret');
  });

  test('does not pass for another one, nor for a changed one', async () => {
    await on('mine').set('renewal/a', 'the secret');
    const item = inner.secrets.get('renewal/a') ?? '';
    inner.secrets.set('renewal/b', item);
    await expect(on('mine').get('renewal/b')).rejects.toEqual(elsewhere);
    const bytes = Buffer.from(item.slice(8), 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      inner.secrets.set('renewal/a', `sealed1.${changed.toString('base64')}`);
      await expect(on('mine').get('renewal/a')).rejects.toEqual(elsewhere);
      inner.secrets.set('renewal/a', `sealed1.${bytes.subarray(0, at).toString('base64')}`);
      await expect(on('mine').get('renewal/a')).rejects.toEqual(elsewhere);
    }
  });

  test('whose key file is gone says which file, and the file comes back as it was', async () => {
    await on('mine').set('renewal/a', 'the secret');
    await rm(join(folder, 'mine/computer.key'));
    const lost = expect.objectContaining({ detail: `${join(folder, 'mine/computer.key')} is not there.` });
    await expect(on('mine').get('renewal/a')).rejects.toEqual(lost);
    expect(await readdir(join(folder, 'mine'))).toEqual([]);
  });

  test('an enrolment that another computer began keeps nobody from beginning here', async () => {
    const invite = { code: 'K7QF-2M9X-4TDW', host: 'enroll.home.test', port: 443 };
    const pending = { id: 'a', invite, key: new Uint8Array(8), deviceName: 'x', keepOld: false, agreed: undefined };
    await keepPending(on('theirs'), pending);
    expect(await listPending(on('mine'))).toEqual([]);
  });
});

test('an item that a later version sealed is refused as that, and stays as it is', async () => {
  const later = 'sealed2.c29tZXRoaW5nIGVsc2U=';
  inner.secrets.set('renewal/a', later);
  await expect(on('mine').get('renewal/a')).rejects.toMatchObject({ code: 'RECORDS_NEWER' });
  expect(inner.secrets.get('renewal/a')).toBe(later);
});

describe('an item from before', () => {
  test('is given back and sealed at once', async () => {
    inner.secrets.set('renewal/a', 'plain');
    expect(await on('mine').get('renewal/a')).toBe('plain');
    expect(inner.secrets.get('renewal/a')).toMatch(/^sealed1\./);
    expect(await on('mine').get('renewal/a')).toBe('plain');
  });

  test.each(['before', 'after'])('cut off %s the sealed one is written, it is still there', async (when) => {
    inner.secrets.set('renewal/a', 'plain');
    const cut = new MemoryVault(WINDOWS_LIMIT);
    const store: Vault = Object.assign(Object.create(cut) as Vault, {
      get: (name: string) => inner.get(name),
      set: async (name: string, secret: string) => {
        if (when === 'after') await inner.set(name, secret);
        throw new LatchkeyError('VAULT_NOT_AVAILABLE');
      },
    });
    await expect(on('mine', store).get('renewal/a')).rejects.toMatchObject({ code: 'VAULT_NOT_AVAILABLE' });
    expect(await on('mine').get('renewal/a')).toBe('plain');
  });
});

describe('the key of this computer', () => {
  test('is its owner’s only, one for all who make it at once, and never written over', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => new ComputerKey(join(folder, 'k')).readOrMake()));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(join(folder, 'k'))).toEqual(['computer.key']);
    expect((await stat(join(folder, 'k'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'k/computer.key'))).mode & 0o777).toBe(0o600);
    await writeFile(join(folder, 'k/computer.key'), 'short');
    await expect(new ComputerKey(join(folder, 'k')).readOrMake()).rejects.toMatchObject({ code: 'RECORDS_DAMAGED' });
  });

  test.each([
    ['win32', { APPDATA: '/roaming', LOCALAPPDATA: '/local' }, '/local/Latchkey'],
    ['win32', { APPDATA: '/roaming' }, '/home/dave/AppData/Local/Latchkey'],
    ['darwin', {}, '/home/dave/Library/Application Support/Latchkey'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/dave/.local/state/latchkey'],
    ['linux', { XDG_STATE_HOME: '/state' }, '/state/latchkey'],
  ])('on %s with %j lies in %s', (platform, env, where) => {
    expect(computerFolder({ platform, env, home: '/home/dave' })).toBe(where);
  });
});
