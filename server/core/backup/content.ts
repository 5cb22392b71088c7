/** What a backup holds, and what it must not. */
import { z } from 'zod';

/** Changes with every form that an older Latchkey cannot read. */
const FORMAT = 'latchkey-backup/1';

/** Whether a manifest is of a backup that a newer Latchkey made. @param manifest parsed JSON */
export function isOfNewerLatchkey(manifest: unknown): boolean {
  const { success, data } = z.looseObject({ format: z.string() }).safeParse(manifest);
  const version = Number(success && /^latchkey-backup\/(\d+)$/.exec(data.format)?.[1]);
  return version > Number(FORMAT.split('/')[1]);
}

export const MANIFEST = 'manifest.json';

/** Every file of a home that is in a backup, from the home folder; hand-written sites come beside them. */
export const BACKUP_FILES = {
  config: 'latchkey.yaml',
  registry: 'registry.db',
  secret: 'secret.key',
  caCertificate: 'ca/homelab-ca.crt',
  /** Only when it was asked for. */
  caKey: 'ca/homelab-ca.key',
  /** Both with `certificates: internal` only. Invites carry its pin, so a home without it is another home. */
  serverRootCertificate: 'ca/server-root.crt',
  serverRootKey: 'ca/server-root.key',
  /** With `certificates: dns-01`, once there is one: a restored home serves at once. lego's account is made anew. */
  serverPair: 'certificates/server.pem',
} as const;

const FIXED: ReadonlySet<string> = new Set(Object.values(BACKUP_FILES));
const REQUIRED = [BACKUP_FILES.config, BACKUP_FILES.registry, BACKUP_FILES.secret, BACKUP_FILES.caCertificate] as const;
/** Sites and what they import, at most eight folders deep, no dot in front: nothing that leads out of the home. */
const SITE = /^sites(?:\/(?!\.)[^\p{C}/\\]{1,255}){1,9}$/u;

/** Whether a backup may hold a file of this path. Anybody can make a file that only we can decrypt. */
export function mayBeInBackup(path: string): boolean {
  return FIXED.has(path) || SITE.test(path);
}

/** The first file of a backup: what is in it, so that nothing can be missing, added or exchanged. */
export const manifestSchema = z
  .strictObject({
    format: z.literal(FORMAT),
    home: z.string(),
    domain: z.string(),
    madeAt: z.iso.datetime(),
    /** Of the Latchkey that made it. */
    version: z.string(),
    files: z.record(
      z.string().refine(mayBeInBackup),
      z.strictObject({ size: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    ),
  })
  .refine(({ files }) => REQUIRED.every((path) => Object.hasOwn(files, path)));
export type Manifest = z.output<typeof manifestSchema>;

/** The files of a backup by their path from the home folder. */
export type BackupContent = ReadonlyMap<string, Uint8Array>;

/** What is known of a backup without its files. */
export type BackupFacts = Pick<Manifest, 'home' | 'domain' | 'madeAt' | 'version'>;

/** The manifest of these files. @param sha256 lower-case hexadecimal */
export function makeManifest(
  facts: BackupFacts,
  content: BackupContent,
  sha256: (bytes: Uint8Array) => string,
): Manifest {
  const files = [...content].map(([path, bytes]) => [path, { size: bytes.length, sha256: sha256(bytes) }] as const);
  return { format: FORMAT, ...facts, files: Object.fromEntries(files) };
}

/** What is wrong with the files, by their manifest; undefined when nothing is. */
export function wrongWithContent(
  { files }: Manifest,
  content: BackupContent,
  sha256: (bytes: Uint8Array) => string,
): string | undefined {
  const missing = Object.keys(files).find((path) => !content.has(path));
  if (missing !== undefined) return `${missing} is missing`;
  for (const [path, bytes] of content) {
    if (files[path]?.sha256 !== sha256(bytes)) return `${path} is another than was put in`;
  }
  return undefined;
}
