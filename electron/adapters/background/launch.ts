/** What the system starts, and when. */
import { createHash } from 'node:crypto';

/** The app's own switch for a start without a window that renews what is due and ends. */
export const RENEW_SWITCH = '--renew';

export interface Launch {
  /** Absolute path of the app's own program. */
  readonly program: string;
  /** In front of {@link RENEW_SWITCH}; the app's folder for one that is not packaged. */
  readonly args: readonly string[];
}

/**
 * How this very app is started again.
 * @param execPath the program that runs now
 * @param appPath the app's folder, for one that is not packaged
 */
export function launchOf(
  env: Readonly<Record<string, string | undefined>>,
  execPath: string,
  appPath: string | undefined,
): Launch {
  // An AppImage runs from a mount that is gone when it ends; this is the file itself.
  return { program: env.APPIMAGE ?? execPath, args: appPath === undefined ? [] : [appPath] };
}

/**
 * A minute of the day that is this person's own and stays the same: a home's relatives do not all come at once, and
 * writing the task again changes nothing.
 * @param seed what no two people share, such as the home folder and the computer's name
 */
export function minuteOfDay(seed: string): number {
  return createHash('sha256').update(seed).digest().readUInt32BE() % (24 * 60);
}

/** Text in XML 1.0, between tags. Control characters have no place there; no path has them. */
export function xml(text: string): string {
  return text
    .replace(/[\p{Cc}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
