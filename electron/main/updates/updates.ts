/** Looks for a newer app, fetches it, and says so in one line. Nothing that goes wrong with it is told to the person. */
import type { UpdateView } from '../../../shared/ipc/views.ts';
import { comb, type Log } from '../log/log.ts';

/** Where newer versions come from. Each call may fail; nothing is believed that was not signed. */
export interface UpdateSource {
  /** @returns the version that is newer than this one */
  readonly check: () => Promise<string | undefined>;
  /** Fetches what {@link check} found; from then on it is installed when the app ends. */
  readonly download: () => Promise<void>;
  /** Ends the app, installs, and starts it again. */
  readonly restart: () => void;
}

const SOON_MS = 30_000;
const AGAIN_MS = 6 * 60 * 60_000;

export interface UpdatesDeps {
  /** Loads what it takes; called when the first look is due. */
  readonly source: () => Promise<UpdateSource>;
  /** The app is part of a package of the system, which alone may replace it. */
  readonly isPackage: boolean;
  /** Whether something is under way that a restart would cut off. */
  readonly isBusy: () => boolean;
  readonly tell: (update: UpdateView) => void;
  readonly after: (ms: number, call: () => void) => void;
  /** In place of the time before the first look, in milliseconds. */
  readonly soon?: number | undefined;
  /** In place of the time between two looks, in milliseconds. */
  readonly again?: number | undefined;
  readonly log: Log;
}

export class Updates {
  readonly #deps: UpdatesDeps;
  #source: UpdateSource | undefined;
  #view: UpdateView | undefined;

  constructor(deps: UpdatesDeps) {
    this.#deps = deps;
  }

  get view(): UpdateView | undefined {
    return this.#view;
  }

  begin(): void {
    const { after, soon = SOON_MS } = this.#deps;
    after(soon, () => void this.#look());
  }

  /** @returns false when nothing is ready, or when something is under way that it would cut off */
  restart(): boolean {
    const { isBusy, log } = this.#deps;
    if (this.#view?.type !== 'ready' || this.#source === undefined || isBusy()) return false;
    log.info('update-restarts', { version: this.#view.version });
    this.#source.restart();
    return true;
  }

  async #look(): Promise<void> {
    const { source, isPackage, tell, after, again = AGAIN_MS, log } = this.#deps;
    try {
      this.#source ??= await source();
      const version = await this.#source.check();
      if (version !== undefined && version !== this.#view?.version) {
        if (!isPackage) await this.#source.download();
        this.#view = { type: isPackage ? 'package' : 'ready', version };
        log.info('update-found', { version });
        tell(this.#view);
      }
    } catch (error) {
      log.warn('update-failed', { said: comb(error instanceof Error ? error.message : String(error)) });
    }
    after(again, () => void this.#look());
  }
}
