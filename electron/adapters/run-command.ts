/** The one way to run another program: absolute path, argument list, no shell, bounded time, nothing secret in argv. */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import { isTrusted } from './trusted-file.ts';

export interface Command {
  /** Absolute path. */
  readonly tool: string;
  readonly args: readonly string[];
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Open files that the program finds as /dev/fd/3, /dev/fd/4 and so on. */
  readonly files?: readonly number[];
  /** What the program reads on its standard input; without it, nothing. The place for secrets: nobody else sees it. */
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** What the program said. A program that could not be started, or did not end in time, has no exit code. */
export interface CommandResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export type RunCommand = (command: Command) => Promise<CommandResult>;

const TIMEOUT_MS = 20_000;
const MAX_OUTPUT = 4 * 1024 * 1024;

/** Runs a program to its end. Never rejects for what the program does; it speaks English (`LC_ALL=C`). */
export const runCommand: RunCommand = ({ tool, args, env, files = [], input, timeoutMs = TIMEOUT_MS }) => {
  if (!isAbsolute(tool)) throw new TypeError(`not an absolute path: ${tool}`);
  const child = spawn(tool, args, {
    env: { ...env, LC_ALL: 'C' },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...files],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  // A program that ends without reading is told by its exit code, not by a broken pipe.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.on('error', ({ message }) => resolve({ exitCode: undefined, stdout: stdout(), stderr: message }));
  child.on('close', (exitCode, signal) => {
    const said = exitCode === null ? `It was stopped (${signal}).` : stderr();
    resolve({ exitCode: exitCode ?? undefined, stdout: stdout(), stderr: said });
  });
  return promise;
};

/** Keeps what is read up to a bound and drops the rest, so that a program that talks too much still ends. */
function collect(stream: Readable | null): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (size < MAX_OUTPUT) chunks.push(chunk);
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/**
 * Where a program is on this PATH, as an absolute path. Relative folders of PATH are not looked at, and what anybody but
 * root and this person could have put there is passed over: it would be handed their key.
 */
export async function findTool(name: string, path: string | undefined): Promise<string | undefined> {
  for (const folder of (path ?? '').split(delimiter).filter((entry) => isAbsolute(entry))) {
    const candidate = join(folder, name);
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found && (await isTrusted(candidate))) return candidate;
  }
  return undefined;
}
