import { packTar, unpackTar } from 'modern-tar';
import { LatchkeyError } from '../../shared/errors.ts';
import {
  type BackupContent,
  type BackupFacts,
  isOfNewerLatchkey,
  MANIFEST,
  type Manifest,
  makeManifest,
  manifestSchema,
  mayBeInBackup,
  wrongWithContent,
} from '../core/backup/content.ts';
import { sha256 } from '../platform/sha256.ts';

const damaged = (detail: string, cause?: unknown) =>
  new LatchkeyError('BACKUP_DAMAGED', { detail: `${detail}.`, cause });

/** Puts the files of a backup and their manifest into one tar (POSIX ustar), the manifest first. */
export function packBackup(facts: BackupFacts, content: BackupContent): Promise<Uint8Array> {
  const manifest = Buffer.from(`${JSON.stringify(makeManifest(facts, content, sha256), null, 2)}\n`);
  const mtime = new Date(facts.madeAt);
  const entries = [[MANIFEST, manifest] as const, ...content].map(([name, body]) => ({
    header: { name, size: body.length, mode: 0o600, mtime, type: 'file' as const },
    body,
  }));
  return packTar(entries);
}

/**
 * Reads what {@link packBackup} made. Nothing is believed of it: whoever knows a public key of ours can make one.
 * @throws LatchkeyError BACKUP_DAMAGED
 */
export async function unpackBackup(tar: Uint8Array): Promise<{ manifest: Manifest; content: BackupContent }> {
  const entries = await unpackTar(tar, { strict: true }).catch((cause: unknown) => {
    throw damaged('It cannot be unpacked', cause);
  });
  // First, since a newer Latchkey may put files into it that this one does not know.
  const manifest = readManifest(entries.find(({ header }) => header.name === MANIFEST)?.data);
  const content = new Map<string, Uint8Array>();
  for (const { header, data } of entries) {
    const known = header.name === MANIFEST || mayBeInBackup(header.name);
    if (!known || header.type !== 'file' || !data || content.has(header.name))
      throw damaged(`It holds ${JSON.stringify(header.name)}, which does not belong there`);
    content.set(header.name, data);
  }
  content.delete(MANIFEST);
  const wrong = wrongWithContent(manifest, content, sha256);
  if (wrong !== undefined) throw damaged(wrong);
  return { manifest, content };
}

function readManifest(bytes: Uint8Array | undefined): Manifest {
  if (!bytes) throw damaged('Its manifest is missing');
  try {
    const manifest: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (isOfNewerLatchkey(manifest))
      throw new LatchkeyError('BACKUP_DAMAGED', {
        detail: 'It was made by a newer Latchkey, which this one cannot read.',
        hint: 'Nothing was changed. Install the Latchkey that made it, or a newer one.',
      });
    return manifestSchema.parse(manifest);
  } catch (cause) {
    throw LatchkeyError.is(cause) ? cause : damaged('Its manifest cannot be read', cause);
  }
}
