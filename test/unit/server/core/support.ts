import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certsOnly } from '../../../../server/ca/certs-only.ts';
import { createHomeMaterial, type HomeKeys } from '../../../../server/ca/create.ts';
import { openSecrets, writeHomeKeys } from '../../../../server/ca/custody.ts';
import { openHomelabCa } from '../../../../server/ca/open-authority.ts';
import { SECRET_BYTES } from '../../../../server/ca/secrets.ts';
import { signedByOneOf, trustsNow } from '../../../../server/ca/trusts.ts';
import { Access } from '../../../../server/core/access/access.ts';
import { ActiveSetReconciler } from '../../../../server/core/access/active-set.ts';
import { ConnectionTracker } from '../../../../server/core/access/connections.ts';
import { Granting } from '../../../../server/core/access/granting.ts';
import { AccessPolicy } from '../../../../server/core/access/policy.ts';
import { RevocationList } from '../../../../server/core/access/revocation-list.ts';
import { Attempts } from '../../../../server/core/audit/attempts.ts';
import type { Actor } from '../../../../server/core/audit/audit.ts';
import { Devices } from '../../../../server/core/devices/devices.ts';
import { Leaving } from '../../../../server/core/devices/leaving.ts';
import { Challenges } from '../../../../server/core/enrolment/challenges.ts';
import { Invitations } from '../../../../server/core/enrolment/invitations.ts';
import { OwnKeys } from '../../../../server/core/enrolment/own-keys.ts';
import { Preview } from '../../../../server/core/enrolment/preview.ts';
import { Profiles } from '../../../../server/core/enrolment/profile.ts';
import { Redeeming } from '../../../../server/core/enrolment/redeeming.ts';
import { Renewing } from '../../../../server/core/enrolment/renewing.ts';
import { homeLayout } from '../../../../server/core/layout.ts';
import { People } from '../../../../server/core/people/people.ts';
import type { Clock, Random } from '../../../../server/core/ports/basics.ts';
import type { ProxySessions } from '../../../../server/core/ports/connections.ts';
import type { HomeFacts } from '../../../../server/core/records.ts';
import { RegistrationAuthority } from '../../../../server/scep/registration-authority.ts';
import { ScepResponder } from '../../../../server/scep/responder.ts';
import { HaproxySessions } from '../../../../server/stack/haproxy/runtime.ts';
import { SqliteAccessRules } from '../../../../server/store/access.ts';
import { FileActiveSet } from '../../../../server/store/active-set.ts';
import { SqliteAudit } from '../../../../server/store/audit.ts';
import { ConnectionFiles } from '../../../../server/store/connection-files.ts';
import { SqliteConsole } from '../../../../server/store/console.ts';
import { SqliteDeviceDirectory } from '../../../../server/store/directory.ts';
import { SqliteProfiles } from '../../../../server/store/profiles.ts';
import { SqliteRegistry } from '../../../../server/store/registry.ts';
import { SqliteRevocations } from '../../../../server/store/revocations.ts';
import { writeEmptyRegistry } from '../../../support/empty-registry.ts';
import { makeRequest } from '../ca/requests.ts';

export const random: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) };

export interface FixedClock extends Clock {
  advance(ms: number): void;
}

/** A clock that stands still until it is moved. It starts at the real time: OpenSSL judges by that one. */
export function fixedClock(start = Date.now()): FixedClock {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

/** The host of a service that the home has. */
export const HOST = 'cloud.home.localhost';

const facts: HomeFacts = {
  name: 'Example Home',
  domain: 'home.localhost',
  services: [
    { name: 'cloud', url: 'https://cloud.home.localhost/', chosen: false },
    { name: 'photos', url: 'https://photos.home.localhost/', chosen: false },
    { name: 'admin', url: 'https://admin.home.localhost/', chosen: true },
  ],
  sites: ['wiki.home.localhost', '*.lab.home.localhost', 'own.lab.home.localhost', '*.club.home.localhost'],
  contact: {},
  chosenHosts: ['own.lab.home.localhost', '*.club.home.localhost'],
  everyonesHosts: ['bar.club.home.localhost'],
  certificateDays: 365,
  graceDays: 30,
};

export type TestHome = Awaited<ReturnType<typeof makeHome>>;

/** Roots of homes that are gone: a new home takes them, with a secret of its own. No two homes that are there share any. */
const roots: (Pick<HomeKeys, 'ca' | 'serverRoot'> & { readonly madeAt: number })[] = [];

/** Roots last ten years: those of the last hour are as good as new ones, which take a third of a test's time. */
async function materialFor(clock: Clock) {
  const now = clock.now();
  const at = roots.findIndex(({ madeAt }) => madeAt <= now && now - madeAt < 3_600_000);
  const [found] = at < 0 ? [] : roots.splice(at, 1);
  if (found) return { ...found, secret: random.bytes(SECRET_BYTES) };
  return { ...(await createHomeMaterial(facts.name, { serverRoot: true }, { clock, random })), madeAt: now };
}

/** A whole home in a folder of its own: real files, real SQLite, a real CA, every use case. */
export async function makeHome(clock: FixedClock = fixedClock()) {
  const dir = mkdtempSync(join(tmpdir(), 'latchkey-home-'));
  const layout = homeLayout(dir);
  const material = await materialFor(clock);
  await writeHomeKeys(layout, material);
  writeEmptyRegistry(layout.registry);
  await FileActiveSet.create(layout.active);
  const opened = await openTestHome(dir, clock);
  return {
    ...opened,
    dispose: () => {
      opened.registry.close();
      rmSync(dir, { recursive: true, force: true });
      roots.push(material);
    },
  };
}

export type OpenTestHome = Awaited<ReturnType<typeof openTestHome>>;

interface TestHomeOptions {
  /** Gets hold of each port before a use case does. */
  readonly watch?: <Port extends object>(name: string, port: Port) => Port;
  readonly proxy?: ProxySessions;
}

/** Opens a home as another process would. */
export async function openTestHome(dir: string, clock: FixedClock, options: TestHomeOptions = {}) {
  const { watch = (_name, port) => port } = options;
  const layout = homeLayout(dir);
  const opened = SqliteRegistry.open(layout.registry);
  const registry = watch('registry', opened);
  const secrets = await openSecrets(layout.secret);
  const authority = watch('authority', await openHomelabCa(layout, random));
  const activeSet = watch('activeSet', new FileActiveSet(layout.active));
  const tracked = watch('tracked', new ConnectionFiles(layout, random));
  const proxy = watch('proxy', options.proxy ?? new HaproxySessions(layout.run.haproxy));
  const rules = watch('rules', new SqliteAccessRules(opened));
  const policy = new AccessPolicy({ rules, home: facts, clock });
  const connections = new ConnectionTracker({ tracked, proxy, registry, policy, clock });
  const reconciler = new ActiveSetReconciler({ registry, activeSet, connections, clock });
  const actors = new AsyncLocalStorage<Actor>();
  const actor = () => actors.getStore() ?? 'latchkey';
  const audit = watch('audit', new SqliteAudit({ registry: opened, head: layout.auditHead, secrets, clock, actor }));
  const actAs = <T>(who: Actor, run: () => T) => actors.run(who, run);
  const attempts = new Attempts({ audit, clock });
  const ports = {
    registry,
    rules,
    policy,
    directory: watch('directory', new SqliteDeviceDirectory(opened)),
    audit,
    actAs,
    attempts,
    secrets,
    authority,
    reconciler,
    connections,
    clock,
    random,
    home: facts,
  };
  const invitations = new Invitations(ports);
  const challenges = new Challenges(ports);
  const preview = new Preview(ports);
  const profiles = new Profiles({
    ...{ preview, challenges, random },
    scepUrl: () => 'https://hello.home.localhost/scep',
    sign: async (profile) => profile,
  });
  const personProfiles = new SqliteProfiles(opened);
  const records = new SqliteRevocations(opened);
  const redeeming = new Redeeming(ports);
  const registrationAuthority = new RegistrationAuthority({ publicAuthority: authority, clock, audit });
  const scep = new ScepResponder({ redeeming, registrationAuthority, certsOnly, random });
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  return {
    layout,
    ...ports,
    activeSet,
    tracked,
    invitations,
    preview,
    devices: new Devices({ ...ports, trusts: () => trustsNow(layout) }),
    people: new People({ ...ports, invitations, profiles: personProfiles, records: new SqliteConsole(opened) }),
    personProfiles,
    granting: new Granting(ports),
    redeeming,
    challenges: () => challenges,
    profiles: () => profiles,
    scep: () => scep,
    renewing: new Renewing(ports),
    leaving: new Leaving(ports),
    access: new Access(ports),
    ownKeys: new OwnKeys({ ...ports, invitations, trusts: signedByOneOf(() => authority.trusted) }),
    linkTo: async (code: string) => `https://hello.home.localhost/i#${code}&own`,
    publicAuthority: authority,
    certsOnly,
    revocationList: new RevocationList({ records, authority, clock, sha256 }),
  };
}

/** Invites a person for a device and redeems the code. */
export async function enrolDevice(
  { invitations, redeeming }: Pick<OpenTestHome, 'invitations' | 'redeeming'>,
  name: string,
  person = 'Dave',
) {
  const { code } = invitations.invite({ person });
  return redeeming.redeem({ code, csr: await makeRequest(), device: { name } });
}
