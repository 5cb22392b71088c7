/**
 * Links that mail filters and chat programs put in place of the sender's. What a link carries is read out of it; no link
 * is ever opened to find out where it leads.
 */
import { fromBase64, fromPercent } from './encodings.ts';

const LINK = /https?:\/\/[^\s<>"]{1,8000}/gi;
const INNER = /^(?:https?:\/\/|latchkey:\/\/|[0-9A-Za-z]{4}(?:[- ]?[0-9A-Za-z]{4}){2} ?@)/i;

interface Parts {
  readonly host: string;
  readonly path: string;
  readonly parameters: readonly (readonly [string, string])[];
  readonly fragment: string;
}

function partsOf(link: string): Parts {
  const [, host = '', path = '', query = '', fragment = ''] =
    /^https?:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/i.exec(link) ?? [];
  const parameters = query.split(/&(?:amp;)?/).map((pair) => {
    const equals = pair.indexOf('=');
    return equals < 0
      ? (['', pair] as const)
      : ([pair.slice(0, equals).toLowerCase(), pair.slice(equals + 1)] as const);
  });
  return { host: host.toLowerCase(), path, parameters, fragment };
}

const parameter = ({ parameters }: Parts, name: string) => parameters.find(([key]) => key === name)?.[1];

/** Proofpoint URL Defense, versions 1 and 2: v2 writes `-XX` for `%XX` and `_` for `/`. */
function urlDefense(parts: Parts): string | undefined {
  const carried = parameter(parts, 'u');
  if (carried === undefined) return undefined;
  const v2 = parts.path.startsWith('/v2/');
  return fromPercent(v2 ? carried.replaceAll('_', '/').replaceAll(/-([0-9A-Fa-f]{2})/g, '%$1') : carried);
}

const RUN_LENGTHS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Proofpoint URL Defense, version 3: `__URL__;REPLACED!!…`. Each `*` in the URL is one character of the base64 text
 * behind it, `**X` a run of as many as X says (from 2 on).
 */
function urlDefense3(link: string): string | undefined {
  const [, url, replaced = ''] = /\/v3\/__(.+?)__;([^!]*)!/i.exec(link) ?? [];
  if (url === undefined) return undefined;
  const characters = fromBase64(replaced) ?? '';
  let at = 0;
  return url.replace(/\*(?:\*(.))?/g, (_star, run: string | undefined) => {
    const length = run === undefined ? 1 : RUN_LENGTHS.indexOf(run) + 2;
    at += length;
    return characters.slice(at - length, at);
  });
}

/** An invite in base64, or undefined. */
function inBase64(value: string): string | undefined {
  const plain = fromPercent(value);
  const inner = /^[\w+/-]{20,8000}={0,2}$/.test(plain) ? fromBase64(plain) : undefined;
  return inner !== undefined && INNER.test(inner) ? inner : undefined;
}

/** A link in a parameter, as it is, percent-encoded (also twice), or in base64. */
function carriedBy({ parameters, fragment }: Parts): string | undefined {
  for (const [, value] of parameters) {
    let inner = inBase64(value) ?? value;
    for (let round = 0; round < 3 && !INNER.test(inner); round += 1) inner = fromPercent(inner);
    // A filter that knows nothing of fragments leaves it behind its own parameters.
    if (INNER.test(inner)) return inner.includes('#') || /%23/i.test(inner) ? inner : inner + fragment;
  }
  return undefined;
}

/** A link in the path: Cisco, Yahoo, Avanan, AMP, archives; as it is, or in base64. */
function carriedInPath(link: string): string | undefined {
  const amp = /^https?:\/\/[^/]*\/amp\/s\/(.+)$/i.exec(link)?.[1];
  if (amp !== undefined) return `https://${amp}`;
  const [segment] = link
    .replace(/[?#].*$/, '')
    .split('/')
    .slice(3)
    .flatMap((each) => inBase64(each) ?? []);
  if (segment !== undefined) return segment;
  const [, inner] =
    /^https?:\/\/[^/]*\/(?:.*?[/_=])?((?:https?|latchkey)(?::|%3A)(?:\/|%2F){1,2}.*)$/i.exec(link) ?? [];
  if (inner === undefined) return undefined;
  const plain = fromPercent(inner).replace(/^(https?|latchkey):\/(?!\/)/i, '$1://');
  return plain.replace(/\/RK=\d.*$|___\..*$/, '');
}

/** Where a link carries another one, the other one. */
function unwrap(link: string): string {
  const parts = partsOf(link);
  const defence = /(^|\.)urldefense(\.proofpoint)?\.(com|us)$/.test(parts.host);
  const inner = defence ? (urlDefense3(link) ?? urlDefense(parts)) : (carriedBy(parts) ?? carriedInPath(link));
  // Programs put http:// before whatever has no scheme; an invite is followed by HTTPS whatever it says.
  return inner === undefined ? link : ` ${inner.replace(/^http:\/\//i, '')} `;
}

/** A link of the app as Android writes it (`intent:`). */
const INTENT = /intent:(\/\/[^\s#]{1,500})#Intent;(?:[^\s]{0,500};)?scheme=latchkey;[^\s]{0,500}/gi;

/** Puts what each link carries in its place. A link in a link in a link takes as many rounds. */
export const withoutGateways = (text: string): string => text.replace(INTENT, 'latchkey:$1 ').replace(LINK, unwrap);

/** Hosts whose links are a number in a table of theirs: nothing in them says where they lead. */
const OPAQUE =
  /(?:^|\.)(?:mimecast\.com|mimecastprotect\.com|mimecast\.co\.za|hornetsecurity\.com|inky\.com|secure-web\.cisco\.com|protection\.sophos\.com|safelinks\.protection\.outlook\.com|urldefense\.(?:proofpoint\.)?(?:com|us)|cudasvc\.com|avanan\.click|trendmicro\.com|fireeye\.com|trustwave\.com|emailprotection\.link|linkscan\.io|t\.co|bit\.ly|tinyurl\.com|lnkd\.in|is\.gd|ow\.ly|goo\.gl|translate\.goog)$/;

/** Whether a host is a filter's or a shortener's. No home is there, and no code goes there. */
export const isOpaqueHost = (host: string): boolean => OPAQUE.test(host);

/** @returns the host of the first link that somebody's filter or shortener has made unreadable */
export function opaqueLink(text: string): string | undefined {
  for (const [link] of text.matchAll(LINK)) {
    const { host } = partsOf(link);
    if (isOpaqueHost(host.replace(/:\d+$/, ''))) return host;
  }
  return undefined;
}
