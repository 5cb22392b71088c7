import { resolve } from 'node:path';
import { execa } from 'execa';

export interface ToolResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

interface ToolOptions {
  readonly input?: string | Uint8Array;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Milliseconds until it is ended. */
  readonly timeout?: number;
}

/** Longer than any check of a configuration takes on a slow machine. */
const TIMEOUT = 20_000;

/** As {@link runTool}, for a program that writes bytes. */
export async function runToolForBytes(
  path: string,
  args: readonly string[],
  {
    input = '',
    env = {},
    // A folder that everybody may enter: the one that this process is in may be somebody else's (sudo -u).
    cwd = '/',
    timeout = TIMEOUT,
  }: ToolOptions = {},
): Promise<Omit<ToolResult, 'stdout'> & { readonly stdout: Uint8Array }> {
  const result = await execa(resolve(path), args, {
    input,
    env,
    cwd,
    timeout,
    extendEnv: false,
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
  });
  const said = Buffer.from(result.stderr).toString('utf8');
  const never = result.failed && result.exitCode === undefined ? `${result.shortMessage}\n` : '';
  return { ok: !result.failed, stdout: new Uint8Array(result.stdout), stderr: `${said}${never}` };
}

/**
 * Runs a program to its end. The environment is exactly the one given; secrets go by standard input. Never rejects.
 * @returns what it wrote, read as UTF-8
 */
export async function runTool(path: string, args: readonly string[], options?: ToolOptions): Promise<ToolResult> {
  const { stdout, ...result } = await runToolForBytes(path, args, options);
  return { ...result, stdout: Buffer.from(stdout).toString('utf8') };
}
