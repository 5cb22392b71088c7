import { CHECKPOINTS, type CheckpointHook } from '../../core/checkpoints.ts';

const KILL_AT = 'LATCHKEY_TEST_KILL_AT';

/**
 * For tests that end the app between two effects, as a power cut would. A packaged app has no such hook.
 * @returns undefined unless the environment names a checkpoint
 */
export function killingCheckpoint(
  env: Readonly<Record<string, string | undefined>>,
  isPackaged: boolean,
  kill: () => void,
): CheckpointHook | undefined {
  const wanted = CHECKPOINTS.find((name) => name === env[KILL_AT]);
  if (isPackaged || wanted === undefined) return undefined;
  return (name) => {
    if (name === wanted) kill();
  };
}
