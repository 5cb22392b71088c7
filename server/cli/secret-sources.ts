/** Where passphrases and PINs come from: a file that only its owner can read, systemd, or a person. Never a command line. */

import { open } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { NotUtf8Error, textOf } from '../../shared/text-encoding.ts';
import { isOpenToOthers, octal } from '../platform/private-file.ts';
import { askSecret, canAsk } from './ask-secret.ts';
import type { CommandContext } from './command.ts';

/** What a secret is asked with. */
export type SecretContext = Pick<CommandContext, 'terminal' | 'env' | 'cwd' | 'secretFiles'>;

/** A passphrase is the only thing between a thief and what it protects, for as long as he likes to try. */
const LEAST_LENGTH = 12;
/** No file with a secret is longer, in bytes. */
const MAX_LENGTH = 16 * 1024;

/** Earlier versions read such a file, and protected keys with what they made of it. */
const READ_BEFORE =
  'If a key is protected with this file already, write U+FFFD (the bytes EF BF BD) for each byte that is no UTF-8: so it was read.';

/** A byte order mark stays: it has been a part of the secret. */
function secretText(bytes: Buffer, path: string): string {
  textOf(bytes, path);
  return bytes.toString('utf8');
}

/** @param guarded the folder is guarded: the file's own mode says nothing */
async function readText(path: string, guarded: boolean): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { mode, size } = await file.stat();
      if (!guarded && isOpenToOthers(mode)) {
        const hint = `Make it readable by its owner only (chmod 600 ${path}), and think about who may have read it.`;
        const detail = `${path} has mode ${octal(mode)}.`;
        throw new LatchkeyError('SECRET_FILE_EXPOSED', { detail, hint });
      }
      return size <= MAX_LENGTH ? secretText(await file.readFile(), path) : '';
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (LatchkeyError.is(cause)) throw cause;
    if (cause instanceof NotUtf8Error)
      throw new LatchkeyError('PASSPHRASE_MISSING', { detail: cause.message, hint: READ_BEFORE, cause });
    throw new LatchkeyError('PASSPHRASE_MISSING', {
      detail: `${path} cannot be read: ${errnoOf(cause) ?? 'unreadable'}.`,
      cause,
    });
  }
}

function oneLine(text: string, path: string): string {
  const secret = text.replace(/\r?\n$/, '');
  if (secret !== '' && !/[\r\n\0]/.test(secret)) return secret;
  throw new LatchkeyError('PASSPHRASE_MISSING', { detail: `${path} does not hold one line with a secret.` });
}

/**
 * The lines of a file that nobody but its owner may read.
 * @throws LatchkeyError SECRET_FILE_EXPOSED, PASSPHRASE_MISSING
 */
export async function readSecretLines(path: string): Promise<readonly string[]> {
  return (await readText(path, false)).split('\n').map((line) => line.trim());
}

function credentialPath({ CREDENTIALS_DIRECTORY: folder }: SecretContext['env'], name: string): string | undefined {
  return folder && isAbsolute(folder) ? join(folder, name) : undefined;
}

/** A credential of the service that this runs as (systemd.exec(5)). @returns undefined when there is none */
async function readCredential(name: string, { env, secretFiles }: SecretContext): Promise<string | undefined> {
  const path = credentialPath(env, name);
  if (path === undefined) return undefined;
  try {
    // systemd guards the folder; the mode of what is in it may show the access of a group that nobody is in.
    return oneLine(secretFiles?.get(path) ?? (await readText(path, true)), path);
  } catch (error) {
    if (LatchkeyError.is(error) && errnoOf(error.cause) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where a secret may be. */
export interface SecretSource {
  /** A file that only its owner can read; goes before everything else. */
  readonly file: string | undefined;
  /** The name of a systemd credential. */
  readonly credential?: string;
  /** What a person at the terminal is asked. */
  readonly question: string;
}

/**
 * A secret that is there already: from the file, else from systemd, else from the person at the terminal.
 * @throws LatchkeyError PASSPHRASE_MISSING, SECRET_FILE_EXPOSED
 */
export async function knownSecret(what: SecretSource, context: SecretContext): Promise<string> {
  return (await storedSecret(what, context)) ?? typedSecret(what.question, context);
}

/**
 * A passphrase that is to be a new one: from the file or from systemd, else typed twice.
 * @throws LatchkeyError PASSPHRASE_MISSING, SECRET_FILE_EXPOSED, USAGE when it is too short
 */
export async function newPassphrase(what: SecretSource, context: SecretContext): Promise<string> {
  const stored = await storedSecret(what, context);
  const passphrase = stored ?? (await typedSecret(what.question, context));
  if (passphrase.length < LEAST_LENGTH) {
    throw new LatchkeyError('USAGE', {
      detail: `The passphrase has fewer than ${LEAST_LENGTH} characters.`,
      hint: 'Take five or six words that nobody else would put together.',
    });
  }
  if (stored === undefined && (await askSecret('Once more', context.terminal)) !== passphrase)
    throw new LatchkeyError('PASSPHRASE_MISSING', { detail: 'It was typed in two ways.', hint: 'Try again.' });
  return passphrase;
}

async function storedSecret({ file, credential }: SecretSource, context: SecretContext) {
  const { cwd, secretFiles } = context;
  if (file !== undefined) {
    const path = resolve(cwd, file);
    return oneLine(secretFiles?.get(path) ?? (await readText(path, false)), path);
  }
  return credential === undefined ? undefined : readCredential(credential, context);
}

/**
 * Reads what a command will want, while it may still be read.
 * @throws LatchkeyError PASSPHRASE_MISSING, SECRET_FILE_EXPOSED
 */
export async function readAhead(files: readonly string[], { cwd, secretFiles }: SecretContext): Promise<void> {
  for (const file of files) {
    const path = resolve(cwd, file);
    secretFiles?.set(path, await readText(path, false));
  }
}

/**
 * Reads where a secret may be, while it may still be read: what is not there is looked for again when it is needed.
 * @throws LatchkeyError SECRET_FILE_EXPOSED
 */
export async function readSourceAhead({ file, credential }: SecretSource, context: SecretContext): Promise<void> {
  const { cwd, env, secretFiles } = context;
  const path = file === undefined ? credential && credentialPath(env, credential) : resolve(cwd, file);
  if (!path) return;
  try {
    secretFiles?.set(path, await readText(path, file === undefined));
  } catch (error) {
    if (!LatchkeyError.is(error) || error.code !== 'PASSPHRASE_MISSING') throw error;
  }
}

async function typedSecret(question: string, { terminal }: SecretContext): Promise<string> {
  const typed = canAsk(terminal) ? await askSecret(question, terminal) : undefined;
  if (typed) return typed;
  throw new LatchkeyError('PASSPHRASE_MISSING', { detail: `${question}: there is nobody to ask.` });
}
