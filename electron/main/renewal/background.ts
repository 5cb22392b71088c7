/** The opt-in that keeps keys fresh while the app is closed. What the system says is the truth; nothing is remembered. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { BackgroundView } from '../../../shared/ipc/views.ts';
import type { BackgroundHelper, EnrolmentStore } from '../../core/ports.ts';
import type { Log } from '../log/log.ts';

export interface BackgroundDeps {
  readonly helper: BackgroundHelper;
  readonly enrolmentStore: Pick<EnrolmentStore, 'list'>;
  readonly log: Log;
}

export class Background {
  readonly #deps: BackgroundDeps;

  constructor(deps: BackgroundDeps) {
    this.#deps = deps;
  }

  async view(): Promise<BackgroundView> {
    return { state: await this.#deps.helper.state() };
  }

  /** @throws BACKGROUND_FAILED */
  async set(on: boolean): Promise<BackgroundView> {
    const { helper, log } = this.#deps;
    await (on ? helper.install() : helper.remove());
    const view = await this.view();
    log.info('background', { wanted: on, state: view.state });
    return view;
  }

  /** The app may have moved since it was installed; and without a home there is nothing to keep fresh. */
  async keepUp(): Promise<void> {
    const { helper, enrolmentStore, log } = this.#deps;
    try {
      if ((await helper.state()) !== 'on') return;
      const needed = (await enrolmentStore.list()).length > 0;
      await (needed ? helper.install() : helper.remove());
    } catch (error) {
      if (!LatchkeyError.is(error)) throw error;
      log.warn('background', { code: error.code });
    }
  }
}
