/**
 * `app.requestSingleInstanceLock`, for real: one holder per userData folder, and what a second instance was started with
 * reaches the first. Synchronous, as Electron's is; hence files and not a socket.
 */
import {
  type FSWatcher,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export interface SecondInstance {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly additionalData: unknown;
}

export class InstanceLock {
  readonly #folder: string;
  #watcher: FSWatcher | undefined;

  /** @param userData where the lock lives */
  constructor(userData: string) {
    this.#folder = join(userData, 'electron-host-lock');
  }

  get held(): boolean {
    return this.#watcher !== undefined;
  }

  /** @returns whether this is the first; if not, the first has been told */
  request(self: SecondInstance, onSecond: (second: SecondInstance) => void): boolean {
    if (this.held) return true;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    if (!this.#take()) {
      this.#tellHolder(self);
      return false;
    }
    for (const name of this.#letters()) rmSync(join(this.#folder, name), { force: true });
    this.#watcher = watch(this.#folder, () => this.#read(onSecond));
    return true;
  }

  release(): void {
    if (!this.#watcher) return;
    this.#watcher.close();
    this.#watcher = undefined;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #take(): boolean {
    const file = join(this.#folder, 'pid');
    const own = join(this.#folder, `.${process.pid}.pid`);
    writeFileSync(own, String(process.pid));
    try {
      for (let attempt = 0; attempt < 2; attempt += 1) {
        try {
          // Whole from the first moment: nobody reads a lock without its holder.
          linkSync(own, file);
          return true;
        } catch {
          if (isAlive(Number(readFileSync(file, 'utf8')))) return false;
          rmSync(file, { force: true });
        }
      }
      return false;
    } finally {
      rmSync(own, { force: true });
    }
  }

  #tellHolder(self: SecondInstance): void {
    const draft = join(this.#folder, `.${process.pid}.letter`);
    writeFileSync(draft, JSON.stringify(self), { mode: 0o600 });
    renameSync(draft, join(this.#folder, `${process.pid}-${Date.now()}.json`));
  }

  #letters(): string[] {
    return readdirSync(this.#folder).filter((name) => name.endsWith('.json'));
  }

  #read(onSecond: (second: SecondInstance) => void): void {
    if (!this.held) return;
    for (const name of this.#letters()) {
      const file = join(this.#folder, name);
      const letter = JSON.parse(readFileSync(file, 'utf8')) as SecondInstance;
      rmSync(file);
      onSecond(letter);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
