import type { LatchkeyError } from '../../shared/errors.ts';
import type { CaUnlock } from '../ca/signer.ts';
import type { AuditOutcome } from '../core/audit/audit.ts';
import type { Clock } from '../core/ports/basics.ts';
import { type Repeating, repeat } from '../platform/repeat.ts';
import { runNegativeTest } from '../stack/probe/negative-test.ts';
import type { OnStackEvent } from '../stack/process/stack-events.ts';
import type { HomeEvent } from './home-event.ts';
import { type MakeBackup, scheduleBackups } from './jobs/backups.ts';
import { IssuanceWatch } from './jobs/issuance.ts';
import { NotificationsJob } from './jobs/notifications.ts';
import { ReconcileJob } from './jobs/reconcile.ts';
import { reloadCa } from './jobs/reload-ca.ts';
import { LOOK_EVERY, RenewedFiles } from './jobs/server-certificates.ts';
import type { Part, StartPart } from './lifecycle.ts';
import { makeNegativeTestIdentities } from './negative-test-identities.ts';
import type { OpenHome } from './open.ts';
import { unreadableProgram } from './owner/become-owner.ts';
import type { Wall } from './owner/leave-root.ts';
import { startAuthEndpoint } from './parts/auth-endpoint.ts';
import { openCa } from './parts/ca.ts';
import { consoleWork, startConsole } from './parts/console.ts';
import { startControl } from './parts/control.ts';
import { homeMetrics } from './parts/metrics.ts';
import { startRenewal } from './parts/renewal.ts';
import { startSigningApi } from './parts/signing-api.ts';
import { makeStack } from './parts/stack.ts';
import { withSites } from './read.ts';
import { recordConfiguration } from './record-configuration.ts';
import { Reloading, rememberConfig } from './reload.ts';

/**
 * The parts of a running home in the order in which they start. They stop in reverse, each when the one after it has
 * stopped, also when a start fails half way.
 *
 * What stops first: when the home is stopped or gives up, the proxies, before anything else, so that nobody comes in any
 * more: HAProxy, then Caddy. Then from the end of this list to its beginning.
 */
export const START_ORDER = [
  'stack: its lock, and what it writes',
  'notifications',
  'audit log',
  'reconciliation',
  'auth endpoint',
  'signing API',
  'metrics',
  'proxies: Caddy, HAProxy',
  'renewal of server certificates',
  'control socket',
  'console',
  'look at certificate files',
  'scheduled backups',
  'look at the CA',
  'scheduled reconciliation',
] as const;

type PartName = (typeof START_ORDER)[number];

export interface RunOptions {
  readonly home: OpenHome;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** What opens the key of the Homelab CA. */
  readonly unlock: CaUnlock;
  readonly makeBackup: MakeBackup;
  /** The command line that starts this same program, for the console; undefined for no console. */
  readonly program?: readonly [file: string, ...args: string[]] | undefined;
  /** What lets the proxies run as another user; undefined when they run as this one. */
  readonly wall: Wall | undefined;
  readonly onStackEvent: OnStackEvent;
  readonly onHomeEvent: (event: HomeEvent) => void;
  /** Aborting it stops the home, also while it starts. */
  readonly signal: AbortSignal;
}

/** What each step of a start has. */
interface Starting extends RunOptions {
  readonly start: StartPart<PartName>;
  readonly warn: (message: string) => void;
}

/**
 * Starts the parts of a home.
 * @param outcome what the audit log says when the home stops
 * @returns promises that resolve, with the reason, when the home cannot go on
 */
export async function startHome(
  start: StartPart<PartName>,
  options: RunOptions,
  outcome: () => AuditOutcome,
  warn: (message: string) => void,
): Promise<{ readonly failed: readonly Promise<LatchkeyError>[] }> {
  const starting = { ...options, start, warn };
  const broken = Promise.withResolvers<LatchkeyError>();
  const opened = await open(starting);
  const { stack } = opened;
  // Nobody may come in while the other parts stop: one of them waits for lego.
  const giveUp = (error: LatchkeyError) => {
    void stack.stop();
    broken.resolve(error);
  };
  const served = await serve(starting, opened, outcome, giveUp);
  const renewed = await listen(starting, opened, served, giveUp);
  served.notifications.start();
  await startJobs(starting, opened, served, renewed);
  return { failed: [stack.failed, broken.promise, ...(options.wall ? [options.wall.fallen] : [])] };
}

type Opened = Awaited<ReturnType<typeof open>>;
type Served = Awaited<ReturnType<typeof serve>>;

/** Has the programs accept what they will be told, and writes it. Nobody comes in yet. */
async function open({ start, warn, home, env, wall, unlock, program, onStackEvent, onHomeEvent }: Starting) {
  const onTools = ({ caddy, haproxy }: { caddy: { version: string }; haproxy: { version: string } }) =>
    onHomeEvent({ kind: 'tools', caddy: caddy.version, haproxy: haproxy.version });
  const issuance = new IssuanceWatch(home.audit, warn);
  const hear: OnStackEvent = (event) => {
    onStackEvent(event);
    issuance.heard(event);
  };
  const { stack, log } = await makeStack({ home, env, wall, onStackEvent: hear, onTools });
  const ca = await openCa(home, unlock, () => stack.trustAgain());
  const { warnings, hosts } = await stack.prepare();
  home.adopt(withSites(home, hosts));
  await start('stack: its lock, and what it writes', () => stack);
  await rememberConfig(home);
  recordConfiguration(home.audit, home);
  for (const { path, message } of warnings) warn(`${path} ${message}`);
  const unreadable = program && (await unreadableProgram(program));
  if (unreadable !== undefined) warn(unreadable);
  return { stack, log, ca, hosts };
}

/** Starts what devices ask, then the proxies, and attacks the client-auth check: who is let in comes in from here on. */
async function serve(
  { start, warn, home, env, clock, onHomeEvent, signal }: Starting,
  { stack, log, ca, hosts }: Opened,
  outcome: () => AuditOutcome,
  giveUp: (error: LatchkeyError) => void,
) {
  const { config, layout } = home;
  const notifications = await start('notifications', () => new NotificationsJob({ home, env, clock, onWarning: warn }));
  await start('audit log', () => startAuditLog(home, outcome, warn));
  const reconcile = await start(
    'reconciliation',
    () =>
      new ReconcileJob({
        home,
        clock,
        onRepaired: (repaired) => onHomeEvent({ kind: 'active-set-repaired', repaired }),
        onWarning: warn,
        onLost: giveUp,
      }),
  );
  await start('auth endpoint', () => startAuthEndpoint({ home, clock, log, passed: reconcile.passed }));
  const metrics = await homeMetrics({ home, outbox: notifications.outbox, clock }, warn);
  const { authority, current: publicAuthority } = ca;
  const { attempts: failedAttempts } = notifications;
  await start('signing API', () =>
    startSigningApi({ home, authority, publicAuthority, attempts: failedAttempts, onRequest: metrics.observe, clock }),
  );
  await start('metrics', metrics.listen);
  onHomeEvent({ kind: 'signing-api-ready' });
  await reconcile.reconcile();

  signal.throwIfAborted();
  signal.addEventListener('abort', () => void stack.stop(), { once: true });
  // Its stop comes before those of the signing API and the auth endpoint, which Caddy asks. The same stop is registered
  // further up for a home that fails before this line: it holds the lock from `prepare` on.
  await start('proxies: Caddy, HAProxy', async () => {
    await stack.start();
    return stack;
  });
  const identities = makeNegativeTestIdentities(authority, config.name, clock);
  const testClientAuth = async () => {
    const { attempts, outside } = await runNegativeTest({ config: home.config, layout, hosts, identities });
    onHomeEvent({ kind: 'client-auth-tested', attempts, throughTheProxy: outside.kind === 'proxy' });
  };
  await testClientAuth();
  return { notifications, reconcile, identities, testClientAuth };
}

/** Takes over what is new on disk, and starts what commands and admins ask. */
async function listen(
  { start, warn, home, env, clock, wall, program, makeBackup, onHomeEvent }: Starting,
  { stack, log }: Opened,
  { identities, testClientAuth }: Served,
  giveUp: (error: LatchkeyError) => void,
): Promise<RenewedFiles> {
  const reloading = new Reloading({ home, stack, identities, giveUp });
  const reload = async () => {
    const report = await reloading.reload();
    await adminsConsole.reconfigure();
    onHomeEvent({ kind: 'reloaded', report });
    return report;
  };
  const renewed = new RenewedFiles({
    home,
    stack,
    clock,
    inTurn: (work) => reloading.inTurn(work),
    onTaken: () => onHomeEvent({ kind: 'files-taken-over' }),
    onWarning: warn,
  });
  await renewed.look();
  const renewal = await start('renewal of server certificates', () =>
    startRenewal({
      ...{ home, stack, env, clock, wall, log, onHomeEvent, warn },
      onPair: async (first) => {
        await renewed.look();
        // Without a server certificate every TLS handshake failed, so the client-auth check could not be tested before.
        if (first) await testClientAuth().catch(giveUp);
      },
    }),
  );
  await start('control socket', () =>
    startControl(home.layout.run.control, {
      reload,
      'renew-certificate': () => renewal.renew(),
      ...consoleWork({ home, program, env, clock, makeBackup }),
    }),
  );
  const record = (pid: number) => stack.record('console', pid);
  const adminsConsole = await start('console', () => startConsole({ home, program, env, record, log, warn }));
  return renewed;
}

/** Starts what is done again and again. */
async function startJobs(starting: Starting, { ca }: Opened, { reconcile }: Served, renewed: RenewedFiles) {
  const { start, warn, onHomeEvent } = starting;
  await start('look at certificate files', () =>
    job(
      repeat(
        LOOK_EVERY,
        () => renewed.look(),
        (thrown) => warn(`renewed files: ${thrown}`),
      ),
    ),
  );
  await start('scheduled backups', () => job(scheduleBackups(starting, warn)));
  await start('look at the CA', () => job(reloadCa(ca.current, () => onHomeEvent({ kind: 'ca-taken-over' }), warn)));
  await start('scheduled reconciliation', () => job(reconcile.start()));
}

/** A job as a part: stopping does not wait for what it is doing, which may be a backup. */
const job = (repeating: Repeating): Part => ({ stop: () => void repeating.stop() });

/** The audit log says when the home started, and when and how it stopped. */
function startAuditLog(home: OpenHome, outcome: () => AuditOutcome, warn: (message: string) => void): Part {
  home.audit.record({ kind: 'home-started', actor: home.actor, outcome: 'ok' });
  return {
    stop: () => {
      try {
        home.audit.record({ kind: 'home-stopped', outcome: outcome() });
      } catch (thrown) {
        // A full disk, say. Why it stopped is what counts, and it stops all the same.
        warn(`audit log: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    },
  };
}
