/** What `latchkey ca` does. Apart from the commands, which load it only when it is needed. */
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import { readTrustedCas } from '../ca/ca-files.ts';
import { createServerRoot } from '../ca/create.ts';
import {
  exportHomelabCaKey,
  type KeyChange,
  keyPlaceOf,
  protectHomelabCa,
  unprotectHomelabCa,
} from '../ca/key-custody.ts';
import { writeNewSecret } from '../ca/private-files.ts';
import { beginRotation, type CaChange, finishRotation } from '../ca/rotate.ts';
import { withCaLock } from '../home/ca-lock.ts';
import { cryptoRandom, type OpenHome } from '../home/open.ts';
import { type BurntCa, burnCa } from '../home/replace-ca.ts';
import { type RotationProgress, rotationProgress } from '../home/rotation-progress.ts';
import { writeNamed } from '../platform/caller.ts';
import { replaceFile } from '../platform/durable-file.ts';
import { errnoOf } from '../platform/errno.ts';
import { HomeLock } from '../stack/process/process-lock.ts';
import { caPassphrase, caUnlock, nextKeyPlace } from './ca-unlock.ts';
import type { CommandContext } from './command.ts';
import { newPassphrase } from './secret-sources.ts';

/** How many devices an error names. */
const NAMED = 10;

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

/** Makes a new CA that signs from now on. @returns its certificate, PEM. @throws LatchkeyError as {@link beginRotation} */
export async function rotate(home: OpenHome, context: CommandContext, passphraseFile?: string): Promise<string> {
  const change = changeOf(home, context, passphraseFile);
  return withCaLock(home.layout, async () => {
    const place = nextKeyPlace(home, (await keyPlaceOf(home.layout))?.kind);
    const certificatePem = await beginRotation(home.config.name, place, change);
    home.audit.record({ kind: 'ca-rotated', outcome: 'ok' });
    return certificatePem;
  });
}

/**
 * Stops trusting the CA before.
 * @param really also when devices still need it
 * @returns the devices that are outside now until they have renewed; undefined when nothing was to be finished
 * @throws LatchkeyError CA_STILL_NEEDED
 */
export async function finish(
  home: OpenHome,
  context: CommandContext,
  really: boolean,
): Promise<RotationProgress['waiting'] | undefined> {
  return withCaLock(home.layout, async () => {
    const { current, previous } = await readTrustedCas(home.layout);
    if (previous.length === 0) return undefined;
    const { waiting } = rotationProgress(home, current, context.clock.now());
    if (waiting.length > 0 && !really) {
      const names = waiting.slice(0, NAMED).map(({ name, person }) => `${name} (${person})`);
      const more = waiting.length > NAMED ? ` and ${waiting.length - NAMED} more` : '';
      throw new LatchkeyError('CA_STILL_NEEDED', { detail: `${names.join(', ')}${more}.` });
    }
    await finishRotation({ paths: home.layout });
    home.audit.record({ kind: 'ca-rotation-finished', outcome: 'ok', detail: { waiting: waiting.length } });
    return waiting;
  });
}

/**
 * Puts a new root of the server certificates, for the domain of latchkey.yaml alone, in the place of the one that there
 * is. What Caddy has by the old one goes first, so that it makes everything anew.
 * @returns the new root's certificate, PEM
 * @throws LatchkeyError ALREADY_RUNNING, USAGE when the server certificates come from elsewhere
 */
export async function replaceServerRoot(
  { config, layout, audit }: OpenHome,
  { clock }: CommandContext,
): Promise<string> {
  if (config.certificates.kind !== 'internal') {
    throw new LatchkeyError('USAGE', {
      detail: `The server certificates of this home come from ${config.certificates.kind}.`,
      hint: 'A root of its own is for certificates: internal.',
    });
  }
  const lock = HomeLock.take(layout.run.lock);
  try {
    return await withCaLock(layout, async () => {
      const root = await createServerRoot(config.name, config.domain, { clock, random: cryptoRandom });
      await forgetServerCertificates(layout.caddy);
      await replaceFile(layout.ca.serverRootKey, root.keyPem, 0o600);
      await replaceFile(layout.ca.serverRootCertificate, root.certificatePem, 0o644);
      audit.record({ kind: 'server-root-replaced', outcome: 'ok' });
      return root.certificatePem;
    });
  } finally {
    lock.release();
  }
}

/** Has Caddy make its own CA and the certificates by it anew. */
async function forgetServerCertificates(storage: string): Promise<void> {
  try {
    for (const old of ['pki/authorities/local', 'certificates/local'])
      await rm(join(storage, old), { recursive: true, force: true });
  } catch (error) {
    if (errnoOf(error) !== 'EACCES') throw error;
    // They are the proxies' user's, who alone may remove them; the folder above is this user's too.
    for (const old of ['pki', 'certificates'])
      await rename(join(storage, old), join(storage, `${old}-before-${Date.now()}`)).catch((failed: unknown) => {
        if (errnoOf(failed) !== 'ENOENT') throw failed;
      });
  }
}

/** The emergency: see {@link burnCa}. */
export async function burn(home: OpenHome, context: CommandContext, passphraseFile?: string): Promise<BurntCa> {
  const change = changeOf(home, context, passphraseFile);
  return withCaLock(home.layout, async () => {
    const place = nextKeyPlace(home, (await keyPlaceOf(home.layout))?.kind);
    return burnCa(home, place, change);
  });
}
