import { X509Certificate } from 'node:crypto';
import { access, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { BUILD } from '../../shared/build.ts';
import { errnoOf } from '../../shared/errno.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import { readCertificate } from '../ca/custody.ts';
import { openHomelabCa } from '../ca/open-authority.ts';
import type { HomeConfig } from '../core/config/home-config.ts';
import { parseConfig } from '../core/config/parse.ts';
import { downloadsOf } from '../core/config/sections/downloads.ts';
import { Commands } from '../core/doctor/commands.ts';
import type { Authority, Examined, Records } from '../core/doctor/ports.ts';
import { type HomeLayout, homeLayout } from '../core/layout.ts';
import { editLan, lanEntries } from '../core/network/edit-lan.ts';
import { checkLanCidr } from '../core/network/lan.ts';
import type { Clock } from '../core/ports/basics.ts';
import packageJson from '../package.json' with { type: 'json' };
import { permittedDomains } from '../platform/permitted-names.ts';
import { readRegularFile } from '../platform/regular-file.ts';
import { askSocket } from '../platform/unix-http.ts';
import { checkCaddy } from '../stack/caddy/check.ts';
import { RealEdgeProxy } from '../stack/doctor/edge-proxy.ts';
import { RealMachine } from '../stack/doctor/machine.ts';
import { endpointsOf, requireFreePorts } from '../stack/endpoints.ts';
import { judgeCertificateFiles } from '../stack/server-certificate/certificate-files.ts';
import { copiedFor, readCopied, requireKeyFiles } from '../stack/server-certificate/key-files.ts';
import { knownRoots } from '../stack/server-certificate/roots.ts';
import { findTools } from '../stack/tools.ts';
import { FileActiveSet } from '../store/active-set.ts';
import { toStoredEntry } from '../store/audit-row.ts';
import { AUDIT_SQL } from '../store/audit-sql.ts';
import { MetaTable } from '../store/meta-table.ts';
import { SqliteRegistry } from '../store/registry.ts';
import { askHealth } from './asking/ask-health.ts';
import { scepAuthority } from './asking/scep-authority.ts';
import { wrongWithDns01 } from './certificates/wrong.ts';
import { configText } from './files/config-text.ts';
import { mintForeigner, mintStranger } from './negative-test-identities.ts';
import { machineInterfaces } from './network-interfaces.ts';
import { cryptoRandom } from './open.ts';
import { requireOwner } from './owner/become-owner.ts';
import { renderedHosts } from './read.ts';

/**
 * The configuration without what may not be in its LAN list: a home with a wrong entry there can still be examined
 * elsewhere.
 */
function readTolerantly(text: string, layout: HomeLayout): HomeConfig | undefined {
  const interfaces = machineInterfaces();
  const document = parseDocument(text);
  const wrong = lanEntries(document)
    .filter(({ network, confirmed }) => !checkLanCidr(network, { interfaces, confirmed }).ok)
    .map(({ network }) => network);
  const parsed = parseConfig(
    wrong.length > 0 ? editLan(text, { add: [], remove: wrong }) : text,
    layout.config,
    interfaces,
  );
  return parsed.ok ? parsed.config : undefined;
}

/** Every host behind the edge proxy: what Caddy was told last, or the services when it was told nothing yet. */
async function hostsOf(config: HomeConfig | undefined, layout: HomeLayout): Promise<readonly string[]> {
  const services = config?.services.map(({ host }) => host) ?? [];
  return [...new Set([...services, ...(await renderedHosts(layout))])];
}

/** Looks at what {@link import('../stack/stack.ts').HomeStack.prepare} would, but for Caddy's and HAProxy's own words. */
async function whyNotStarting(config: HomeConfig | undefined, layout: HomeLayout): Promise<readonly LatchkeyError[]> {
  if (!config) return [];
  const looks = [
    requireFreePorts(endpointsOf(config), { forAnother: true }),
    requireKeyFiles(config, layout),
    readCopied(copiedFor(config, layout)),
    requireCaKey(layout),
    stat(layout.dir).then((folder) => requireOwner(folder, layout.dir)),
  ];
  const seen = await Promise.allSettled(looks);
  return seen.flatMap((each) => (each.status === 'rejected' && LatchkeyError.is(each.reason) ? [each.reason] : []));
}

async function requireCaKey({ ca }: HomeLayout): Promise<void> {
  await access(ca.key).catch((cause: unknown) => {
    if (errnoOf(cause) === 'ENOENT')
      throw new LatchkeyError('CA_KEY_MISSING', { detail: `${ca.key} is not there.`, cause });
  });
}

/** What the one check of all commands says now. It changes nothing. */
async function wrongSites(
  config: HomeConfig | undefined,
  layout: HomeLayout,
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  if (!config) return [];
  try {
    await checkCaddy({ config, layout, tools: await findTools(env), env });
    return [];
  } catch (thrown) {
    if (!LatchkeyError.is(thrown) || thrown.code !== 'RENDERED_NOT_ACCEPTED') throw thrown;
    return (thrown.detail ?? thrown.title).split('\n');
  }
}

async function wrongCertificateFiles(config: HomeConfig | undefined, { dir }: HomeLayout, clock: Clock) {
  if (config?.certificates.kind !== 'files') return [];
  const hosts = [config.enrolmentHost, ...config.services.map(({ host }) => host)];
  const { problems } = await judgeCertificateFiles(config.certificates, dir, {
    hosts,
    now: clock.now(),
    roots: knownRoots(),
  });
  return problems;
}

/** The first certificate of the file is the one that is served. */
async function certificateOnDisk(config: HomeConfig | undefined, { dir }: HomeLayout): Promise<string | undefined> {
  if (config?.certificates.kind !== 'files') return undefined;
  const { fingerprint256 } = new X509Certificate(readRegularFile(resolve(dir, config.certificates.certificate)));
  return fingerprint256.replaceAll(':', '').toLowerCase();
}

function realRecords(layout: HomeLayout, config: HomeConfig | undefined, clock: Clock): Records {
  const authority = async (kind: Authority['kind'], path: string): Promise<Authority> => {
    const certificate = new X509Certificate(await readCertificate(path));
    const [notBefore, notAfter] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
    return { kind, notBefore, notAfter, signsFor: permittedDomains(certificate) ? 'domain' : 'any' };
  };
  const withRegistry = async <T>(read: (registry: SqliteRegistry) => T): Promise<T> => {
    const registry = SqliteRegistry.open(layout.registry);
    try {
      return read(registry);
    } finally {
      registry.close();
    }
  };
  return {
    activeFingerprints: () => withRegistry((registry) => registry.activeFingerprints(clock.now())),
    activeSet: () => new FileActiveSet(layout.active).list(),
    lastBackup: () => withRegistry((registry) => new MetaTable(registry).time('last_backup_at')),
    lastNotIssued: () =>
      withRegistry(({ database }) => {
        const row = database.prepare(AUDIT_SQL.lastOfKind).get({ kind: 'server-certificate-not-issued' });
        if (!row) return undefined;
        const { subject, detail, at } = toStoredEntry(row);
        return { host: subject ?? '', reason: String(detail?.reason ?? ''), at };
      }),
    authorities: () =>
      Promise.all([
        authority('homelab-ca', layout.ca.certificate),
        ...(config?.certificates.kind === 'internal'
          ? [authority('server-root', layout.ca.serverRootCertificate)]
          : []),
      ]),
  };
}

function realEdgeProxy(
  config: HomeConfig,
  layout: HomeLayout,
  serverRoot: string | undefined,
  clock: Clock,
): RealEdgeProxy {
  const identities = async () => {
    // A key that is encrypted, in a token or open to others is not used for this: the other attacks go on.
    const ca = await openHomelabCa(layout, cryptoRandom).catch((thrown: unknown) => {
      if (LatchkeyError.is(thrown)) return undefined;
      throw thrown;
    });
    return {
      foreignCa: await mintForeigner(config.name, clock),
      notActive: ca && (await mintStranger(ca, config.name, clock)),
    };
  };
  return new RealEdgeProxy({ config, layout, serverRoot, identities });
}

/** How long a program may take to start and answer, in milliseconds. */
const ANSWER_TIMEOUT = 10_000;

/** Whether somebody answers on a socket, whatever they say. */
const answers = (socketPath: string): Promise<boolean> =>
  askSocket({ socketPath, path: '/', timeout: ANSWER_TIMEOUT }).then(
    () => true,
    () => false,
  );

export interface DoctorDeps {
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  readonly user: number | undefined;
}

/**
 * A home as the doctor sees it, whatever state it is in.
 * @throws LatchkeyError HOME_MISSING when there is no latchkey.yaml, FILE_NOT_READABLE
 */
export async function examined(dir: string, { clock, env, user }: DoctorDeps): Promise<Examined> {
  const layout = homeLayout(dir);
  const text = configText(layout.config);
  const config = readTolerantly(text, layout);
  const running = (await askHealth(layout)) !== undefined;
  const hosts = await hostsOf(config, layout);
  const serverRoot =
    config?.certificates.kind === 'internal'
      ? await readCertificate(layout.ca.serverRootCertificate).catch(() => undefined)
      : undefined;
  const machine = new RealMachine({ env, interfaces: machineInterfaces, user });
  const by = env.LATCHKEY_RUNS_BY === 'compose' ? 'compose' : (await machine.unitRuns(layout.dir)) ? 'systemd' : 'hand';
  return {
    layout,
    text,
    config,
    running,
    appIsNamed: downloadsOf(config?.downloads, BUILD, packageJson.version) !== undefined,
    hosts,
    clock,
    machine,
    edgeProxy: config && realEdgeProxy(config, layout, serverRoot, clock),
    records: realRecords(layout, config, clock),
    applied: running ? await readFile(layout.rendered.config, 'utf8').catch(() => undefined) : undefined,
    whyNotStarting: () => whyNotStarting(config, layout),
    scepAuthority: () => scepAuthority(layout),
    sites: () => wrongSites(config, layout, env),
    certificateOnDisk: () => certificateOnDisk(config, layout),
    consoleAnswers: () => answers(layout.run.console),
    dns01: () => wrongWithDns01(config, layout, hosts, env),
    certificateFiles: () => wrongCertificateFiles(config, layout, clock),
    commands: new Commands(layout, running, by),
  };
}
