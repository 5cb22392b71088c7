/** Runs the client's command line as another person, and can end it with SIGKILL at any checkpoint. */
import { spawn } from 'node:child_process';
import type { Checkpoint } from '../../../electron/core/checkpoints.ts';
import { CLIENT, CLIENT_CUT_OFF } from '../programs.ts';
import type { Person } from './with-keyring.ts';

const TIMEOUT_MS = 60_000;

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
  const entry = killAt ? CLIENT_CUT_OFF : CLIENT;
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...person.env, ...env, ...(killAt ? { LATCHKEY_TEST_KILL_AT: killAt } : {}) },
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
