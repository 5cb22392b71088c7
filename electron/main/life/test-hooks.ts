import { CHECKPOINTS, type CheckpointHook, RENEWAL_CHECKPOINTS } from '../../core/checkpoints.ts';
import type { Clock } from '../../core/ports.ts';

const KILL_AT = 'LATCHKEY_TEST_KILL_AT';
const CLOCK_AHEAD = 'LATCHKEY_TEST_CLOCK_AHEAD_MS';
const SOON = 'LATCHKEY_TEST_SOON_MS';

/**
 * For tests that end the app between two effects, as a power cut would. A packaged app has no such hook.
 * @returns undefined unless the environment names a checkpoint
 */
export function killingCheckpoint(
  env: Readonly<Record<string, string | undefined>>,
  isPackaged: boolean,
  kill: () => void,
): CheckpointHook | undefined {
  const wanted = [...CHECKPOINTS, ...RENEWAL_CHECKPOINTS].find((name) => name === env[KILL_AT]);
  if (isPackaged || wanted === undefined) return undefined;
  return (name) => {
    if (name === wanted) kill();
  };
}

/** For tests of what happens with time. @returns this computer's clock in a packaged app, or one that is ahead */
export function clockOf(env: Readonly<Record<string, string | undefined>>, isPackaged: boolean): Clock {
  const ahead = isPackaged ? 0 : Number(env[CLOCK_AHEAD] ?? 0);
  return { now: () => new Date(Date.now() + ahead) };
}

/** For tests that do not want to wait for what happens soon. @returns at most so many milliseconds */
export function soonAt(env: Readonly<Record<string, string | undefined>>, isPackaged: boolean): number | undefined {
  const wanted = env[SOON];
  return isPackaged || wanted === undefined ? undefined : Number(wanted);
}
