import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { LatchkeyError } from '../../shared/errors.ts';
import type { CaUnlock } from '../ca/signer.ts';
import { Access } from '../core/access/access.ts';
import type { Mended } from '../core/access/active-set.ts';
import { RefusedConnections } from '../core/access/refused-connections.ts';
import type { AuditOutcome } from '../core/audit/audit.ts';
import { auditedAuthority } from '../core/audit/audited-authority.ts';
import type { Clock } from '../core/ports.ts';
import { buildGate } from '../http/auth-endpoint.ts';
import { buildControl } from '../http/control.ts';
import { listenGate, listenOnSocket } from '../http/listen.ts';
import { createLogger } from '../http/log.ts';
import { refusal } from '../http/refusal-page.ts';
import { HaproxySessions } from '../stack/haproxy/runtime.ts';
import { type Attempt, tryTheLock } from '../stack/probe/negative-test.ts';
import type { OnStackEvent, StackEvent } from '../stack/process/stack-events.ts';
import { HomeStack } from '../stack/stack.ts';
import { findTools } from '../stack/tools.ts';
import { type MakeBackup, scheduleBackups } from './jobs/backups.ts';
import { HomeWatch } from './jobs/notifications.ts';
import { lookAfter } from './jobs/reconcile.ts';
import { followCa } from './jobs/reload-ca.ts';
import type { Wall } from './leave-root.ts';
import { openLogFile } from './log-files.ts';
import { makeAttackers } from './negative-test-identities.ts';
import type { OpenHome } from './open.ts';
import { type HomeMetrics, openMetrics } from './parts/metrics.ts';
import { buildSigningApi } from './parts/signing-api.ts';
import { recordConfiguration } from './record-configuration.ts';
import { Reloading, type ReloadReport, rememberConfig } from './reload.ts';

/** What is said while a home comes up and runs, beside the stack's own events. */
export type HomeEvent =
  | { readonly kind: 'tools'; readonly caddy: string; readonly haproxy: string }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'signing-api-ready' }
  | { readonly kind: 'active-set-mended'; readonly mended: Mended }
  | { readonly kind: 'reloaded'; readonly report: ReloadReport }
  | { readonly kind: 'ca-taken-over' }
  | { readonly kind: 'lock-tested'; readonly attempts: readonly Attempt[]; readonly throughTheDoor: boolean };

export interface RunOptions {
  readonly home: OpenHome;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** What opens the key of the Homelab CA. */
  readonly unlock: CaUnlock;
  readonly makeBackup: MakeBackup;
  /** What lets the proxies run as another user; undefined when they run as this one. */
  readonly wall: Wall | undefined;
  readonly onStackEvent: OnStackEvent;
  readonly onHomeEvent: (event: HomeEvent) => void;
  /** Aborting it stops the home, also while it starts. */
  readonly signal: AbortSignal;
}

/** The Homelab CA, ready to sign. That it was opened, or could not be, and all that it signs is in the audit log. */
async function openCa(home: OpenHome, unlock: CaUnlock, trust: () => Promise<void>) {
  const { audit, registry } = home;
  try {
    const following = await followCa(home, unlock, trust);
    audit.record({ kind: 'ca-opened', outcome: 'ok' });
    return { following, authority: auditedAuthority(following.authority, { audit, registry }) };
  } catch (thrown) {
    audit.record({
      kind: 'ca-opened',
      outcome: 'failed',
      detail: { code: LatchkeyError.is(thrown) ? thrown.code : 'INTERNAL' },
    });
    throw thrown;
  }
}

/** HAProxy's and Caddy's own words, one file for both, in the order they were said. */
function writeStackEvent(log: Logger, event: StackEvent): void {
  if (event.kind === 'log') {
    const { child, level, message, fields } = event.line;
    log[level]({ child, ...fields }, message);
  } else if (event.kind === 'gave-up') log.error({ error: event.error.message }, event.kind);
  else log.info(event, event.kind);
}

/**
 * Runs a home until the signal is aborted or something gives up: checks everything that can be checked, opens the
 * signing API, brings the active set in step, starts HAProxy and Caddy, attacks the lock from outside, says `ready`.
 * Whatever the end, nothing of it is left running.
 * @throws LatchkeyError whatever the checks find; LOCK_NOT_HOLDING; CHILD_FAILED
 */
export function runHome(options: RunOptions, ready: () => void): Promise<void> {
  // What nobody asked for is the home's own doing.
  return options.home.actAs('latchkey', () => run(options, ready));
}

async function run(options: RunOptions, ready: () => void): Promise<void> {
  const { home, env, clock, unlock, wall, onStackEvent, onHomeEvent, signal } = options;
  const { config, layout } = home;
  const stopped = new Promise<'stopped'>((resolve) => {
    if (signal.aborted) resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });

  const { following, authority } = await openCa(home, unlock, () => stack.trustAgain());
  const tools = await findTools(env);
  onHomeEvent({ kind: 'tools', caddy: tools.caddy.version, haproxy: tools.haproxy.version });

  const log = createLogger(openLogFile(layout.logs, 'stack.log'));
  const onEvent: OnStackEvent = (event) => {
    writeStackEvent(log, event);
    onStackEvent(event);
  };
  const stack = new HomeStack({
    config,
    layout,
    tools,
    env,
    onEvent,
    ...(wall && { launchers: wall.launchers, lock: wall.lock, lowPorts: wall.lowPorts }),
  });
  const { warnings, hosts } = await stack.prepare();
  await rememberConfig(home);
  recordConfiguration(home.audit, home);
  for (const { path, message } of warnings) onHomeEvent({ kind: 'warning', message: `${path} ${message}` });

  let api: FastifyInstance | undefined;
  let gate: Server | undefined;
  let control: Server | undefined;
  let metrics: HomeMetrics | undefined;
  const broken = Promise.withResolvers<LatchkeyError>();
  const warn = (message: string) => onHomeEvent({ kind: 'warning', message });
  const watch = new HomeWatch({ home, env, clock, onWarning: warn });
  let outcome: AuditOutcome = 'ok';
  let stopBackups = () => {};
  const looking = lookAfter({
    home,
    clock,
    onMended: (mended) => onHomeEvent({ kind: 'active-set-mended', mended }),
    onWarning: warn,
    onLost: (error) => broken.resolve(error),
  });
  home.audit.record({ kind: 'home-started', actor: home.actor, outcome: 'ok' });
  try {
    metrics = await openMetrics({ home, outbox: watch.outbox, clock }, warn);
    api = buildSigningApi({
      home,
      authority,
      publicAuthority: following.authority,
      attempts: watch.attempts,
      onRequest: metrics.observe,
      clock,
    });
    await listenOnSocket(api, layout.run.api);
    await home.notes.clear();
    const access = new Access({ registry: home.registry, clock });
    const refusals = new RefusedConnections({
      door: new HaproxySessions(layout.run.haproxy),
      later: (run) => void setTimeout(run, 250).unref(),
    });
    const refused = (fingerprint: string, source: string) => {
      refusals.refused(source);
      return refusal(home.config, access.whoami(fingerprint, 'wan').state);
    };
    gate = buildGate(home.connections, refused, log, looking.passed);
    await listenGate(gate, layout.run.gate);
    onHomeEvent({ kind: 'signing-api-ready' });
    await looking.bringInStep();

    if (signal.aborted) return;
    const cut = () => void stack.stop();
    signal.addEventListener('abort', cut, { once: true });
    await stack.start();
    const identities = makeAttackers(authority, config.name, clock);
    const { attempts, outside } = await tryTheLock({ config, layout, hosts, identities });
    onHomeEvent({ kind: 'lock-tested', attempts, throughTheDoor: outside.kind === 'door' });

    const reloading = new Reloading({ home, stack, identities, giveUp: (error) => broken.resolve(error) });
    control = buildControl({
      reload: async () => {
        const report = await reloading.reload();
        onHomeEvent({ kind: 'reloaded', report });
        return report;
      },
    });
    await listenGate(control, layout.run.control, 'self');

    looking.start();
    following.start(() => onHomeEvent({ kind: 'ca-taken-over' }), warn);
    watch.start();
    stopBackups = scheduleBackups(options, warn);
    ready();
    const end = await Promise.race([stopped, stack.failed, broken.promise, ...(wall ? [wall.fallen] : [])]);
    if (end !== 'stopped') throw end;
  } catch (thrown) {
    const lockFailed = LatchkeyError.is(thrown) && thrown.code === 'LOCK_NOT_HOLDING';
    // Ctrl-C while it starts is no failure.
    if (signal.aborted && !lockFailed) return;
    outcome = 'failed';
    if (lockFailed) home.audit.record({ kind: 'lock-failed', outcome });
    throw thrown;
  } finally {
    looking.stop();
    following.stop();
    stopBackups();
    control?.close();
    metrics?.close();
    await stack.stop();
    await api?.close();
    gate?.close();
    gate?.closeAllConnections();
    try {
      home.audit.record({ kind: 'home-stopped', outcome });
    } catch (thrown) {
      // A full disk, say. Why it stopped is what counts, and it stops all the same.
      warn(`audit log: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
    await watch.stop();
  }
}
