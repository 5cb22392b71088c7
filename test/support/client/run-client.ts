/** Runs the client's command line as another person, and can end it with SIGKILL at any checkpoint. */
import { spawn } from 'node:child_process';
import { homedir, hostname, tmpdir } from 'node:os';
import { composeClient } from '../../../electron/cli/compose.ts';
import { runProgram } from '../../../electron/cli/program.ts';
import { Terminal } from '../../../electron/cli/terminal.ts';
import type { Checkpoint } from '../../../electron/core/checkpoints.ts';
import type { Person } from './with-keyring.ts';

const TIMEOUT_MS = 60_000;
const KILL_AT = 'LATCHKEY_TEST_KILL_AT';
/** What ends it there, or holds it (SIGSTOP), for who starts this file by hand. */
const SIGNAL = 'LATCHKEY_TEST_SIGNAL';
const MAIN = new URL('../../../electron/cli/main.ts', import.meta.url).pathname;

export interface ClientRun {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the process there; needs an entry of its own, which the real one is composed like. */
  readonly killAt?: Checkpoint;
}

export async function runClient(person: Person, args: readonly string[], options: RunOptions = {}): Promise<ClientRun> {
  const { input, env, killAt } = options;
  const entry = killAt ? new URL(import.meta.url).pathname : MAIN;
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...person.env, ...env, ...(killAt ? { [KILL_AT]: killAt } : {}) },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  child.stdin.end(input);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve([code, signal]));
  });
  return { exitCode, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

if (import.meta.main) {
  const client = composeClient({
    env: process.env,
    platform: process.platform,
    hostname: hostname(),
    home: homedir(),
    tempRoot: tmpdir(),
    uid: process.getuid?.(),
    checkpoint: (name) => {
      if (name === process.env[KILL_AT]) process.kill(process.pid, process.env[SIGNAL] ?? 'SIGKILL');
    },
  });
  process.exitCode = await runProgram(process.argv.slice(2), () => client, new Terminal(process));
}
