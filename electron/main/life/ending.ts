/** When the app ends: not in the middle of an enrolment, unless the person insists. */
import type { App } from 'electron';
import type { DeviceFacts } from '../../core/ports.ts';

export interface EndingDeps {
  readonly app: Pick<App, 'on' | 'quit'>;
  readonly system: DeviceFacts['platform'];
  /** Resolves when the enrolment under way has ended; undefined when none is. */
  readonly underWay: () => Promise<void> | undefined;
  /** Ends waits for a home that is busy: nobody is there to see them. */
  readonly stopWaiting: () => void;
  readonly hasWindow: () => boolean;
}

/**
 * A run takes seconds, and one that is cut off goes on at the next start. So closing the window lets it end first, and so
 * does quitting; quitting twice does not wait.
 */
export function endProperly({ app, system, underWay, stopWaiting, hasWindow }: EndingDeps): void {
  let asked = false;
  app.on('before-quit', (event) => {
    const run = underWay();
    if (run === undefined || asked) return;
    asked = true;
    stopWaiting();
    event.preventDefault();
    void run.then(() => app.quit());
  });
  app.on('window-all-closed', () => {
    // On macOS apps stay; a new window comes with a click on the dock.
    if (system === 'macos' && !asked) return;
    stopWaiting();
    void (underWay() ?? Promise.resolve()).then(() => {
      if (!hasWindow()) app.quit();
    });
  });
}
