import { certificateStoreContract } from '../../../contract/certificate-store.ts';
import { vaultContract } from '../../../contract/vault.ts';
import { MemoryStore } from '../../../support/client/memory-store.ts';
import { MemoryVault } from '../../../support/client/memory-vault.ts';

// The doubles that other tests rely on must behave like the real things.
certificateStoreContract('memory', async () => ({ store: new MemoryStore(), clean: () => Promise.resolve() }));

vaultContract('memory', async () => {
  const vault = new MemoryVault();
  return {
    vault,
    async lock() {
      vault.fails = 'VAULT_LOCKED';
    },
    async unlock() {
      vault.fails = undefined;
    },
    clean: () => Promise.resolve(),
  };
});
