/** Custody of the home's private files: written once, never overwritten, and refused when others can read them. */
import { createHash, X509Certificate as NodeCertificate } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeLayout } from '../core/layout.ts';
import type { HomeMaterial, RootMaterial } from './create.ts';
import { HomeSecrets, SECRET_BYTES } from './secrets.ts';

/** Where the files lie that this module writes and reads. */
export type CustodyPaths = Pick<HomeLayout, 'ca' | 'secret'>;

/** No file of these is longer. */
const MAX_FILE = 64 * 1024;

/**
 * Writes a new home's keys and certificates: private files 0600 in a folder 0700, all of it on disk when it returns.
 * @throws LatchkeyError HOME_EXISTS when one of the files is there already (nothing is ever overwritten),
 * FOLDER_NOT_WRITABLE
 */
export async function writeHomeMaterial(paths: CustodyPaths, material: HomeMaterial): Promise<void> {
  await refusing(paths.ca.dir, () => mkdir(paths.ca.dir, { recursive: true, mode: 0o700 }));
  await writeNew(paths.ca.key, material.ca.keyPem, 0o600);
  await writeNew(paths.ca.certificate, material.ca.certificatePem, 0o644);
  if (material.serverRoot) {
    await writeNew(paths.ca.serverRootKey, material.serverRoot.keyPem, 0o600);
    await writeNew(paths.ca.serverRootCertificate, material.serverRoot.certificatePem, 0o644);
  }
  await writeNew(paths.secret, material.secret, 0o600);
  for (const folder of new Set([paths.ca.dir, dirname(paths.ca.dir), dirname(paths.secret)])) await syncFolder(folder);
}

/**
 * Reads the Homelab CA's key and certificate as they are on disk.
 * @throws LatchkeyError CA_KEY_EXPOSED when others can read the key, HOME_DAMAGED when a file is missing or unreadable
 */
export async function readHomelabCa(paths: Pick<HomeLayout, 'ca'>): Promise<RootMaterial> {
  const keyPem = (await readPrivate(paths.ca.key)).toString('latin1');
  return { keyPem, certificatePem: (await readWhole(paths.ca.certificate)).toString('latin1') };
}

/**
 * Opens what is derived from the home's secret key.
 * @throws LatchkeyError CA_KEY_EXPOSED, HOME_DAMAGED
 */
export async function openSecrets(path: string): Promise<HomeSecrets> {
  const secret = await readPrivate(path);
  if (secret.length === SECRET_BYTES) return new HomeSecrets(secret);
  throw new LatchkeyError('HOME_DAMAGED', { detail: `${path} does not hold ${SECRET_BYTES} bytes.` });
}

/** Reads a certificate of the home. @throws LatchkeyError HOME_DAMAGED */
export async function readCertificate(path: string): Promise<string> {
  const pem = (await readWhole(path)).toString('latin1');
  try {
    return new NodeCertificate(pem).toString();
  } catch (cause) {
    throw new LatchkeyError('HOME_DAMAGED', { detail: `${path} holds no certificate.`, cause });
  }
}

/** The pin of a root certificate in an invite: SHA-256 of its DER, base64url, 43 characters. */
export function certificatePin(pem: string): string {
  return createHash('sha256').update(new NodeCertificate(pem).raw).digest('base64url');
}

async function readPrivate(path: string): Promise<Buffer> {
  return reading(path, async (file) => {
    const { mode } = await file.stat();
    if (mode & 0o077) {
      const hint = `Make it readable by its owner only (chmod 600 ${path}), and think about who may have read it.`;
      throw new LatchkeyError('CA_KEY_EXPOSED', { detail: `${path} has mode ${(mode & 0o777).toString(8)}.`, hint });
    }
    return file.readFile();
  });
}

const readWhole = (path: string) => reading(path, (file) => file.readFile());

async function reading(path: string, read: (file: FileHandle) => Promise<Buffer>): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > MAX_FILE)
      throw new LatchkeyError('HOME_DAMAGED', { detail: `${path} is no key file.` });
    return await read(file);
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    throw new LatchkeyError('HOME_DAMAGED', { detail: `${path} cannot be read.`, cause: error });
  } finally {
    await file?.close();
  }
}

async function writeNew(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  await refusing(path, async () => {
    const file = await open(path, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function refusing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST')
      throw new LatchkeyError('HOME_EXISTS', { detail: `${path} is there already.`, cause: error });
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${path} cannot be made.`, cause: error });
    }
    throw error;
  }
}
