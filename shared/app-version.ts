/** How an app says which version it is, and how a home tells one that is too old. */
import { type DownloadSystem, isDownloadSystem } from './downloads.ts';

/** The header in which the app says it: `0.2.0 macos`. Apps of 0.1.0 did not send it. */
export const APP_HEADER = 'latchkey-app';

/** The oldest app that this version of the home understands. Raise it only together with a release that updates itself. */
export const LEAST_APP = '0.1.0';

export interface AppVersion {
  readonly version: string;
  /** Undefined for a system that the app is not made for. */
  readonly system: DownloadSystem | undefined;
}

/** @returns undefined when it is none: such a program is judged by what it asks for alone */
export function readAppVersion(header: unknown): AppVersion | undefined {
  const found =
    typeof header === 'string'
      ? /^(\d{1,6}\.\d{1,6}\.\d{1,6})(?:[-+][0-9A-Za-z.+-]{1,40})? (\w{1,20})$/.exec(header)
      : null;
  const [, version, system = ''] = found ?? [];
  return version === undefined ? undefined : { version, system: isDownloadSystem(system) ? system : undefined };
}

/** @returns whether a version is older than another; what stands behind the three numbers does not count */
export function isOlder(version: string, than: string): boolean {
  const [one, other] = [version, than].map((each) => each.split(/[-+]/, 1)[0]?.split('.').map(Number) ?? []);
  for (const place of [0, 1, 2]) {
    const difference = (one?.[place] ?? 0) - (other?.[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
