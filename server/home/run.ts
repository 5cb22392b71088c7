import { once } from 'node:events';
import { LatchkeyError } from '../../shared/errors.ts';
import type { AuditOutcome } from '../core/audit/audit.ts';
import { giveBackMemory } from '../platform/give-back-memory.ts';
import { withParts } from './lifecycle.ts';
import { type RunOptions, START_ORDER, startHome } from './start-and-stop.ts';

/** After a start, in milliseconds: what it leaves to be done has been done by then. */
const SETTLED = 5000;

/**
 * Runs a home until the signal is aborted or something gives up: checks everything that can be checked, opens the signing
 * API, brings the active set in step, starts HAProxy and Caddy, attacks the client-auth check from outside, calls
 * `ready`. However it ends, nothing of it is left running; start-and-stop.ts says in which order its parts stop.
 * @throws LatchkeyError whatever the checks find; CLIENT_AUTH_NOT_HOLDING; CHILD_FAILED
 */
export function runHome(options: RunOptions, ready: () => void): Promise<void> {
  // In the audit log the home itself is the actor, unless a request or a command is.
  return options.home.actAs('latchkey', () => run(options, ready));
}

function run(options: RunOptions, ready: () => void): Promise<void> {
  const { home, signal } = options;
  let outcome: AuditOutcome = 'ok';
  const warn = (message: string) => options.onHomeEvent({ kind: 'warning', message });
  return withParts(
    START_ORDER,
    async (start) => {
      try {
        const { failed } = await startHome(start, options, () => outcome, warn);
        signal.throwIfAborted();
        ready();
        setTimeout(giveBackMemory, SETTLED).unref();
        const stopped = once(signal, 'abort').then(() => undefined);
        const failure = await Promise.race([stopped, ...failed]);
        if (failure) throw failure;
      } catch (thrown) {
        const openToStrangers = LatchkeyError.is(thrown) && thrown.code === 'CLIENT_AUTH_NOT_HOLDING';
        // Ctrl-C while it starts is no failure.
        if (signal.aborted && !openToStrangers) return;
        outcome = 'failed';
        if (openToStrangers) home.audit.record({ kind: 'client-auth-failed', outcome });
        throw thrown;
      }
    },
    (thrown, part) => warn(`stopping ${part}: ${String(thrown)}`),
  );
}
