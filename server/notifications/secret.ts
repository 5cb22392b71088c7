import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errnoOf } from '../../shared/errno.ts';
import { textOf } from '../../shared/text-encoding.ts';

/** No secret is longer. */
const MAX_SECRET = 4096;

/** Where a secret lies, and where to look for it. */
export interface SecretSource {
  readonly place: { readonly env: string } | { readonly file: string };
  /** The home folder: paths that are not absolute begin there. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a secret, anew each time: one that was changed is used from then on.
 * @throws Error that names the place, never the secret
 */
export async function readSecret({ place, dir, env }: SecretSource): Promise<string> {
  const secret = 'env' in place ? env[place.env] : await readPrivate(resolve(dir, place.file));
  const text = secret?.trim();
  if (!text) throw new Error(`there is no secret in ${'env' in place ? `the variable ${place.env}` : place.file}`);
  return text;
}

async function readPrivate(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw new Error(`${path} cannot be read: ${errnoOf(error)}`);
  });
  try {
    const stat = await file.stat();
    const { mode, size } = stat;
    if (!stat.isFile()) throw new Error(`${path} is no regular file`);
    if (mode & 0o007) throw new Error(`${path} can be read by everybody on this machine: chmod 600 it`);
    if (size > MAX_SECRET) throw new Error(`${path} is too long for a secret`);
    return textOf(await file.readFile(), path);
  } finally {
    await file.close();
  }
}
