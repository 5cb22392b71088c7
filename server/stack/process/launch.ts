import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, rename, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { eachLine } from './log-lines.ts';

/** What is started. */
export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Its working folder. */
  readonly folder: string;
}

/** A process that was started, as far as a supervisor needs it. */
export interface Launched {
  readonly pid: number | undefined;
  /** How it ended, such as `SIGKILL` or `exit code 1`; undefined while it runs. */
  end(): string | undefined;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Ends a process, politely at first. Resolves when it is gone.
 * @param grace milliseconds between SIGTERM and SIGKILL
 */
export async function endPolitely(child: Launched, grace: number): Promise<void> {
  child.kill('SIGTERM');
  await Promise.race([child.ended, sleep(grace, undefined, { ref: false })]);
  if (child.end() === undefined) child.kill('SIGKILL');
  await child.ended;
}

/**
 * Starts one program, again and again if need be. Its file descriptor 3 is a listening socket that only the home's own
 * user may connect to: what the program is commanded by is never its own to open.
 */
export type Launcher = (program: Program, onLine: (line: string) => void) => Promise<Launched>;

/** The number under which every launched program finds its control socket. */
export const CONTROL_FD = 3;

/**
 * Listens on a UNIX socket of mode 0600 for a program that is started later.
 * @returns the number of the file descriptor, and what closes it here; the name in the file system stays
 */
export async function controlSocket(path: string): Promise<{ readonly fd: number; readonly close: () => void }> {
  const first = `${path}.new`;
  await rm(first, { force: true });
  const server = createServer((connection) => connection.destroy());
  server.listen(first);
  await once(server, 'listening');
  await chmod(first, 0o600);
  // Nobody connects before it has its name; and closing it takes the first name away, and not this one.
  await rename(first, path);
  return { fd: descriptorOf(server), close: () => void server.close() };
}

/** Node gives a server's number to no one officially (nodejs/node, lib/net.js), and can be given one for a child. */
function descriptorOf(server: Server): number {
  const handle: unknown = '_handle' in server ? server._handle : undefined;
  const fd = typeof handle === 'object' && handle !== null && 'fd' in handle ? handle.fd : undefined;
  if (typeof fd !== 'number' || fd < 0) throw new Error('this Node does not say the number of a listening socket');
  return fd;
}

/** Starts programs as this process's own user. @param control where the program is commanded; undefined for nowhere */
export function launcherAsSelf(control?: string): Launcher {
  return async ({ path, args, env, folder }, onLine) => {
    const socket = control === undefined ? undefined : await controlSocket(control);
    // In a process group of its own: Ctrl-C in the terminal is for the supervisor, which stops its children in order.
    const stdio = ['ignore', 'pipe', 'pipe', ...(socket ? [socket.fd] : [])] as const;
    const child = spawn(path, args, { env, cwd: folder, detached: true, stdio: [...stdio] });
    socket?.close();
    for (const stream of [child.stdout, child.stderr]) eachLine(stream as Readable, onLine);
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      // Only ever said of a process that could not be started, or not be signalled.
      child.on('error', (error) => {
        onLine(error.message);
        if (child.pid === undefined) resolve();
      });
    });
    return {
      pid: child.pid,
      ended,
      end() {
        if (child.pid === undefined) return 'not started';
        if (child.exitCode === null && child.signalCode === null) return undefined;
        return child.signalCode ?? `exit code ${child.exitCode}`;
      },
      kill: (signal) => void child.kill(signal),
    };
  };
}
