import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import { LatchkeyError } from '../../shared/errors.ts';
import type { RunTokenTool } from './token.ts';

/** Longer than a token takes to make a key. */
const TIMEOUT = 60_000;

const INSTALL = 'Install OpenSC (on Debian and Ubuntu: apt-get install opensc), then try again.';

/**
 * Runs OpenSC's `pkcs11-tool`, the first one on PATH.
 * @param env whatever the token's module needs too
 */
export function tokenTool(env: Readonly<Record<string, string | undefined>>): RunTokenTool {
  return async (args, { input, env: secrets }) => {
    const path = await findTool(env.PATH ?? '');
    const result = await execa(path, args, {
      env: { ...env, ...secrets },
      extendEnv: false,
      reject: false,
      timeout: TIMEOUT,
      encoding: 'buffer',
      stripFinalNewline: false,
      ...(input ? { input } : { stdin: 'ignore' as const }),
    });
    const said = Buffer.from(result.stderr).toString('utf8');
    const never = result.failed && result.exitCode === undefined ? `${result.shortMessage}\n` : '';
    return { ok: !result.failed, stdout: new Uint8Array(result.stdout), stderr: `${said}${never}` };
  };
}

async function findTool(path: string): Promise<string> {
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const candidate = join(folder, 'pkcs11-tool');
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  throw new LatchkeyError('TOOL_MISSING', { detail: 'pkcs11-tool is not on PATH.', hint: INSTALL });
}
