import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash, webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { LatchkeyError } from '../../shared/errors.ts';
import { normaliseHost } from '../../shared/host.ts';
import type { InviteDefaults } from '../../shared/invite.ts';
import { inviteOrigin } from '../../shared/invite.ts';
import { certificatePin, openSecrets, readCertificate } from '../ca/custody.ts';
import { trustsNow } from '../ca/trusts.ts';
import { ActiveSetReconciler } from '../core/access/active-set.ts';
import { ConnectionTracker } from '../core/access/connections.ts';
import { Granting } from '../core/access/granting.ts';
import { AccessPolicy } from '../core/access/policy.ts';
import type { Actor } from '../core/audit/audit.ts';
import { formatProblem, type HomeConfig } from '../core/config/home-config.ts';
import { parseConfig } from '../core/config/parse.ts';
import type { Audience } from '../core/config/sections/audience.ts';
import { Admins } from '../core/console/admins.ts';
import { OneTimeLinks } from '../core/console/one-time-links.ts';
import { Devices } from '../core/devices/devices.ts';
import { Invitations } from '../core/enrolment/invitations.ts';
import { type HomeLayout, homeLayout } from '../core/layout.ts';
import { People } from '../core/people/people.ts';
import type { Clock, Random, Secrets } from '../core/ports/basics.ts';
import type { HomeFacts } from '../core/records.ts';
import { servedHosts } from '../stack/caddy/adapted.ts';
import { HaproxySessions } from '../stack/haproxy/runtime.ts';
import { SqliteAccessRules } from '../store/access.ts';
import { FileActiveSet } from '../store/active-set.ts';
import { SqliteAudit } from '../store/audit.ts';
import { ConnectionFiles } from '../store/connection-files.ts';
import { SqliteConsole } from '../store/console.ts';
import { SqliteDeviceDirectory } from '../store/directory.ts';
import { SqliteProfiles } from '../store/profiles.ts';
import { SqliteRegistry } from '../store/registry.ts';
import { askHealth } from './client.ts';
import { configText } from './config-text.ts';
import { LiveHome } from './live.ts';
import { machineInterfaces } from './network-interfaces.ts';

/** A home's folder and its checked configuration. */
export interface ConfiguredHome {
  readonly layout: HomeLayout;
  readonly config: HomeConfig;
  readonly facts: HomeFacts;
  /** latchkey.yaml as it was read. */
  readonly configText: string;
  /** What is valid in latchkey.yaml but worth a thought, one located line each. */
  readonly warnings: readonly string[];
}

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

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Where a browser at home or elsewhere finds a service: the same in both zones. */
function serviceUrl(host: string, config: HomeConfig): string {
  return `${inviteOrigin({ host, port: config.ports.https })}/`;
}

/** Whom the hosts of hand-written sites are for. */
export function audienceOfHosts({ hosts }: Pick<HomeConfig, 'hosts'>) {
  const of = (audience: Audience) =>
    Object.entries(hosts).flatMap(([host, each]) => (each.for === audience ? [host] : []));
  return { chosenHosts: of('chosen'), everyonesHosts: of('everyone') };
}

/** Hosts of hand-written sites, of all that are served, in one spelling. */
function sitesOf(hosts: readonly string[], { services, console }: HomeConfig): readonly string[] {
  const declared = new Set([...services.map(({ host }) => host), console?.host]);
  return hosts
    .map((host) =>
      host.replace(/^(\*\.)?(.*)$/, (_, wildcard = '', name: string) => wildcard + (normaliseHost(name) ?? name)),
    )
    .filter((host) => !declared.has(host));
}

/** Those that Caddy was told of last; none before the first `latchkey up`. */
async function toldSites(config: HomeConfig, { rendered, run }: HomeLayout): Promise<readonly string[]> {
  try {
    return sitesOf(servedHosts(JSON.parse(await readFile(rendered.caddy, 'utf8')), run), config);
  } catch {
    return [];
  }
}

/** A configuration, with what Caddy serves by it. @param hosts all that are served */
export function withSites(home: ConfiguredHome, hosts: readonly string[]): ConfiguredHome {
  const { layout, config, facts, configText, warnings } = home;
  return { layout, config, configText, warnings, facts: { ...facts, sites: sitesOf(hosts, config) } };
}

/**
 * Reads and checks a home's configuration.
 * @throws LatchkeyError HOME_MISSING, CONFIG_NOT_VALID (every problem with its line), FOLDER_NOT_WRITABLE
 */
export function readHome(dir: string): Promise<ConfiguredHome> {
  const layout = homeLayout(dir);
  return readConfigured(layout, layout.config, machineInterfaces());
}

/** A home, and why it is not as latchkey.yaml says. */
export interface LastHome {
  readonly home: ConfiguredHome;
  readonly problem: LatchkeyError | undefined;
}

/**
 * As {@link readHome}; where latchkey.yaml is not valid, by the one that the home runs with, or ran with last: shutting
 * somebody out must not wait for a typing error to be found.
 * @throws LatchkeyError as {@link readHome}, when it never ran
 */
export async function readHomeOrLast(dir: string): Promise<LastHome> {
  try {
    return { home: await readHome(dir), problem: undefined };
  } catch (problem) {
    if (!LatchkeyError.is(problem) || problem.code !== 'CONFIG_NOT_VALID') throw problem;
    const layout = homeLayout(dir);
    // It was right when it was taken over; a network that has come up since makes it no other one.
    const home = await readConfigured(layout, layout.rendered.config, []).catch(() => {
      throw problem;
    });
    return { home, problem };
  }
}

/**
 * A home whose latchkey.yaml was changed and not taken over yet, as it runs: what is open now is decided by the services,
 * sites and hosts that the running home knows. Services that only the changed file has are known besides, so that it can
 * be said who may open them before they are there.
 * @returns the same when it runs with what latchkey.yaml says, or does not run
 */
export async function asItRuns(home: ConfiguredHome): Promise<ConfiguredHome> {
  const { layout, configText, facts } = home;
  const taken = await readFile(layout.rendered.config, 'utf8').catch(() => undefined);
  if (taken === undefined || taken === configText || (await askHealth(layout)) === undefined) return home;
  const running = await readConfigured(layout, layout.rendered.config, []).catch(() => undefined);
  if (running === undefined) return home;
  const { services, sites, chosenHosts, everyonesHosts } = running.facts;
  const isTaken = (service: HomeFacts['services'][number]) =>
    services.some(({ name }) => name === service.name) || sites.includes(new URL(service.url).hostname);
  const more = facts.services.filter((service) => !isTaken(service));
  return { ...home, facts: { ...facts, services: [...services, ...more], sites, chosenHosts, everyonesHosts } };
}

/** A home as it runs, for a program that works beside it. @throws LatchkeyError as {@link readHome} */
export async function openRunningHome(dir: string, clock: Clock, actor: Actor): Promise<OpenHome> {
  const layout = homeLayout(dir);
  return openHome(await readConfigured(layout, layout.rendered.config, []), clock, actor);
}

async function readConfigured(
  layout: HomeLayout,
  file: string,
  interfaces: ReturnType<typeof machineInterfaces>,
): Promise<ConfiguredHome> {
  const text = configText(file);
  const parsed = parseConfig(text, file, interfaces);
  if (!parsed.ok)
    throw new LatchkeyError('CONFIG_NOT_VALID', { detail: parsed.problems.map(formatProblem).join('\n') });
  const { config } = parsed;
  return {
    layout,
    config,
    configText: text,
    facts: {
      name: config.name,
      domain: config.domain,
      enrolmentHost: config.pageHost && config.enrolmentHost,
      consoleHost: config.console?.host,
      contact: config.contact ?? {},
      services: config.services.map(({ name, host, icon, for: audience }) => ({
        name,
        url: serviceUrl(host, config),
        ...(icon !== undefined && { icon }),
        chosen: audience === 'chosen',
      })),
      sites: await toldSites(config, layout),
      ...audienceOfHosts(config),
      certificateDays: config.devices.certificateDays,
      graceDays: config.devices.graceDays,
    },
    warnings: parsed.warnings.map(formatProblem),
  };
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

/** What an invite of this home carries beside the code. */
export async function inviteDefaults({ layout, config }: ConfiguredHome): Promise<InviteDefaults> {
  const place = { host: config.enrolmentHost, port: config.ports.https };
  if (config.certificates.kind !== 'internal') return place;
  const root = await readCertificate(layout.ca.serverRootCertificate);
  return { ...place, pin: await certificatePin(root, place.host) };
}
