/** The process of the admin's console: started at the first connection, ended when nobody uses it. */
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONSOLE_WORD } from '../core/console/console-word.ts';
import type { HomeLayout } from '../core/layout.ts';
import { listenForProxies } from '../http/listen.ts';
import { endPolitely, type Launched, launcherAsSelf, type Program } from '../stack/process/launch.ts';
import { backOff, TIMEOUTS, type Timeouts } from '../stack/process/supervised-child.ts';

/** Connections that are kept for it while it starts. */
const MOST_WAITING = 64;
/** Until it must listen; milliseconds. */
const READY_WITHIN = 20_000;

interface ConsoleProgramOptions {
  readonly layout: HomeLayout;
  /** The command line that starts this same program. */
  readonly program: readonly [file: string, ...args: string[]];
  readonly env: NodeJS.ProcessEnv;
  /** Has it ended by the next `latchkey up`, should this process be killed. */
  readonly record: (pid: number) => Promise<void>;
  readonly onLine: (line: string) => void;
  readonly onEnd: (how: string) => void;
  /** {@link TIMEOUTS} when absent. */
  readonly timeouts?: Timeouts;
}

/**
 * The files that the console may open: the program itself, and the parts of the home that lists, invitations and shut-outs
 * need. The keys of the Homelab CA and of server certificates are not among them, and the console cannot start programs
 * (Node's permission model).
 */
function permissions({ ca, secret, registry, auditHead, active, rendered, run }: HomeLayout, script: string): string[] {
  // A release is one file, a checkout is many.
  const code = import.meta.filename.endsWith('.ts') ? join(import.meta.dirname, '../..') : script;
  const reads = [
    code,
    ca.certificate,
    ca.serverRootCertificate,
    secret,
    rendered.config,
    rendered.taken,
    rendered.caddy,
  ];
  const writes = [`${registry}*`, `${auditHead}*`, active, run.dir];
  return [
    '--permission',
    ...[...reads, ...writes].map((path) => `--allow-fs-read=${path}`),
    ...writes.map((path) => `--allow-fs-write=${path}`),
  ];
}

/** The command line of the console: this Node, with fewer rights than this process has. */
function programOf({ layout, program: [file, ...args], env }: ConsoleProgramOptions): Program {
  const [script = ''] = args;
  const limits = permissions(layout, realpathSync(script));
  // Only the variables that find programs and format times: the rest of the environment may hold secrets.
  const kept = Object.fromEntries(['PATH', 'LANG', 'LC_ALL', 'TZ'].map((name) => [name, env[name]]));
  return { path: file, args: [...limits, ...args, CONSOLE_WORD, layout.dir], env: kept, folder: '/' };
}

/**
 * Listens on the console's socket, and starts the console at the first connection. The console then listens on that socket
 * itself, so later connections do not pass through this process. After the console has exited or crashed, the next
 * connection starts it again.
 */
export class ConsoleProgram {
  readonly #options: ConsoleProgramOptions;
  readonly #timeouts: Timeouts;
  readonly #stopping = new AbortController();
  #server: Server | undefined;
  #child: Launched | undefined;
  #life: Promise<void> = Promise.resolve();
  #quickDeaths = 0;

  constructor(options: ConsoleProgramOptions) {
    this.#options = options;
    this.#timeouts = options.timeouts ?? TIMEOUTS;
  }

  async start(): Promise<void> {
    if (!this.#stopping.signal.aborted) await this.#wait();
  }

  /** Ends it and whatever restart was due. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#server?.close();
    this.#end();
    await this.#life;
  }

  /** Has it begin anew with what is configured now, when it runs. */
  restart(): void {
    this.#end();
  }

  #end(): void {
    if (this.#child) void endPolitely(this.#child, this.#timeouts.stop);
  }

  /** Listens again after a pause, unless it is stopped before that. */
  async #waitAgain(pause: number): Promise<void> {
    const { signal } = this.#stopping;
    await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    if (!signal.aborted) await this.#wait();
  }

  async #wait(): Promise<void> {
    const waiting: Socket[] = [];
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      if (waiting.length >= MOST_WAITING) return void socket.destroy();
      waiting.push(socket);
      if (waiting.length === 1)
        this.#life = this.#run(server, waiting).catch((thrown: unknown) => this.#failed(thrown));
    });
    server.on('error', (error) => this.#options.onEnd(error.message));
    this.#server = server;
    await listenForProxies(server, this.#options.layout.run.console);
  }

  /** A failure here affects only the console; the next connection tries again. */
  async #failed(thrown: unknown): Promise<void> {
    this.#server?.close();
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    this.#options.onEnd(thrown instanceof Error ? thrown.message : String(thrown));
    await this.#waitAgain(this.#timeouts.longestBackOff).catch((again: unknown) => this.#failed(again));
  }

  /** One run of the console, from the first connection to its exit. */
  async #run(server: Server, waiting: Socket[]): Promise<void> {
    const { layout, record, onLine, onEnd } = this.#options;
    const began = performance.now();
    const ready = Promise.withResolvers<void>();
    const child = await launcherAsSelf()(programOf(this.#options), (line) => {
      if (line.includes('"listening"')) ready.resolve();
      onLine(line);
    });
    this.#child = child;
    if (this.#stopping.signal.aborted) this.#end();
    if (child.pid !== undefined) await record(child.pid);
    const late = new AbortController();
    const tooLate = sleep(READY_WITHIN, undefined, { signal: late.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    await Promise.race([ready.promise, child.ended, tooLate]);
    late.abort();
    // The console listens on the socket's name now: connections from before are passed on to it.
    server.close();
    for (const socket of waiting) handOn(socket, layout.run.console);
    await child.ended;
    this.#child = undefined;
    if (this.#stopping.signal.aborted) return;
    onEnd(child.end() ?? '');
    const isQuickDeath = performance.now() - began < this.#timeouts.quick && child.end() !== 'exit code 0';
    this.#quickDeaths = isQuickDeath ? this.#quickDeaths + 1 : 0;
    await this.#waitAgain(this.#quickDeaths === 0 ? 0 : backOff(this.#quickDeaths, this.#timeouts));
  }
}

/** Passes a connection on to the process that listens now; closes it when none does, since the console crashed. */
function handOn(socket: Socket, path: string): void {
  const onward = connect(path);
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
  onward.on('close', () => socket.destroy());
  once(onward, 'connect').then(
    () => socket.pipe(onward).pipe(socket),
    () => socket.destroy(),
  );
}
