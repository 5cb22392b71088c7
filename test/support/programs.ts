/**
 * The programs that tests start, hundreds of times. The suites build them first (build-programs.ts): a few files for each
 * instead of five hundred, which is half the time. The demo runs them from source, and the benchmarks
 * run the bundle that is shipped (test/bench/shipped.ts).
 */
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Each by its name, and the file that it starts with. */
export const SOURCE = {
  latchkey: 'server/cli/main.ts',
  client: 'electron/cli/main.ts',
  'client-cut-off': 'test/support/client/cut-off.ts',
  vault: 'test/support/client/vault-process.ts',
  'killed-process': 'test/integration/signing-api/killed-process.ts',
} as const;

/** Where they are built into. */
export const BUILT = join(ROOT, 'node_modules/.cache/programs');

/**
 * Node's compile cache of the suites: hundreds of times a test starts one of our programs, and their files are stripped
 * and compiled once and not each time. In a folder that nobody else writes to, since what lies there is run.
 */
export const COMPILED = join(ROOT, 'node_modules/.cache/compiled');

const isBuilt = process.env.LATCHKEY_TEST_PROGRAMS === 'built';
const program = (name: keyof typeof SOURCE) => join(...(isBuilt ? [BUILT, `${name}.cjs`] : [ROOT, SOURCE[name]]));

/** The admin's command. */
export const LATCHKEY = isBuilt ? program('latchkey') : join(ROOT, 'server/bin/latchkey.mjs');
/** The relative's command. */
export const CLIENT = program('client');
/** The same, ended at a checkpoint. */
export const CLIENT_CUT_OFF = program('client-cut-off');
/** A person's vault, for whoever is somebody else. */
export const VAULT = program('vault');
/** A use case that is killed at a step. */
export const KILLED_PROCESS = program('killed-process');
