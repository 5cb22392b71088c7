import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How a program is started: an argument array, no shell. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Written to standard input, which is then closed. */
  readonly input?: string;
  /** Milliseconds after which the program is killed and the wait fails. */
  readonly timeout?: number;
  /** Hears every line of standard error as it comes. */
  readonly onTalk?: (line: string) => void;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

const DEFAULT_TIMEOUT = 60_000;

function start({ file, args, env, cwd }: Command): ChildProcess {
  return spawn(file, args, { ...(env ? { env } : {}), ...(cwd ? { cwd } : {}), stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Runs a program to its end and collects what it said; a non-zero exit code is a result, a time-out an error. */
export async function run(command: Command): Promise<Finished> {
  const started = performance.now();
  const child = start(command);
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  if (child.stderr && command.onTalk) createInterface({ input: child.stderr }).on('line', command.onTalk);
  // A program that never reads its input closes the pipe on us; its exit code tells what happened.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(command.input ?? '');
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, command.timeout ?? DEFAULT_TIMEOUT);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (late) throw new Error(`${command.file} ${command.args[0] ?? ''} took too long. It said:\n${output.stderr}`);
    return { code: code ?? 128, ...output, milliseconds: performance.now() - started, ...(signal ? { signal } : {}) };
  } finally {
    clearTimeout(timer);
  }
}

/** A program that goes on until it is stopped. */
export interface Running {
  readonly pid: number;
  readonly lines: readonly string[];
  /** The first line of standard output that was not waited for yet. */
  nextLine(timeout?: number): Promise<string>;
  stderr(): string;
  exited(): Promise<number>;
  /** SIGTERM, then SIGKILL after ten seconds; resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number>;
}

/** Starts a program that goes on. */
export function startProgram(command: Command): Running {
  const child = start(command);
  child.stdin?.end();
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  let read = 0;
  let stderr = '';
  const exit = once(child, 'close').then(([code]) => (code as number | null) ?? 128);
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const waiter = waiting.shift();
      if (waiter) {
        read += 1;
        waiter(line);
      }
    });
  }
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  if (child.stderr && command.onTalk) createInterface({ input: child.stderr }).on('line', command.onTalk);

  return {
    pid: child.pid ?? -1,
    lines,
    stderr: () => stderr,
    exited: () => exit,
    nextLine(timeout = 30_000) {
      const line = lines[read];
      if (line !== undefined) {
        read += 1;
        return Promise.resolve(line);
      }
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no line within ${timeout} ms. It said:\n${stderr}`)), timeout);
        const done = (settle: () => void) => {
          clearTimeout(timer);
          settle();
        };
        waiting.push((text) => done(() => resolve(text)));
        void exit.then((code) => done(() => reject(new Error(`ended with ${code}. It said:\n${stderr}`))));
      });
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      const code = await exit;
      clearTimeout(timer);
      return code;
    },
  };
}
