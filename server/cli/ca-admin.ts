/** What `latchkey ca` does. Apart from the commands, which load it only when it is needed. */
import { resolve } from 'node:path';
import { readTrustedCas } from '../ca/ca-files.ts';
import { exportHomelabCaKey, type KeyChange, protectHomelabCa, unprotectHomelabCa } from '../ca/key-custody.ts';
import { writeNewSecret } from '../ca/private-files.ts';
import type { CaChange } from '../ca/rotate.ts';
import { withCaLock } from '../home/ca-lock.ts';
import { cryptoRandom, type OpenHome } from '../home/open.ts';
import { type ReplacedCa, replaceLeakedCa } from '../home/replace-ca.ts';
import { nextKeyPlace, rotateCa } from '../home/rotate-ca.ts';
import { writeNamed } from '../platform/caller.ts';
import { caPassphrase, caUnlock } from './ca-unlock.ts';
import type { CommandContext } from './command.ts';
import { newPassphrase } from './secret-sources.ts';

function changeOf(home: OpenHome, context: CommandContext, passphraseFile?: string): CaChange & KeyChange {
  const unlock = caUnlock(home, context, passphraseFile);
  return { paths: home.layout, unlock, clock: context.clock, random: cryptoRandom };
}

/** Puts the key under a passphrase. @param files of the new one and, for a key that is under another, of that one */
export async function protectKey(
  home: OpenHome,
  context: CommandContext,
  files: { readonly passphraseFile?: string; readonly oldPassphraseFile?: string },
): Promise<void> {
  const source = { ...caPassphrase(home), question: 'New passphrase of the Homelab CA' };
  const passphrase = await newPassphrase(
    { ...source, ...(files.passphraseFile && { file: files.passphraseFile }) },
    context,
  );
  // What latchkey.yaml names is the new one: this is how it is changed.
  const { config, layout } = home;
  const before = { layout, config: { ...config, ca: { ...config.ca, passphraseFile: undefined } } };
  const unlock = caUnlock(before, context, files.oldPassphraseFile);
  await withCaLock(layout, async () => {
    await protectHomelabCa({ paths: layout, unlock, random: cryptoRandom }, passphrase);
    home.audit.record({ kind: 'ca-protected', outcome: 'ok' });
  });
}

/** @returns false when there was no passphrase to take */
export async function unprotectKey(home: OpenHome, context: CommandContext, passphraseFile?: string): Promise<boolean> {
  const change = changeOf(home, context, passphraseFile);
  return withCaLock(home.layout, async () => {
    const done = await unprotectHomelabCa(change);
    if (done) home.audit.record({ kind: 'ca-unprotected', outcome: 'ok' });
    return done;
  });
}

const writeExported = ({ layout }: OpenHome, path: string, content: string, mode: number) =>
  writeNamed(path, layout.dir, () => writeNewSecret(path, content, mode));

/** Writes the CA's certificate into a file. @throws LatchkeyError BACKUP_EXISTS, FOLDER_NOT_WRITABLE */
export async function exportCertificate(home: OpenHome, context: CommandContext, file: string): Promise<void> {
  const { current } = await readTrustedCas(home.layout);
  await writeExported(home, resolve(context.cwd, file), current.toString(), 0o644);
}

/** Writes the key, under a passphrase of its own, and the certificate into a file that only its owner can read. */
export async function exportKey(
  home: OpenHome,
  context: CommandContext,
  file: string,
  passphraseFile?: string,
): Promise<void> {
  const question = 'Passphrase for the exported key';
  const passphrase = await newPassphrase({ file: passphraseFile, question }, context);
  const change = changeOf(home, context);
  await withCaLock(home.layout, async () => {
    const key = await exportHomelabCaKey(change, passphrase);
    const { current } = await readTrustedCas(home.layout);
    await writeExported(home, resolve(context.cwd, file), `${key}${current.toString()}`, 0o600);
    home.audit.record({ kind: 'ca-key-exported', outcome: 'ok' });
  });
}

/** See {@link rotateCa}. */
export async function rotate(home: OpenHome, context: CommandContext, passphraseFile?: string): Promise<string> {
  return rotateCa(home, changeOf(home, context, passphraseFile));
}

/** The emergency: see {@link replaceLeakedCa}. */
export async function replaceLeaked(
  home: OpenHome,
  context: CommandContext,
  passphraseFile?: string,
): Promise<ReplacedCa> {
  const change = changeOf(home, context, passphraseFile);
  return withCaLock(home.layout, async () => {
    return replaceLeakedCa(home, await nextKeyPlace(home), change);
  });
}
