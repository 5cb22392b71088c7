import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { createServerRoot } from '../ca/create.ts';
import type { Clock } from '../core/ports/basics.ts';
import { replaceFile } from '../platform/durable-file.ts';
import { HomeLock } from '../stack/process/process-lock.ts';
import { withCaLock } from './ca-lock.ts';
import { cryptoRandom, type OpenHome } from './open.ts';

/**
 * Puts a new root of the server certificates, for the domain of latchkey.yaml alone, in the place of the one that there
 * is. What Caddy has by the old one goes first, so that it makes everything anew.
 * @returns the new root's certificate, PEM
 * @throws LatchkeyError ALREADY_RUNNING, USAGE when the server certificates come from elsewhere
 */
export async function replaceServerRoot(
  { config, layout, audit }: Pick<OpenHome, 'config' | 'layout' | 'audit'>,
  clock: Clock,
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
