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
const OTHER_EQUALS = new RegExp(`=(?!${ENCODED_BYTE})|=[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`);

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

/** HTML as text: the addresses of links stay, next to their words. */
export function fromHtml(text: string): string {
  if (!text.includes('<')) return text;
  return text
    .replace(/<a\s[^<>]{0,4000}?href\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))[^<>]{0,4000}>/gi, ' $1$2$3 ')
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

/** Base64, also base64url (RFC 4648), of UTF-8; undefined for what is neither. */
export function fromBase64(text: string): string | undefined {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
