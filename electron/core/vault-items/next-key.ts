/**
 * The key of the next certificate, and the secret that came with it. One value in the vault, written before the home is
 * asked, because the home takes a second key with the same secret for a thief's.
 */
import { z } from 'zod';
import { fromBase64, toBase64 } from '../../../shared/bytes.ts';
import type { Vault } from '../ports.ts';
import { readSaved } from '../saved.ts';

export interface NextKey {
  /** PKCS#8 DER. */
  readonly key: Uint8Array;
  /** The renewal secret of the certificate for this key, once the home has sent it. */
  readonly secret?: string | undefined;
}

const nameOf = (id: string) => `next/${id}`;

const valueSchema = z.object({ version: z.literal(1), key: z.base64(), secret: z.string().optional() });

/** Keeps an enrolment's next key in the vault, in place of the one before. @throws VAULT_LOCKED, VAULT_NOT_AVAILABLE */
export async function keepNextKey(vault: Vault, id: string, { key, secret }: NextKey): Promise<void> {
  const value: z.input<typeof valueSchema> = { version: 1, key: toBase64(key), ...(secret ? { secret } : {}) };
  await vault.set(nameOf(id), JSON.stringify(value));
}

/** @throws RECORDS_DAMAGED when the vault holds something else under that name, RECORDS_NEWER */
export async function readNextKey(vault: Vault, id: string): Promise<NextKey | undefined> {
  const text = await vault.get(nameOf(id));
  if (text === undefined) return undefined;
  const { key, secret } = readSaved(valueSchema, text, `The secret "${nameOf(id)}"`);
  return { key: fromBase64(key), secret };
}

/** Takes an enrolment's next key out of the vault, if it is there. @throws VAULT_LOCKED, VAULT_NOT_AVAILABLE */
export async function forgetNextKey(vault: Vault, id: string): Promise<void> {
  await vault.delete(nameOf(id));
}
