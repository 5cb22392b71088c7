/** Custody of the home's private files: written once, never overwritten, and refused when others can read them. */
import { X509Certificate as NodeCertificate, type ScryptOptions, scrypt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { LatchkeyError } from '../../shared/errors.ts';
import { PIN_HASH_BYTES, PIN_SCRYPT, pinOfHash, pinSalt } from '../../shared/pin.ts';
import type { HomeLayout } from '../core/layout.ts';
import { syncFolder } from '../platform/durable-file.ts';
import type { HomeKeys } from './create.ts';
import { readPrivate, readWhole, refusing, writeNew } from './private-files.ts';
import { HomeSecrets, SECRET_BYTES } from './secrets.ts';

const derive = promisify<Uint8Array, string, number, ScryptOptions, Buffer>(scrypt);

/** Where the files lie that this module writes and reads. */
export type CustodyPaths = Pick<HomeLayout, 'ca' | 'secret'>;

/**
 * Writes a new home's keys and certificates: private files 0600 in a folder 0700, all of it on disk when it returns.
 * @throws LatchkeyError HOME_EXISTS when one of the files is there already (nothing is ever overwritten),
 * FOLDER_NOT_WRITABLE
 */
export async function writeHomeKeys(paths: CustodyPaths, material: HomeKeys): Promise<void> {
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

/** The pin of a root certificate in an invite. @param host of the enrolment */
export async function certificatePin(pem: string, host: string): Promise<string> {
  return pinOfHash(await derive(new NodeCertificate(pem).raw, pinSalt(host), PIN_HASH_BYTES, PIN_SCRYPT));
}
