import { isOlder, LEAST_APP, readAppVersion } from '../../shared/app-version.ts';
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeConfig } from '../core/config/home-config.ts';

/**
 * @param header what the app says that it is
 * @throws APP_TOO_OLD, with where a newer one is
 */
export function refuseOldApp(
  header: unknown,
  { leastApp = LEAST_APP, downloads }: { readonly leastApp?: string; readonly downloads?: HomeConfig['downloads'] },
): void {
  const app = readAppVersion(header);
  if (app === undefined || !isOlder(app.version, leastApp)) return;
  const url = app.system && downloads?.[app.system]?.url;
  const where = url === undefined ? '' : ` The newest one: ${url}`;
  throw new LatchkeyError('APP_TOO_OLD', { detail: `It is ${app.version}; the home needs ${leastApp}.${where}` });
}
