/** The encodings that text takes on its way through mail programs and links. Each is undone only where it is one. */

/** Bytes as UTF-8, else as Windows-1252, which is what mail programs without a charset mean. */
function decodeBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const hexBytes = (pairs: readonly string[]) => Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));

/** Two hexadecimal digits of a byte that quoted-printable has to encode: never a letter or a digit (RFC 2045 6.7). */
const ENCODED_BYTE = '(?:3[A-Fa-f]|[246][0]|0[9AaDd]|2[1-9A-Fa-f]|5[B-Fb-f]|7[B-Eb-e]|[89A-Fa-f][0-9A-Fa-f])';
const ENCODED_RUN = new RegExp(`(?:=${ENCODED_BYTE})+`, 'g');
/** An `=` that begins no encoded byte, or one directly before a code. */
const OTHER_EQUALS = new RegExp(
  `=(?!${ENCODED_BYTE})|=[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}(?![0-9A-Z])|=[0-9A-Z]{4}(?:(?:[ +]|%20)?[0-9A-Z]{4}){2}(?:[ +]|%20)?(?:@|%40)`,
  'i',
);

/** Quoted-printable (RFC 2045 6.7): soft line breaks, and lines in which every `=` begins an encoded byte. */
export function fromQuotedPrintable(text: string): string {
  return text
    .replace(/=[ \t]*\n(?:[ ]*>)*/g, '')
    .split('\n')
    .map((line) =>
      OTHER_EQUALS.test(line)
        ? line
        : line.replace(ENCODED_RUN, (run) => decodeBytes(hexBytes(run.slice(1).split('=')))),
    )
    .join('\n');
}

/** Named character references (HTML) that can stand in or next to an invite. */
const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", commat: '@', num: '#', sol: '/', colon: ':', period: '.' },
  ...{ hyphen: '-', dash: '-', lowbar: '_', UnderBar: '_', ast: '*', grave: '`', lpar: '(', rpar: ')', lsqb: '[' },
  ...{ rsqb: ']', equals: '=', quest: '?', percnt: '%', comma: ',', semi: ';', excl: '!', bsol: '\\', Tab: ' ' },
  ...{ nbsp: ' ', ensp: ' ', emsp: ' ', thinsp: ' ', NonBreakingSpace: ' ', NewLine: '\n', hellip: '\u2026' },
  ...{ shy: '', zwj: '', zwnj: '', lrm: '', rlm: '', ZeroWidthSpace: '', NoBreak: '', ndash: '\u2013' },
  ...{ mdash: '\u2014', laquo: '«', raquo: '»', ldquo: '“', rdquo: '”', bdquo: '„', lsquo: '‘', rsquo: '’' },
  ...{ sbquo: '‚', lsaquo: '‹', rsaquo: '›', auml: 'ä', ouml: 'ö', uuml: 'ü', szlig: 'ß', eacute: 'é', egrave: 'è' },
};

function codePoint(number: number): string {
  return number > 0 && number <= 0x10ffff && !(number >= 0xd800 && number <= 0xdfff)
    ? String.fromCodePoint(number)
    : '';
}

/** Character references of HTML, by number and by name. */
export function fromEntities(text: string): string {
  return text
    .replace(/&#x([0-9a-f]{1,6});?/gi, (_all, hex: string) => codePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});?/g, (_all, decimal: string) => codePoint(Number(decimal)))
    .replace(/&([A-Za-z]{2,16});/g, (all, name: string) => NAMED[name] ?? NAMED[name.toLowerCase()] ?? all);
}

const INLINE = 'a|abbr|b|bdi|bdo|big|code|em|font|i|ins|kbd|mark|o:p|s|samp|small|span|strong|sub|sup|tt|u|wbr';
const BLOCK =
  'blockquote|body|br|button|center|dd|div|dl|dt|h[1-6]|head|hr|html|img|li|ol|p|pre|table|tbody|td|th|tr|ul';

/** Addresses in an `<a>`: filters put their own into `href` and keep the sender's in an attribute of theirs. */
const ADDRESSES = /([\w:-]+)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))/g;
const isAddress = (text: string) => /^(?:https?|latchkey|mailto|sms):/i.test(text);

function addressesIn(tag: string): string {
  const values = [...tag.matchAll(ADDRESSES)].flatMap(([, name, double, single, bare]) => {
    const value = double ?? single ?? bare ?? '';
    return name?.toLowerCase() === 'href' || isAddress(value) ? [value] : [];
  });
  return ` ${[...new Set(values)].join(' ')} `;
}

/** HTML as text: the addresses of links stay, next to their words. */
export function fromHtml(text: string): string {
  if (!text.includes('<')) return text;
  return text
    .replace(/<a\s[^<>]{0,8000}>/gi, addressesIn)
    .replace(/<\/a\s*>/gi, ' ')
    .replace(new RegExp(`</?(?:${INLINE})(?:\\s[^<>]{0,4000})?/?>`, 'gi'), '')
    .replace(new RegExp(`</?(?:${BLOCK})(?:\\s[^<>]{0,4000})?/?>`, 'gi'), '\n');
}

/** Percent-encoding (RFC 3986 2.1), where it is of UTF-8. */
export function fromPercent(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/** Base64, also base64url (RFC 4648), of UTF-8, with or without its padding; undefined for what is neither. */
export function fromBase64(text: string): string | undefined {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** Base64 of a text, and of nothing that no text has; otherwise undefined. */
function readableBase64(text: string): string | undefined {
  const decoded = fromBase64(text);
  return decoded === undefined || /[^\s\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(decoded) ? undefined : decoded;
}

const BASE64_BODY =
  /^((?:[A-Za-z0-9+/]{24,76}\n)*[A-Za-z0-9+/]{24,1000}={0,2}$)(\n[A-Za-z0-9+/]{2,23}={0,2}$)?(?=(\n[A-Za-z0-9+/])?)/gm;

/**
 * The body of a mail in base64 (RFC 2045 6.8): whole lines of nothing else, the last one as short as the text ends. What
 * was copied of it may begin in the middle of a name, and end there when a further line cannot be read.
 */
export const fromBase64Body = (text: string): string =>
  text.replace(BASE64_BODY, (body: string, long: string, last = '', more = '') => {
    const all = readableBase64(body);
    if (all !== undefined) return `\u2026${all}${more === '' ? '' : '\u2026'}`;
    const decoded = readableBase64(long);
    return decoded === undefined ? body : `\u2026${decoded}\u2026${last}`;
  });

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: ' ', '/': '/', '"': '"' };

/** Escapes of JSON and of programs (`\\u0040`, `\\x40`, `\\/`), and of UTF-7 (`+AEA-`). */
export function fromEscapes(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})|\\x([0-9a-f]{2})/gi, (_all, four?: string, two?: string) =>
      codePoint(Number.parseInt(four ?? two ?? '', 16)),
    )
    .replace(/\\{1,9}r(?=\\{1,9}n)/g, '')
    .replace(/\\{1,9}([nrt/"])/g, (all, character: string) => ESCAPED[character] ?? all)
    .replace(/\+(A[A-H][A-Za-z0-9+/])-/g, (all, code: string) => {
      const character = String.fromCharCode((atob(`${code}A`).charCodeAt(0) << 8) | atob(`${code}A`).charCodeAt(1));
      return /^[!-/:-@[-`{-~]$/.test(character) ? character : all;
    });
}

/** Bytes of UTF-8 that were read as Windows-1252: `â€œ` for `“`. */
const WRONG =
  /[\u00C2-\u00F4][\u0080-\u00BF\u0152\u0153\u0160\u0161\u0178\u017D\u017E\u0192\u02C6\u02DC\u2013-\u203A\u20AC\u2122]{1,3}/g;
const HIGH = new Map(
  Array.from({ length: 128 }, (_none, at) => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(at + 128)),
    at + 128,
  ]),
);

const LENIENT = new TextDecoder();

/** Undoes the wrong charset, also where the space behind `Â` is a plain one by now. */
export function fromWrongCharset(text: string): string {
  return text
    .replace(WRONG, (run) => {
      const decoded = LENIENT.decode(Uint8Array.from(run, (character) => HIGH.get(character) ?? 0));
      return decoded.includes('\uFFFD') ? run : decoded;
    })
    .replace(/\u00C2(?=\s|$)/g, '');
}

/** Addresses that were made harmless, so that nobody clicks them: `hxxps[:]//enroll[.]example[.]com`, `(at)`, `(dot)`. */
export const fromDefanged = (text: string): string =>
  text
    // Only where the rest of `://` follows: `HXXP` may be a group of a code or of a pin, and the label of a name.
    .replace(/\bhxxp(?=s?[[({]?:[\])}]?[/\\])/gi, 'http')
    .replace(/[[({](:\/\/|[.:@])[\])}]/g, '$1')
    .replace(/[ ]?[[({]\s?(at|dot)\s?[\])}][ ]?/gi, (_all, word: string) => (word.toLowerCase() === 'at' ? '@' : '.'));

/** The folded lines and the line ends of calendars and address books (RFC 5545 3.1, RFC 6350 3.2); undone once. */
export function fromCalendar(text: string): string {
  const begin = /(?<![A-Z])BEGIN:V[A-Z]{3,10}[ ]*$/gim;
  return begin.test(text) ? text.replace(begin, '').replace(/\n[ ]/g, '').replace(/\\N/g, '\n') : text;
}

/** The spaces of a form (application/x-www-form-urlencoded), in a text that has no other. */
export const fromForm = (text: string): string => (/^\S+$/.test(text.trim()) ? text.replaceAll('+', ' ') : text);

/** The words of a document in Rich Text Format, as word processors put it on the clipboard. */
export function fromRichText(text: string): string {
  if (!/^\s*\{\\rtf/.test(text)) return text;
  return text
    .replace(/(?:\\'[0-9a-f]{2})+/gi, (run) => decodeBytes(hexBytes(run.slice(2).split("\\'"))))
    .replace(/\\(?:par|line|row|cell)\b ?/g, '\n')
    .replace(/\\(?:\*|[a-z]+-?\d* ?)/gi, '')
    .replace(/[{}]/g, ' ');
}
