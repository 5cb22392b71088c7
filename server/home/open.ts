import { AsyncLocalStorage } from 'node:async_hooks';
import { webcrypto } from 'node:crypto';
import { openSecrets, readCertificate } from '../ca/custody.ts';
import { trustsNow } from '../ca/trusts.ts';
import { ActiveSetReconciler } from '../core/access/active-set.ts';
import { ConnectionTracker } from '../core/access/connections.ts';
import { Granting } from '../core/access/granting.ts';
import { AccessPolicy } from '../core/access/policy.ts';
import type { Actor } from '../core/audit/audit.ts';
import { Admins } from '../core/console/admins.ts';
import { OneTimeLinks } from '../core/console/one-time-links.ts';
import { Devices } from '../core/devices/devices.ts';
import { Invitations } from '../core/enrolment/invitations.ts';
import { homeLayout } from '../core/layout.ts';
import { People } from '../core/people/people.ts';
import type { Clock, Random, Secrets } from '../core/ports/basics.ts';
import { sha256 } from '../platform/sha256.ts';
import { HaproxySessions } from '../stack/haproxy/runtime.ts';
import { SqliteAccessRules } from '../store/access.ts';
import { FileActiveSet } from '../store/active-set.ts';
import { SqliteAudit } from '../store/audit.ts';
import { ConnectionFiles } from '../store/connection-files.ts';
import { SqliteConsole } from '../store/console.ts';
import { SqliteDeviceDirectory } from '../store/directory.ts';
import { SqliteProfiles } from '../store/profiles.ts';
import { SqliteRegistry } from '../store/registry.ts';
import { LiveHome } from './live.ts';
import { type ConfiguredHome, readHome, readTakenOver } from './read.ts';

/** A home whose registry is open; every command but `init` and `render` works on one. */
export interface OpenHome extends ConfiguredHome {
  /** Takes another configuration, which `config` and `facts` then say. @returns the one before */
  readonly adopt: (next: ConfiguredHome) => ConfiguredHome;
  readonly registry: SqliteRegistry;
  readonly audit: SqliteAudit;
  /** Who runs this process. */
  readonly actor: Actor;
  /** Runs something in whose course the audit log names this actor, unless an entry names its own. */
  readonly actAs: <T>(actor: Actor, run: () => T) => T;
  readonly secrets: Secrets;
  readonly activeSet: FileActiveSet;
  readonly tracked: ConnectionFiles;
  readonly connections: ConnectionTracker;
  readonly rules: SqliteAccessRules;
  readonly policy: AccessPolicy;
  readonly granting: Granting;
  readonly reconciler: ActiveSetReconciler;
  readonly invitations: Invitations;
  readonly directory: SqliteDeviceDirectory;
  readonly devices: Devices;
  readonly people: People;
  readonly profiles: SqliteProfiles;
  readonly admins: Admins;
  readonly oneTimeLinks: OneTimeLinks;
  /** The Homelab CA's certificate, PEM. */
  caCertificate(): Promise<string>;
  close(): void;
}

export const cryptoRandom: Random = { bytes: (length) => webcrypto.getRandomValues(new Uint8Array(length)) };

/** A home as it runs, for a program that works beside it. @throws LatchkeyError as {@link readHome} */
export async function openRunningHome(dir: string, clock: Clock, actor: Actor): Promise<OpenHome> {
  return openHome(await readTakenOver(homeLayout(dir)), clock, actor);
}

/**
 * Opens a home beside whatever else works on it: the registry is shared by `up` and every other command.
 * @param actor whose deeds the audit log will say these are, outside of `actAs`
 * @param from its folder, by whose latchkey.yaml it is opened; or the home as it was read
 * @throws LatchkeyError as {@link readHome}, and REGISTRY_DAMAGED, CA_KEY_EXPOSED
 */
export async function openHome(from: string | ConfiguredHome, clock: Clock, actor: Actor): Promise<OpenHome> {
  const home = typeof from === 'string' ? await readHome(from) : from;
  const live = new LiveHome(home);
  const { facts } = live;
  const secrets = await openSecrets(home.layout.secret);
  const registry = SqliteRegistry.open(home.layout.registry);
  const actors = new AsyncLocalStorage<Actor>();
  const actorNow = () => actors.getStore() ?? actor;
  const audit = new SqliteAudit({ registry, head: home.layout.auditHead, secrets, clock, actor: actorNow });
  const activeSet = new FileActiveSet(home.layout.active);
  const tracked = new ConnectionFiles(home.layout, cryptoRandom);
  const proxy = new HaproxySessions(home.layout.run.haproxy);
  const rules = new SqliteAccessRules(registry);
  const policy = new AccessPolicy({ rules, home: facts, clock });
  const connections = new ConnectionTracker({ tracked, proxy, registry, policy, clock });
  const reconciler = new ActiveSetReconciler({ registry, activeSet, connections, clock });
  const directory = new SqliteDeviceDirectory(registry);
  const invitations = new Invitations({ registry, rules, audit, secrets, clock, random: cryptoRandom, home: facts });
  const profiles = new SqliteProfiles(registry);
  const consoleRecords = { registry, records: new SqliteConsole(registry), audit, clock };
  const ending = { registry, directory, audit, reconciler, clock };
  return {
    ...home,
    get config() {
      return live.config;
    },
    facts,
    adopt: (next) => live.adopt(next),
    registry,
    audit,
    actor,
    actAs: (who, run) => actors.run(who, run),
    secrets,
    activeSet,
    tracked,
    connections,
    rules,
    policy,
    granting: new Granting({ ...ending, rules, connections, home: facts }),
    reconciler,
    caCertificate: () => readCertificate(home.layout.ca.certificate),
    invitations,
    directory,
    devices: new Devices({ ...ending, trusts: () => trustsNow(home.layout) }),
    profiles,
    people: new People({ ...ending, invitations, profiles, records: consoleRecords.records }),
    admins: new Admins({ ...consoleRecords, directory, connections }),
    oneTimeLinks: new OneTimeLinks({ ...consoleRecords, random: cryptoRandom, sha256 }),
    close: () => registry.close(),
  };
}
