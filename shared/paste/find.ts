/** Finds everything in a plain text that was meant as an invite. Whether it is one is judged elsewhere. */
import { LONG_PIN_LENGTH, parsePin } from '../pin.ts';
import { DASHES, LOOK_ALIKES } from '../symbols.ts';
import { type Part, readHost, readPin, readPort } from './parts.ts';

/** What stands at one place of the text. */
export interface Candidate {
  /** As it stands there. */
  readonly code: string;
  readonly host: Part<string>;
  readonly port: Part<number>;
  readonly pin: Part<string>;
}

const DASH = `[${DASHES}]`;
/** Between groups: a hyphen, at which mailers like to break lines, or a space. */
const GAP = `(?:[ ]?${DASH}[ ]?(?:\\n[ ]*)?|\\n${DASH}|[ ])?`;
/** Of scripts that have look-alikes of symbols. A sentence in another one may stand directly beside a code. */
const SYMBOL = `${LOOK_ALIKES}\\p{N}`;
const FOUR = `[${SYMBOL}]{4}`;
const CODE = `${FOUR}${GAP}${FOUR}${GAP}${FOUR}`;
/** With dots or underscores for hyphens: only where nothing else can be meant. */
const DOTTED = `${FOUR}[._]${FOUR}[._]${FOUR}`;
/** Something with a code's hyphens, of which a symbol is missing or one too many. */
const ALMOST = `(?=[${SYMBOL}]*\\p{N})[${SYMBOL}]{1,8}${DASH}[${SYMBOL}]{1,8}(?:${DASH}[${SYMBOL}]{1,8}){1,2}`;
const START = `(?<![${SYMBOL}@.-]|[${SYMBOL}]_)`;

const WRITTEN = new RegExp(`${START}(${CODE}|${DOTTED}|${ALMOST})\\s{0,4}@\\s{0,4}(?=[^\\s])`, 'giu');
/** Programs that change links lose slashes: without them a name and another slash have to follow. */
const APP_LINK = /(?<![A-Za-z0-9])latchkey:(?:\/{2,3}\s?|\/?(?=[^\s/@]{1,253}\.[^\s/@]{1,253}\/))/giu;
/** What stands between host and code in a link of the app: a slash, or what a web link has there. */
const BEFORE_CODE = /^\s?\/(?:i\/?(?=#))?#?\/?\s?/i;
/** From `/i` backwards: from each place forwards, what has no letters in it would be looked through 253 times. */
const WEB_LINK =
  /\/i(?<=((?:(?<![A-Za-z0-9])https:\/\/([^\s/?#]{0,253}[@\\])?|(?<![\p{L}\p{N}.@:/-]|[\p{L}\p{N}]_))([^\s/@:#?\\_][^\s/@:#?\\]{0,252})((?::[^\s/]{0,9})?))\/i)\/?(?:\?[^\s#]{0,2000})?#\s?\/?/giu;
/** The lines before a link's last one, whose name a program broke: the last line alone would name another host. */
const BROKEN = /https:\/\/((?:[^\s/?#]{1,253}[ ]*\n[ ]*){1,4})$/iu;
const CODE_RUN = new RegExp(`${CODE}|[${SYMBOL}-]{0,64}`, 'iuy');
const CODE_REST = new RegExp(`^[${SYMBOL}-]+`, 'iu');
const ALONE = new RegExp(`(?<![\\p{L}\\p{N}@./?&=#_-])(${CODE})(?![\\p{L}\\p{N}@/_-])`, 'giu');

const absent = (end: number) => ({ state: 'absent', end }) as const;

/** Whether an `_` or more in front of the place is markup that is closed behind the invite. */
const isMarked = (text: string, at: number) => at > 0 && text[at - 1] === '_';

/** `CODE@host[:port][/pin]` */
function findWritten(text: string): Candidate[] {
  return [...text.matchAll(WRITTEN)].map((match) => {
    const marked = isMarked(text, match.index);
    const host = readHost(text, match.index + match[0].length, marked);
    const port = readPort(text, host.end, marked);
    return { code: match[1] ?? '', host, port, pin: readPin(text, port.end, marked) };
  });
}

/** The code at a place of a link, and whether the link goes on as a link may. */
function readCode(text: string, at: number): { readonly code: string; readonly end: number } {
  CODE_RUN.lastIndex = at;
  const run = CODE_RUN.exec(text)?.[0] ?? '';
  const more = CODE_REST.exec(text.slice(at + run.length, at + run.length + 40))?.[0] ?? '';
  return { code: run + more, end: at + run.length + more.length };
}

/** `latchkey://host[:port]/CODE[/pin]` */
function findAppLinks(text: string): Candidate[] {
  return [...text.matchAll(APP_LINK)].map((match) => {
    const marked = isMarked(text, match.index);
    const host = readHost(text, match.index + match[0].length, marked);
    const port = readPort(text, host.end, marked);
    const slash = BEFORE_CODE.exec(text.slice(port.end, port.end + 8))?.[0] ?? '';
    const { code, end } = slash === '' ? { code: '', end: port.end } : readCode(text, port.end + slash.length);
    return { code, host, port, pin: readPin(text, end, marked) };
  });
}

/** `https://host[:port]/i#CODE[/pin]`, with what people and programs put between: a slash, a query. */
function findWebLinks(text: string): Candidate[] {
  return [...text.matchAll(WEB_LINK)].map((match) => {
    const [all, before = '', userinfo = '', name = '', written = ''] = match;
    const start = match.index - before.length;
    const broken = before.startsWith(name) ? BROKEN.exec(text.slice(Math.max(0, start - 300), start))?.[1] : undefined;
    const front = broken ?? userinfo;
    const host: Part<string> =
      front === '' ? readHost(name, 0, false) : { state: 'damaged', value: front + name, end: 0 };
    const { code, end } = readCode(text, match.index + all.length);
    return {
      code,
      host,
      port: readPort(`${written}/`, 0, false),
      pin: readPin(text, end, isMarked(text, start)),
    };
  });
}

/** Every invite in one of the written forms, whole or damaged. */
export function findInvites(text: string): Candidate[] {
  return [...findWritten(text), ...findAppLinks(text), ...findWebLinks(text)];
}

/** Codes that stand alone, each once, as they are written. */
export function findCodes(text: string): string[] {
  return [...text.matchAll(ALONE)].map(([, code = '']) => code);
}

/** A line with nothing but a host, perhaps behind a word that says what it is. */
const HOST_LINE =
  /^(?:[^\n]{0,40}?[:=|][*_`~]*\s|[-*•]\s)?\s*(?:https:\/\/)?([^\s/@#?\\:]{3,253}(?::\d{0,9})?(?:\/(?:i\/?)?|\/(?:[A-Za-z0-9_-]{16,100}|(?:[A-Za-z0-9]{4}[ -]?){4}))?)[\s|]*$/u;

/** A host as one word of a line, neither of a mail address nor of a longer link. */
const HOST_WORD =
  /(?<![^\s(<"'„“«:])(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]+(?::\d{1,5})?)(?!\.?[\p{L}\p{N}@:-]|\u2026|\.\.|\/\S)/giu;

/** A host with its port and its pin, as a word. */
function hostIn(word: string, code: string): Candidate[] {
  const host = readHost(word, 0, false);
  const port = readPort(word, host.end, false);
  const path = word.slice(port.end);
  const pin = /^\/(i\/?)?$/.test(path) ? absent(port.end) : readPin(word, port.end, false);
  return host.state === 'whole' ? [{ code, host, port, pin }] : [];
}

/** What mail programs put below a message (RFC 3676 4.3): a page of the sender's is no home. */
const SIGNATURE = /^--[ ]?\n(?:[^\n]+\n?)*/gm;

/** The home of a code that stands elsewhere: in a line of its own, in the line of the code, or a link to its page. */
export function findHosts(whole: string, code: string): Candidate[] {
  const text = whole.replace(SIGNATURE, (block) => (block.includes(code) ? block : ''));
  const own = text
    .replace(code, '\n')
    .split('\n')
    .flatMap((line) => {
      const found = HOST_LINE.exec(line.trim())?.[1];
      return found?.includes('.') ? hostIn(found, code) : [];
    });
  const line = text.split('\n').find((each) => each.includes(code)) ?? '';
  const words = [...line.replace(code, ' ').matchAll(HOST_WORD)].flatMap(([, word = '']) => hostIn(word, code));
  // Neither of two hosts is more likely than the other: the person is asked.
  if (own.length > 0) return [...own, ...words];
  return [...words, ...findEmptyLinks(text).flatMap((word) => hostIn(word, code))];
}

/** Web links to an invite's page that have lost what stood behind `#`. */
export function findEmptyLinks(text: string): string[] {
  return [...text.matchAll(/https:\/\/([^\s/@:#?\\]{1,253}(?::\d{1,5})?)\/i\/?(?=[\s?<>"')\]]|[#]?$|#\s)/giu)].map(
    ([, host = '']) => host,
  );
}

/** Whether a word was made by chance and not by people: both cases in turn, and digits in several places. */
function isRandom(word: string): boolean {
  if (!(/[A-Z]/.test(word) && /[a-z]/.test(word) && /\d/.test(word))) return false;
  const turns = word.match(/[A-Z](?=[a-z])|[a-z](?=[A-Z])/g)?.length ?? 0;
  return word.length === LONG_PIN_LENGTH || (turns >= 4 && (word.match(/\d+/g)?.length ?? 0) >= 2);
}

const LOOSE_PIN = new RegExp(
  `(?<![\\p{L}\\p{N}@./?&=#_-])(?:${FOUR}(?:[ ]|${DASH})){3}${FOUR}(?![\\p{L}\\p{N}@/_-]|[ ]\\p{N})`,
  'giu',
);

/** Whether a word is a pin, and neither four short words of the message nor the number of a card. */
const isPin = (word: string) => /\p{L}/u.test(word) && /\p{N}/u.test(word) && 'pin' in parsePin(word);

/** Whether a pin, or most of one, stands alone in the text: it has come off its invite. */
export function hasLoosePin(text: string): boolean {
  const words = text.match(/(?<![A-Za-z0-9_@./:?&=#-])[A-Za-z0-9_-]{20,43}(?![A-Za-z0-9_@./:-])/g) ?? [];
  return words.some(isRandom) || (text.match(LOOSE_PIN) ?? []).some(isPin);
}
