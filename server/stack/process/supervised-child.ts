import { setTimeout as sleep } from 'node:timers/promises';
import { LatchkeyError } from '../../../shared/errors.ts';
import { endPolitely, type Launched, type Launcher, type Program } from './launch.ts';
import { parseLogLine } from './log-lines.ts';
import type { ChildName, OnStackEvent } from './stack-events.ts';

/** How patient a supervisor is; milliseconds. */
export interface Timeouts {
  /** Until a started child must answer. */
  readonly ready: number;
  /** Between two looks at whether one that answered still does, and how long it may take for that. */
  readonly look: number;
  /** So many looks in a row without an answer, and it is hung. */
  readonly silentLooks: number;
  /** Between SIGTERM and SIGKILL. */
  readonly stop: number;
  /** Before the first restart; doubled with every quick death. */
  readonly firstBackOff: number;
  readonly longestBackOff: number;
  /** A life shorter than this is a quick death; a longer one is forgiven. */
  readonly quick: number;
  /** That many quick deaths in a row, and it is given up. */
  readonly quickDeaths: number;
}

export const TIMEOUTS: Timeouts = {
  ready: 15_000,
  look: 10_000,
  silentLooks: 3,
  stop: 8000,
  firstBackOff: 100,
  longestBackOff: 10_000,
  quick: 10_000,
  quickDeaths: 6,
};

/** The pause before the next start. @param deaths quick ones in a row, from one on */
export const backOff = (deaths: number, { firstBackOff, longestBackOff }: Timeouts): number =>
  Math.min(firstBackOff * 2 ** (deaths - 1), longestBackOff);

export interface ChildOptions {
  readonly name: ChildName;
  readonly program: Program;
  readonly launch: Launcher;
  /** Resolves once the child answers; rejects when it cannot be reached right now. */
  readonly probe: () => Promise<void>;
  /** Resolves when the child itself has said something: a socket takes connections also for one that is hung. */
  readonly alive: () => Promise<void>;
  /** Records the child's process before anything else happens. */
  readonly record: (pid: number) => Promise<void>;
  /** Called once, when the child is given up. */
  readonly onGivenUp: (error: LatchkeyError) => void;
  readonly onEvent: OnStackEvent;
  readonly timeouts: Timeouts;
}

const RECENT_LINES = 5;

/** One program that is kept running: started, waited for, started again when it dies, and stopped for good. */
export class SupervisedChild {
  readonly #options: ChildOptions;
  readonly #stopping = new AbortController();
  #process: Launched | undefined;
  #life: Promise<void> = Promise.resolve();
  #recentOutput: string[] = [];

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  /** The number of the process that runs now. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Starts it and waits until it answers; from then on it is kept running.
   * @throws LatchkeyError CHILD_FAILED when it ends or does not answer in time
   */
  async start(): Promise<void> {
    const child = await this.#spawn();
    await this.#untilReady(child);
    this.#life = this.#keepAlive(child);
    void this.#watch();
  }

  /** Ends a child that lives and says nothing, so that it is started again. Ends with {@link stop}. */
  async #watch(): Promise<void> {
    const { alive, timeouts, onEvent, name } = this.#options;
    const { signal } = this.#stopping;
    const pause = () =>
      sleep(timeouts.look, undefined, { signal, ref: false }).then(
        () => true,
        () => false,
      );
    let silent = 0;
    let watched: Launched | undefined;
    while (await pause()) {
      const child = this.#process;
      if (child !== watched || !child || !isAlive(child)) silent = 0;
      watched = child;
      const late = sleep(timeouts.look, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer')));
      silent = await Promise.race([alive(), late]).then(
        () => 0,
        () => silent + 1,
      );
      if (silent < timeouts.silentLooks || child !== this.#process || !child || signal.aborted) continue;
      onEvent({ kind: 'hung', child: name });
      child.kill('SIGKILL');
      silent = 0;
    }
  }

  /** Ends it and whatever restart was due. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#process;
    if (child && isAlive(child)) await this.#end(child);
    await this.#life;
    if (child) this.#options.onEvent({ kind: 'stopped', child: this.#options.name });
  }

  /** Tells it to end and waits for nothing: for a supervisor that is ending itself. */
  kill(): void {
    this.#process?.kill('SIGTERM');
  }

  #end(child: Launched): Promise<void> {
    return endPolitely(child, this.#options.timeouts.stop);
  }

  async #spawn(): Promise<Launched> {
    const { name, program, launch, onEvent, record } = this.#options;
    this.#recentOutput = [];
    const child = await launch(program, (text) => {
      const line = parseLogLine(name, text);
      this.#recentOutput = [...this.#recentOutput, line.message].slice(-RECENT_LINES);
      onEvent({ kind: 'log', line });
    });
    this.#process = child;
    if (child.pid !== undefined) {
      onEvent({ kind: 'starting', child: name, pid: child.pid });
      await record(child.pid);
    }
    return child;
  }

  async #untilReady(child: Launched): Promise<void> {
    const { name, probe, timeouts, onEvent } = this.#options;
    const began = performance.now();
    for (let wait = 5; ; wait = Math.min(wait * 2, 100)) {
      const failure = await probe().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!isAlive(child)) throw this.#failed(`${name} ended at once`);
      const milliseconds = Math.round(performance.now() - began);
      if (failure === undefined) return onEvent({ kind: 'ready', child: name, milliseconds });
      if (milliseconds > timeouts.ready) {
        await this.#end(child);
        throw this.#failed(
          `${name} does not answer (${failure instanceof Error ? failure.message : 'no reason given'})`,
        );
      }
      await sleep(wait);
    }
  }

  #failed(what: string): LatchkeyError {
    return new LatchkeyError('CHILD_FAILED', {
      detail: [`${what}. Its last lines:`, ...this.#recentOutput].join('\n'),
    });
  }

  /** One turn per life of the process. Ends when it is stopped or given up. */
  async #keepAlive(first: Launched): Promise<void> {
    const { name, timeouts, onEvent, onGivenUp } = this.#options;
    const { signal } = this.#stopping;
    let child = first;
    let began = performance.now();
    for (let deaths = 0; ; ) {
      await child.ended;
      if (signal.aborted) return;
      deaths = performance.now() - began < timeouts.quick ? deaths + 1 : 1;
      if (deaths >= timeouts.quickDeaths)
        return onGivenUp(this.#failed(`${name} ended (${child.end()}), ${deaths} times in a row`));
      const pause = backOff(deaths, timeouts);
      // Not reported before the first pause is over: whoever stops a service sends SIGTERM to all of its processes.
      await sleep(timeouts.firstBackOff, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      const more = pause - timeouts.firstBackOff;
      onEvent({ kind: 'restarting', child: name, reason: child.end() ?? '', inMilliseconds: more });
      await sleep(more, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      began = performance.now();
      child = await this.#spawn();
      // Stopped between the pause and the start: nobody else would end this one.
      if (signal.aborted) return isAlive(child) ? this.#end(child) : undefined;
      await this.#untilReady(child).catch(() => undefined);
    }
  }
}

function isAlive(child: Launched): boolean {
  return child.end() === undefined;
}
