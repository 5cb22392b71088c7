import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';

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

/** Between asking a program to end and killing it, in milliseconds. */
const PATIENCE = 5000;

/** Nothing that this process started is left behind. */
const running = new Set<ChildProcessWithoutNullStreams>();
process.on('exit', () => {
  for (const child of running) child.kill();
});

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
  try {
    return await finished(spawn(resolve(path), args, { env, cwd }), { path, input, timeout });
  } catch (thrown) {
    return { ok: false, stdout: new Uint8Array(), stderr: `${(thrown as Error).message}\n` };
  }
}

/** @throws Error when the program could not be started */
async function finished(
  child: ChildProcessWithoutNullStreams,
  { path, input, timeout }: { readonly path: string } & Required<Pick<ToolOptions, 'input' | 'timeout'>>,
) {
  running.add(child);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill();
    setTimeout(() => child.kill('SIGKILL'), PATIENCE).unref();
  }, timeout);
  // A program that does not read its input closes the pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const closed = once(child, 'close') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  try {
    const [[code, signal], stdout, stderr] = await Promise.all([closed, buffer(child.stdout), buffer(child.stderr)]);
    const why = late ? `did not end within ${timeout / 1000} s` : signal && `was ended by ${signal}`;
    return { ok: code === 0 && !late, stdout, stderr: `${stderr.toString('utf8')}${why ? `${path} ${why}\n` : ''}` };
  } finally {
    clearTimeout(timer);
    running.delete(child);
  }
}

/**
 * Runs a program to its end. The environment is exactly the one given; secrets go by standard input. Never rejects.
 * @returns what it wrote, read as UTF-8
 */
export async function runTool(path: string, args: readonly string[], options?: ToolOptions): Promise<ToolResult> {
  const { stdout, ...result } = await runToolForBytes(path, args, options);
  return { ...result, stdout: Buffer.from(stdout).toString('utf8') };
}
