import { resolve } from 'node:path';
import { execa } from 'execa';

export interface ToolResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than any check of a configuration takes on a slow machine. */
const TIMEOUT = 20_000;

/** Runs a program to its end. The environment is exactly the one given; secrets go by standard input. Never rejects. */
export async function runTool(
  path: string,
  args: readonly string[],
  {
    input = '',
    env = {},
    // A folder that everybody may enter: the one that this process is in may be somebody else's (sudo -u).
    cwd = '/',
  }: { readonly input?: string; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<ToolResult> {
  const options = {
    input,
    env,
    cwd,
    extendEnv: false,
    reject: false,
    timeout: TIMEOUT,
    stripFinalNewline: false,
  } as const;
  const result = await execa(resolve(path), args, options);
  const never = result.failed && result.exitCode === undefined ? `${result.shortMessage}\n` : '';
  return { ok: !result.failed, stdout: result.stdout, stderr: `${result.stderr}${never}` };
}
