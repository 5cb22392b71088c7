import { describe, expect, test } from 'vitest';
import { vaultContract } from '../../contract/vault.ts';
import { hasKwallet, KWALLET } from '../../support/client/kwallet.ts';
import { RemoteVault } from '../../support/client/remote-vault.ts';
import { newPerson, type Person } from '../../support/client/with-keyring.ts';
import { FULL } from '../../support/long-tail.ts';

// keytar takes its D-Bus session from the process it runs in, so the vault lives in a process of its own.
vaultContract('the Secret Service by keytar', async () => {
  const person: Person = await newPerson();
  const vault = new RemoteVault(person.env);
  return {
    vault,
    lock: () => person.lock(),
    async unlock() {
      await person.unlock();
      await vault.restart();
    },
    async clean() {
      await vault.close();
      await person.leave();
    },
  };
});

if (!FULL) console.log('left to npm run attacks: the vault contract on KWallet');
else if (!(await hasKwallet()))
  console.log('not run here: KWallet is not installed (apt-get install libkf5wallet-bin libqca-qt5-2-plugins)');
else {
  vaultContract(
    'KWallet by keytar',
    async () => {
      const person = await newPerson(undefined, KWALLET);
      const vault = new RemoteVault(person.env);
      return {
        vault,
        lock: () => person.lock(),
        unlock: () => person.unlock(),
        async clean() {
          await vault.close();
          await person.leave();
        },
      };
    },
    { notLocked: 'it asks for its password in a window' },
  );
}

describe('a machine without a Secret Service', () => {
  test('has no vault, and says what to install', async () => {
    const vault = new RemoteVault({ PATH: process.env.PATH ?? '', HOME: '/nonexistent' });
    try {
      await expect(vault.set('a', 'b')).rejects.toMatchObject({ code: 'VAULT_NOT_AVAILABLE' });
      await expect(vault.get('a')).rejects.toMatchObject({ code: 'VAULT_NOT_AVAILABLE' });
      await expect(vault.list('')).rejects.toMatchObject({ code: 'VAULT_NOT_AVAILABLE' });
    } finally {
      await vault.close();
    }
  });
});
