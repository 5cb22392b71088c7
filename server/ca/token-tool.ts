import { LatchkeyError } from '../../shared/errors.ts';
import { findOnPath } from '../platform/find-tool.ts';
import { runToolForBytes } from '../platform/run-tool.ts';
import type { RunTokenTool } from './token.ts';

/** Longer than a token takes to make a key. */
const TIMEOUT = 60_000;

const INSTALL = 'Install OpenSC (on Debian and Ubuntu: apt-get install opensc), then try again.';

/**
 * Runs OpenSC's `pkcs11-tool`, the first one on PATH.
 * @param env whatever the token's module needs too
 * @returns what runs it once; it throws LatchkeyError TOOL_MISSING where there is none on PATH
 */
export function tokenTool(env: Readonly<Record<string, string | undefined>>): RunTokenTool {
  return async (args, { input, env: secrets }) => {
    const path = await findOnPath('pkcs11-tool', env.PATH);
    if (path === undefined)
      throw new LatchkeyError('TOOL_MISSING', {
        detail: 'pkcs11-tool is not on PATH, in a folder that only root and this user may write to.',
        hint: INSTALL,
      });
    return runToolForBytes(path, args, {
      env: { ...env, ...secrets },
      cwd: process.cwd(),
      timeout: TIMEOUT,
      ...(input && { input }),
    });
  };
}
