/** Looks for secrets where others could read them. */
import { createPrivateKey } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A secret in each of its forms, such as the number of a key and the lines of its PEM. */
export type Secret = readonly (string | Buffer)[];

/** A secret in the ways it may be written: bytes, hexadecimal, base64 in both alphabets; a text also without dashes. */
export function spellings(secret: string | Buffer): string[] {
  const bytes = Buffer.from(secret);
  const texts = [bytes.toString('latin1'), bytes.toString('hex'), bytes.toString('base64url')];
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  const plain = typeof secret === 'string' ? [secret.replaceAll('-', ''), encodeURIComponent(secret)] : [];
  return [...texts, base64, ...plain].flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]);
}

/** The private number of a key, and the lines of its PEM that hold it. */
export function keySecret(pem: string): Secret {
  const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
  return [Buffer.from(d, 'base64url'), ...pem.split('\n').slice(1, 3)];
}

/** Every file under a folder, by its path in it. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** The secrets that a text holds, by name. */
export function secretsIn(text: string, secrets: ReadonlyMap<string, Secret>): string[] {
  const lower = text.toLowerCase();
  const holds = (secret: string | Buffer) =>
    spellings(secret).some((each) => text.includes(each) || lower.includes(each));
  return [...secrets].filter(([, forms]) => forms.some(holds)).map(([name]) => name);
}
