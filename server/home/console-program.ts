/** The admin's console is a program of its own, which is there while somebody uses it. */
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
  /** The words that start this very program. */
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
 * What the console may touch: the program itself, and of the home what the lists, an invitation and a shut-out need. Not
 * the key of the Homelab CA, nor those of server certificates; and it starts no program (Node's permission model).
 */
function permissions({ ca, secret, registry, auditHead, active, rendered, run }: HomeLayout, script: string): string[] {
  // What is shipped is one file; a checkout is many.
  const code = import.meta.filename.endsWith('.ts') ? join(import.meta.dirname, '../..') : script;
  const reads = [code, ca.certificate, ca.serverRootCertificate, secret, rendered.config, rendered.caddy];
  const writes = [`${registry}*`, `${auditHead}*`, active, run.dir];
  return [
    '--permission',
    ...[...reads, ...writes].map((path) => `--allow-fs-read=${path}`),
    ...writes.map((path) => `--allow-fs-write=${path}`),
  ];
}

/** How it is started: by this Node, with less than this process may. */
function programOf({ layout, program: [file, ...args], env }: ConsoleProgramOptions): Program {
  const [script = ''] = args;
  const limits = permissions(layout, realpathSync(script));
  // Nothing of the environment but what finds programs and says how times are written: secrets may be in the rest.
  const kept = Object.fromEntries(['PATH', 'LANG', 'LC_ALL', 'TZ'].map((name) => [name, env[name]]));
  return { path: file, args: [...limits, ...args, CONSOLE_WORD, layout.dir], env: kept, folder: '/' };
}

/**
 * Listens where Caddy looks for the console, and starts it when somebody comes. It then listens there itself: what is asked
 * of it goes past this process. When it has ended, by itself or not, the next who comes has it started again.
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

  /** Whatever goes wrong here is the console's alone, and is tried again. */
  async #failed(thrown: unknown): Promise<void> {
    this.#server?.close();
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    this.#options.onEnd(thrown instanceof Error ? thrown.message : String(thrown));
    await this.#waitAgain(this.#timeouts.longestBackOff).catch((again: unknown) => this.#failed(again));
  }

  /** One life of the program, from the first who came to its end. */
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
    // Its socket has taken the name; who came before is handed on.
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

/** Connects somebody to the one who listens now; nobody does when it ended at once. */
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
