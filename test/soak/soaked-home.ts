/** A throw-away home that is knocked about: what asks it, asks again until it is answered. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { homeLayout } from '../../server/core/layout.ts';
import type { Running } from '../support/processes.ts';
import { type Place, postJson } from '../support/soft-device.ts';
import { ENROLMENT_HOST, latchkey, makeThrowAwayHome, type ThrowAwayHome } from '../support/throw-away-home.ts';

const childrenSchema = z.array(z.object({ name: z.string(), pid: z.int() }));

/** For so long somebody goes on asking before it counts as never answered; milliseconds. */
const PATIENCE = 60_000;
/** Between two attempts; milliseconds. */
const PAUSE = 250;

export class SoakedHome {
  readonly home: ThrowAwayHome;
  #up: Running;
  #asked = 0;

  private constructor(home: ThrowAwayHome, up: Running) {
    this.home = home;
    this.#up = up;
  }

  static async start(): Promise<SoakedHome> {
    const home = await makeThrowAwayHome();
    try {
      return new SoakedHome(home, (await home.up()).up);
    } catch (thrown) {
      await home.remove();
      throw thrown;
    }
  }

  /** The signing API, each time from another address outside: allowances are by address. */
  #place(): Place {
    this.#asked += 1;
    const from = `127.1.${Math.floor(this.#asked / 250) % 250}.${1 + (this.#asked % 250)}`;
    return { host: ENROLMENT_HOST, port: this.home.httpsPort, from };
  }

  /**
   * Asks the signing API until it answers with something final.
   * @throws when it does not in time
   */
  async ask(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
    let last: unknown;
    for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(PAUSE)) {
      try {
        const reply = await postJson(this.#place(), path, body);
        if (reply.status !== 429 && reply.status < 500) return reply;
        last = `${reply.status} ${JSON.stringify(reply.body)}`;
      } catch (thrown) {
        last = thrown;
      }
    }
    throw new Error(`${path} was never answered: ${String(last)}`);
  }

  /** Runs `latchkey` until it succeeds. @throws with what it said last when it does not in time */
  async command(...words: readonly string[]): Promise<string> {
    let said = '';
    for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(PAUSE)) {
      const { code, stdout, stderr } = await this.once(...words);
      if (code === 0) return stdout;
      said = stderr;
    }
    throw new Error(`latchkey ${words[0]} never succeeded: ${said}`);
  }

  /** Runs `latchkey` one time, whatever comes of it. */
  once(...words: readonly string[]) {
    return latchkey([...words, '--dir', this.home.dir]);
  }

  /** Kills one of the children. @returns false when it was not there */
  async killChild(name: 'caddy' | 'haproxy'): Promise<boolean> {
    const text = await readFile(homeLayout(this.home.dir).run.children, 'utf8').catch(() => '[]');
    const child = childrenSchema.parse(JSON.parse(text)).find((each) => each.name === name);
    return child !== undefined && end(child.pid);
  }

  /** Kills `latchkey up`, whose children go on without it, and starts it again. */
  async killUp(): Promise<boolean> {
    await this.#up.stop('SIGKILL');
    await this.ensureUp();
    return true;
  }

  /** Starts `latchkey up` if it does not run. @throws when it does not come up */
  async ensureUp(): Promise<void> {
    const ended = await Promise.race([this.#up.exited().then(() => true), sleep(0).then(() => false)]);
    if (ended) this.#up = (await this.home.up()).up;
  }

  /** The process of `latchkey up` that runs now; HAProxy and Caddy are its children. */
  get pid(): number {
    return this.#up.pid;
  }

  /** What `latchkey up` said since it was started last. */
  said(): string {
    return this.#up.stderr();
  }
}

function end(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    return false;
  }
}
