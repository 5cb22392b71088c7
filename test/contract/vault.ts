/** What every vault must do, whatever it is made of. Each vault's own test file runs it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VAULT_VALUE_LIMIT, type Vault } from '../../electron/core/ports.ts';

export interface VaultUnderTest {
  readonly vault: Vault;
  /** Makes the vault as it is before the person unlocks it. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
  clean(): Promise<void>;
}

interface VaultContractOptions {
  /** Why it cannot be locked and unlocked where nobody is there to answer; printed, and the rest is tried. */
  readonly notLocked?: string;
}

export function vaultContract(
  name: string,
  create: () => Promise<VaultUnderTest>,
  { notLocked }: VaultContractOptions = {},
): void {
  if (notLocked !== undefined) console.log(`not run here: ${name}, locked: ${notLocked}`);
  describe(`the vault contract: ${name}`, () => {
    let subject: VaultUnderTest;
    let vault: Vault;

    beforeEach(async () => {
      subject = await create();
      vault = subject.vault;
    });
    afterEach(() => subject.clean());

    test('gives back what was put in, and forgets what was deleted', async () => {
      expect(await vault.get('pending/a')).toBeUndefined();
      await vault.set('pending/a', 'secret');
      expect(await vault.get('pending/a')).toBe('secret');
      await vault.set('pending/a', 'another');
      expect(await vault.get('pending/a')).toBe('another');
      expect(await vault.delete('pending/a')).toBe(true);
      expect(await vault.delete('pending/a')).toBe(false);
      expect(await vault.get('pending/a')).toBeUndefined();
    });

    test('lists the keys of a prefix, and leaves nothing of its own behind', async () => {
      expect(await vault.list('')).toEqual([]);
      for (const key of ['pending/b', 'pending/a', 'renewal/a']) await vault.set(key, key);
      expect(await vault.list('pending/')).toEqual(['pending/a', 'pending/b']);
      expect(await vault.list('')).toEqual(['pending/a', 'pending/b', 'renewal/a']);
    });

    test('holds the largest secret that every system holds, in every script', async () => {
      const secret = 'é'.repeat(VAULT_VALUE_LIMIT / 2);
      await vault.set('pending/a', secret);
      expect(await vault.get('pending/a')).toBe(secret);
      await expect(vault.set('pending/a', `${secret}!`)).rejects.toThrow(RangeError);
    });

    test.skipIf(notLocked !== undefined)('locked, it says so, and nothing is lost', async () => {
      await vault.set('pending/a', 'secret');
      await subject.lock();
      const locked = expect.objectContaining({ code: 'VAULT_LOCKED' });
      await expect(vault.get('pending/a')).rejects.toEqual(locked);
      await expect(vault.get('pending/none')).rejects.toEqual(locked);
      await expect(vault.list('pending/')).rejects.toEqual(locked);
      await expect(vault.set('pending/b', 'x')).rejects.toEqual(locked);
      await expect(vault.delete('pending/a')).rejects.toEqual(locked);
      await subject.unlock();
      expect(await vault.get('pending/a')).toBe('secret');
    });
  });
}
