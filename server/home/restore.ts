import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import { unpackBackup } from '../backup/archive.ts';
import { type OpenWith, unseal } from '../backup/sealing.ts';
import { readTrustedCas } from '../ca/ca-files.ts';
import { openSecrets } from '../ca/custody.ts';
import { parseKeyFile } from '../ca/key-file.ts';
import { inWords, narrowed } from '../core/access/rules.ts';
import { isChosenHost } from '../core/access/services.ts';
import type { Actor } from '../core/audit/audit.ts';
import { BACKUP_FILES, type BackupContent, type Manifest } from '../core/backup/content.ts';
import { candidatesOf, chosenDevices, type LetIn } from '../core/backup/restoring.ts';
import { formatProblem } from '../core/config/home-config.ts';
import { parseConfig } from '../core/config/parse.ts';
import { recordEnd } from '../core/devices/shutting-out.ts';
import { type HomeLayout, homeLayout } from '../core/layout.ts';
import type { Clock } from '../core/ports/basics.ts';
import type { Device } from '../core/records.ts';
import { syncFolder, writeNewFile } from '../platform/durable-file.ts';
import { SqliteAccessRules } from '../store/access.ts';
import { SqliteAudit } from '../store/audit.ts';
import { type KnownDevices, readKnownDevices } from '../store/old-registry.ts';
import { SqliteRegistry } from '../store/registry.ts';
import { inNewFolder, makeFolders } from './files/new-folder.ts';
import { machineInterfaces } from './network-interfaces.ts';
import { audienceOfHosts } from './read.ts';

/** What somebody has to see before they say whom to let in. */
export interface RestoreQuestion {
  readonly manifest: Manifest;
  /** Milliseconds between the backup and now. */
  readonly age: number;
  readonly candidates: readonly Device[];
}

export interface RestoreOrder {
  /** The file. */
  readonly bytes: Uint8Array;
  readonly by: OpenWith;
  /** Absolute path of the new home's folder. */
  readonly dir: string;
  /** The folder of a home that may know of shut-outs which the backup does not. */
  readonly oldHome: string | undefined;
  /** Says whom to let in. @throws LatchkeyError RESTORE_UNDECIDED */
  readonly decide: (question: RestoreQuestion) => Promise<LetIn>;
  readonly clock: Clock;
  readonly actor: Actor;
}

export interface RestoreReport {
  readonly dir: string;
  readonly madeAt: string;
  readonly letIn: readonly Device[];
  /** Were in when the backup was made, and are shut out now. */
  readonly keptOut: readonly Device[];
  /** Enrolled at the old home after the backup was made: unknown here. */
  readonly lost: number;
  /** Open when the backup was made; taken back, since they may have been used. */
  readonly invitations: number;
  readonly caKey: boolean;
  /** People who may open less than the backup says, since it was taken from them at the old home. */
  readonly narrowed: readonly string[];
  /** Whether there was an old home to ask. Otherwise what was taken away since the backup is open again. */
  readonly accessKnown: boolean;
  /** The old home trusts another CA by now: this one was retired, or replaced after a leak. */
  readonly caReplaced: boolean;
  /** What latchkey.yaml says that does not fit here, a line each. */
  readonly configProblems: readonly string[];
}

/**
 * Makes a home of a backup, in a folder that is empty or not there yet. Everything is checked, and it is decided who is
 * let in, before there is a home.
 * @throws LatchkeyError BACKUP_NOT_OPENED, BACKUP_DAMAGED, REGISTRY_DAMAGED, HOME_EXISTS, FOLDER_NOT_WRITABLE, and what
 * `decide` and {@link chosenDevices} throw
 */
export async function restoreHome(order: RestoreOrder): Promise<RestoreReport> {
  const { bytes, by, dir, oldHome, clock } = order;
  const { manifest, content } = await unpackBackup(await unseal(bytes, by));
  requireUsable(content);
  const known = oldHome === undefined ? NOTHING_KNOWN : readKnownDevices(homeLayout(oldHome).registry);
  const trustedBefore = oldHome === undefined ? undefined : await trustedBy(homeLayout(oldHome));
  return inNewFolder(dir, async (stage) => {
    const layout = homeLayout(stage);
    await writeFiles(layout, content);
    const registry = SqliteRegistry.open(layout.registry);
    try {
      const devices = registry.devices();
      const age = clock.now() - Date.parse(manifest.madeAt);
      const letIn = await order.decide({ manifest, age, candidates: candidatesOf(devices, known.ended) });
      const chosen = chosenDevices(devices, known.ended, letIn);
      const { ended, narrowed } = await settle(
        order,
        layout,
        registry,
        manifest,
        chosen,
        known,
        chosenBy(content, dir),
      );
      return {
        dir,
        madeAt: manifest.madeAt,
        letIn: devices.filter(({ id }) => chosen.has(id)),
        keptOut: devices.filter(({ id, state }) => state === 'active' && !chosen.has(id)),
        lost: [...known.known].filter((id) => !devices.some((device) => device.id === id)).length,
        invitations: ended,
        narrowed,
        accessKnown: known.access.size > 0,
        caKey: content.has(BACKUP_FILES.caKey),
        caReplaced:
          trustedBefore !== undefined && !trustedBefore.has((await readTrustedCas(layout)).current.fingerprint256),
        configProblems: problemsOf(content, dir),
      };
    } finally {
      registry.close();
    }
  });
}

const NOTHING_KNOWN: KnownDevices = { known: new Set(), ended: new Map(), access: new Map() };

/** @throws LatchkeyError BACKUP_DAMAGED when a key or certificate in it is none */
function requireUsable(content: BackupContent): void {
  const text = (path: string) => Buffer.from(content.get(path) ?? []).toString('latin1');
  try {
    const ca = new X509Certificate(text(BACKUP_FILES.caCertificate));
    const keys = content.has(BACKUP_FILES.caKey) ? parseKeyFile(text(BACKUP_FILES.caKey), BACKUP_FILES.caKey) : [];
    // One that is under a passphrase or in a token can only be tried by whoever opens it.
    const plain = keys.filter((key) => key.kind === 'plain');
    if (
      plain.length === keys.length &&
      keys.length > 0 &&
      !plain.some(({ pem }) => ca.checkPrivateKey(createPrivateKey(pem)))
    )
      throw new Error('the key of the Homelab CA is another');
    if (!content.has(BACKUP_FILES.serverRootKey)) return;
    const root = new X509Certificate(text(BACKUP_FILES.serverRootCertificate));
    if (!root.checkPrivateKey(createPrivateKey(text(BACKUP_FILES.serverRootKey))))
      throw new Error('the key of the server root is another');
  } catch (cause) {
    const detail = `Its keys or certificates are unusable: ${cause instanceof Error ? cause.message : cause}.`;
    throw new LatchkeyError('BACKUP_DAMAGED', { detail, cause });
  }
}

/** As `latchkey init` makes them. */
const PUBLIC: ReadonlySet<string> = new Set([
  BACKUP_FILES.config,
  BACKUP_FILES.caCertificate,
  BACKUP_FILES.serverRootCertificate,
]);

async function writeFiles(layout: HomeLayout, content: BackupContent): Promise<void> {
  await mkdir(layout.ca.dir, { mode: 0o700 });
  await makeFolders(layout);
  const below = [...new Set([...content.keys()].map((path) => dirname(join(layout.dir, path))))];
  for (const folder of below) await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [path, bytes] of content) {
    await writeNewFile(join(layout.dir, path), bytes, PUBLIC.has(path) ? 0o644 : 0o600);
  }
  for (const folder of new Set([...below, layout.sites, layout.dir, dirname(layout.dir)])) await syncFolder(folder);
}

/**
 * Makes the registry say what was decided. Invitations that were open are taken back, all of them: one that was used
 * after the backup was made would work a second time. @returns how many, and who may open less than the backup says
 */
async function settle(
  { clock, actor }: RestoreOrder,
  layout: HomeLayout,
  registry: SqliteRegistry,
  { madeAt }: Manifest,
  chosen: ReadonlySet<string>,
  known: KnownDevices,
  isChosen: (service: string) => boolean,
): Promise<{ readonly ended: number; readonly narrowed: readonly string[] }> {
  const secrets = await openSecrets(layout.secret);
  const audit = new SqliteAudit({ registry, head: layout.auditHead, secrets, clock, actor: () => actor });
  return registry.atomically(() => {
    audit.accept();
    const now = clock.now();
    audit.record({ kind: 'home-restored', outcome: 'ok', detail: { made: madeAt, devices: chosen.size } });
    for (const { id, state } of registry.devices()) {
      if (state === 'active' && !chosen.has(id))
        recordEnd({ registry, audit, clock }, id, known.ended.get(id) ?? 'shut-out');
    }
    const open = registry.invitations().filter(({ id }) => registry.cancelInvitation(id, now));
    for (const { id, person } of open)
      audit.record({ kind: 'invitation-cancelled', outcome: 'ok', person, subject: id });
    return { ended: open.length, narrowed: narrowAccess(registry, audit, known.access, { now, isChosen }) };
  });
}

/** Nothing that was taken away at the old home is given back by a backup. @returns of whom something was */
function narrowAccess(
  registry: SqliteRegistry,
  audit: SqliteAudit,
  newer: KnownDevices['access'],
  { now, isChosen }: { readonly now: number; readonly isChosen: (service: string) => boolean },
): readonly string[] {
  const rules = new SqliteAccessRules(registry);
  return [...newer].flatMap(([person, theirs]) => {
    const less = narrowed(rules.ofPerson(person), theirs, isChosen, now);
    for (const rule of less) rules.put(rule);
    if (less.length === 0) return [];
    const detail = { services: inWords(less.map(({ service }) => service)) };
    audit.record({ kind: 'access-denied', outcome: 'ok', person, detail });
    return [person];
  });
}

/** The fingerprints of the CAs that an old home trusts by now; undefined when they cannot be read. */
async function trustedBy(old: HomeLayout): Promise<ReadonlySet<string> | undefined> {
  const trusted = await readTrustedCas(old).catch(() => undefined);
  return trusted && new Set([trusted.current, ...trusted.previous].map(({ fingerprint256 }) => fingerprint256));
}

/** Which services the latchkey.yaml of a backup says are opened by name only; all of them when it is none. */
function chosenBy(content: BackupContent, dir: string): (service: string) => boolean {
  const text = Buffer.from(content.get(BACKUP_FILES.config) ?? []).toString('utf8');
  const parsed = parseConfig(text, homeLayout(dir).config, machineInterfaces());
  if (!parsed.ok) return () => true;
  const { services } = parsed.config;
  const hosts = audienceOfHosts(parsed.config);
  const chosen = new Set(services.flatMap((each) => (each.for === 'chosen' ? [each.name] : [])));
  return (service) => chosen.has(service) || isChosenHost(hosts, service);
}

function problemsOf(content: BackupContent, dir: string): string[] {
  const text = Buffer.from(content.get(BACKUP_FILES.config) ?? []).toString('utf8');
  const parsed = parseConfig(text, homeLayout(dir).config, machineInterfaces());
  return (parsed.ok ? parsed.warnings : parsed.problems).map(formatProblem);
}
