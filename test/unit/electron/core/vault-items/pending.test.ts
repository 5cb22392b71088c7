/** What an interrupted enrolment keeps: it fits the vault whatever a home says, and damage keeps nobody from going on. */
import { expect, test } from 'vitest';
import {
  keepPending,
  listPending,
  type Pending,
  readPending,
  repairPending,
} from '../../../../../electron/core/vault-items/pending.ts';
import { MemoryVault } from '../../../../support/client/memory-vault.ts';

const pending: Pending = {
  id: '6c40b1ff-02fd-4ac5-9a31-0af2a81b3e53',
  invite: { code: 'K7QF-2M9X-4TDX', host: 'enroll.example.com', port: 443 },
  key: new Uint8Array(138),
  deviceName: 'Laptop',
  keepOld: false,
  agreed: { person: 'Dave', home: 'Example Home' },
  contact: { name: 'Mary', email: 'mary@example.com' },
};

test('whom to ask is kept', async () => {
  const vault = new MemoryVault();
  await keepPending(vault, pending);
  expect(await readPending(vault, pending.id)).toEqual(pending);
});

test('a contact that is too long for the vault is left out, and the key is kept', async () => {
  const vault = new MemoryVault();
  await keepPending(vault, { ...pending, contact: { url: `https://example.com/${'é'.repeat(470)}` } });
  expect(await readPending(vault, pending.id)).toEqual({ ...pending, contact: undefined });
});

test('what cannot be read is moved aside, and the others go on', async () => {
  const vault = new MemoryVault();
  await keepPending(vault, pending);
  await vault.set('pending/damaged-one', '{');
  await expect(listPending(vault)).rejects.toMatchObject({ code: 'RECORDS_DAMAGED' });
  await repairPending(vault);
  expect(await listPending(vault)).toEqual([pending]);
  expect(await vault.get('damaged/damaged-one')).toBe('{');
});

test('what a later version began is told apart from damage, and is not moved', async () => {
  const vault = new MemoryVault();
  const later = JSON.stringify({ version: 2, invitation: 'in another form' });
  await vault.set('pending/later', later);
  await expect(listPending(vault)).rejects.toMatchObject({ code: 'RECORDS_NEWER' });
  await repairPending(vault);
  expect(await vault.get('pending/later')).toBe(later);
});
