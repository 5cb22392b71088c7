/** Reads the invite in the page's own address, `/i#CODE[/pin]`. */
import { parseCode } from '../../shared/code.ts';
import { APP_MARK, OWN_MARK } from '../../shared/link-marks.ts';

export interface LinkedInvite {
  /** `XXXX-XXXX-XXXX` */
  readonly code: string;
  /** With its slash in front; empty when there is none. */
  readonly pin: string;
  /** Whether somebody asked for it with the key that this device has: that changes what the page says, and nothing else. */
  readonly own: boolean;
  /** Whether it is for an app on this device, which is all that changes too. */
  readonly app: boolean;
}

export type LinkResult =
  | { readonly ok: true; readonly invite: LinkedInvite }
  | { readonly ok: false; readonly typo: boolean };

// A pin that is not whole is no invite. Programs that change links put the # into the path, encode what is behind it, or
// add parameters.
const WRITTEN =
  /^[#/]*([0-9a-z]{4})-?([0-9a-z]{4})-?([0-9a-z]{4})(\/(?:[\w-]{43}|(?:[0-9a-z]{4}-?){3}[0-9a-z]{4}))?(?:[?&#].*)?$/i;

/** @param address where the page is */
export function readLink({ hash, pathname }: Pick<Location, 'hash' | 'pathname'>): LinkResult {
  let text = hash.length > 1 ? hash : pathname.replace(/^\/+i/i, '');
  for (let round = 0; round < 3; round += 1) {
    try {
      text = decodeURIComponent(text);
    } catch {
      return { ok: false, typo: false };
    }
  }
  const found = WRITTEN.exec(text);
  if (!found) return { ok: false, typo: false };
  const parsed = parseCode(found.slice(1, 4).join(''));
  return parsed.ok
    ? {
        ok: true,
        invite: {
          code: parsed.code,
          pin: found[4] ?? '',
          own: text.endsWith(OWN_MARK),
          app: text.endsWith(APP_MARK),
        },
      }
    : { ok: false, typo: true };
}

/** The link of the page, as it was made: whatever programs have done to it on the way. */
export const linkOf = ({ code, pin, own, app }: LinkedInvite, { origin }: Pick<Location, 'origin'>): string =>
  `${origin}/i#${code}${pin}${own ? OWN_MARK : app ? APP_MARK : ''}`;
