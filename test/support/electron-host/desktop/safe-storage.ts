/** `safeStorage`: encryption under a key that lies beside the data, so that it survives a restart and protects nothing. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from '../app/app.ts';
import { strictObject } from '../base/strict.ts';

const PREFIX = Buffer.from('v10');
const IV_BYTES = 12;
const TAG_BYTES = 16;

function key(): Buffer {
  const folder = app.getPath('userData');
  const file = join(folder, 'electron-host-safe-storage.key');
  if (existsSync(file)) return readFileSync(file);
  const fresh = randomBytes(32);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, fresh, { mode: 0o600, flag: 'wx' });
  return fresh;
}

export const safeStorage = strictObject('safeStorage', {
  isEncryptionAvailable: () => app.isReady(),
  getSelectedStorageBackend: () => 'basic_text',
  setUsePlainTextEncryption: () => undefined,
  encryptString(text: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key(), iv);
    return Buffer.concat([PREFIX, iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  },
  decryptString(encrypted: Buffer): string {
    const start = PREFIX.length;
    if (!encrypted.subarray(0, start).equals(PREFIX))
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
    const decipher = createDecipheriv('aes-256-gcm', key(), encrypted.subarray(start, start + IV_BYTES));
    decipher.setAuthTag(encrypted.subarray(-TAG_BYTES));
    return (
      decipher.update(encrypted.subarray(start + IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    );
  },
});
