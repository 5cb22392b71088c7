/** The token of a one-time link, `/enter#<token>`. */
import { ENTER_PATH } from '../../../shared/console/requests.ts';
import type { Live } from './live.ts';
import { Trouble } from './trouble.ts';

/** As the contract writes it: 256 bits in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/**
 * Takes the token out of the address, so that neither the history, a reload nor a bookmark holds it.
 * @returns undefined on every page but that of a link; empty when the link has lost it
 */
export function takeToken(): string | undefined {
  if (location.pathname !== ENTER_PATH) return undefined;
  const token = location.hash.slice(1);
  history.replaceState(null, '', '/');
  return token;
}

/** Swaps the token for a cookie that the page never sees. @throws Trouble */
export async function enterBy(live: Pick<Live, 'call'>, token: string): Promise<void> {
  if (!TOKEN.test(token)) throw new Trouble('CONSOLE_LINK_NOT_VALID');
  await live.call('enter', { token });
}
