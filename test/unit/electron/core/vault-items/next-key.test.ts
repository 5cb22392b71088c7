import { expect, test } from 'vitest';
import { forgetNextKey, keepNextKey, readNextKey } from '../../../../../electron/core/vault-items/next-key.ts';
import { MemoryVault } from '../../../../support/client/memory-vault.ts';

test('the next key comes back as it was kept, with its secret, until it is forgotten', async () => {
  const vault = new MemoryVault();
  const next = { key: new Uint8Array([48, 1, 255]), secret: 'of the next certificate' };
  await keepNextKey(vault, 'a', next);
  expect(await readNextKey(vault, 'a')).toEqual(next);
  expect(await readNextKey(vault, 'b')).toBeUndefined();
  await forgetNextKey(vault, 'a');
  expect(await readNextKey(vault, 'a')).toBeUndefined();
});

test.each([
  ['RECORDS_NEWER', JSON.stringify({ version: 2, key: 'in another form' })],
  ['RECORDS_DAMAGED', '{'],
])('a renewal under way is refused with %s, and stays as it is', async (code, value) => {
  const vault = new MemoryVault();
  await vault.set('next/a', value);
  await expect(readNextKey(vault, 'a')).rejects.toMatchObject({ code });
  expect(await vault.get('next/a')).toBe(value);
});
