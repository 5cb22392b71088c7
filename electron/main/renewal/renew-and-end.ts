/** A start without a window, by the system's own clock: renews what is due, tells homes what they were not told, and ends. */
import type { App } from 'electron';
import type { Log } from '../log/log.ts';

/** Well below what the system allows the task. */
const AT_MOST_MS = 10 * 60_000;
/** A notification is on its way to the system for that long at most. */
const NOTICES_MS = 3_000;

export interface RenewAndEndDeps {
  readonly app: Pick<App, 'whenReady' | 'exit' | 'on' | 'setActivationPolicy'>;
  readonly platform: string;
  readonly round: () => Promise<'fine' | 'again'>;
  /** What is still to be said to the person. */
  readonly noticesShown: () => Promise<unknown>;
  readonly log: Log;
  readonly after: (ms: number, call: () => void) => () => void;
}

/**
 * It does not ask for the app's single-instance lock: asking would bring the window of an app that runs to the front, and
 * holding it would keep a window from opening. The enrolment store's lock keeps the two from working at once.
 */
export async function renewAndEnd({ app, platform, round, noticesShown, log, after }: RenewAndEndDeps): Promise<void> {
  // Nothing in the dock for some seconds every day.
  if (platform === 'darwin') app.setActivationPolicy('prohibited');
  const cancel = after(AT_MOST_MS, () => app.exit(1));
  await app.whenReady();
  try {
    const result = await round();
    const shown = Promise.withResolvers<void>();
    after(NOTICES_MS, shown.resolve);
    await Promise.race([noticesShown(), shown.promise]);
    log.info('ended', { result });
    app.exit(result === 'fine' ? 0 : 3);
  } catch (error) {
    log.bug('renew', error);
    app.exit(1);
  } finally {
    cancel();
  }
}
