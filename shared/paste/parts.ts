/**
 * Reads the parts of an invite at a place of a text: host, port, pin. Each reader says where it stopped and whether what
 * it found is whole. A part that has been cut, wrapped or split is never taken for one that is not there.
 */
import { normaliseHost } from '../host.ts';
import { LONG_PIN_LENGTH, PIN_LENGTH, parsePin } from '../pin.ts';
import { DASHES, LOOK_ALIKES } from '../symbols.ts';

/** A part that is there, or `problem` when it is there and not whole. */
export type Part<Value> =
  | { readonly state: 'absent'; readonly end: number }
  | { readonly state: 'whole'; readonly value: Value; readonly end: number }
  | { readonly state: 'damaged'; readonly value: string; readonly end: number };

/** Matches at one place. Sticky, so that nothing is searched twice. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  const sticky = new RegExp(pattern.source, 'iuy');
  sticky.lastIndex = at;
  return sticky.exec(text);
}

const OPENING = /^[\p{Ps}\p{Pi}\p{Pf}\p{S}\p{Extended_Pictographic}"'‚„*`~]+(?=[\p{L}\p{N}])/u;
/** What is no part of a name and what people put behind one. */
const CLOSING = /[\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{S}\p{Po}\p{Extended_Pictographic}\u2013\u2014]/u;

/** A word up to white space, or to what ends the name of a host in a link. */
const HOST_RUN = /[^\s/:@#?\\]{0,1000}/u;

/** What follows a field in JSON, in a table, in a form: no name has it in the middle. */
const FIELD_END = /^(?:["'`’”“)\]}>]+[,;|}\]]|[;|]|&\w+=)/u;

/** The name at the beginning of a word, and whether the word goes on behind something that no name has. */
function nameIn(word: string): { readonly name: string; readonly broken: boolean } {
  const end = [...word.matchAll(new RegExp(CLOSING.source, 'gu'))].find(({ 0: mark }) => mark !== '.' && mark !== '·');
  const name = end === undefined ? word : word.slice(0, end.index);
  const behind = end === undefined ? '' : word.slice(end.index);
  const rest = FIELD_END.test(behind) ? '' : behind.replace(/^[^\p{L}\p{N}]*?(?=[.-]?[\p{L}\p{N}]|$)/u, '');
  return { name: name.replace(/\.+$/, ''), broken: /^[.-]?[A-Za-z0-9]/.test(rest) };
}

/** The name without a sentence that follows it directly, as in scripts without spaces. */
function beforeOtherScript(name: string): string | undefined {
  const plain = /^[\x21-\x7e]+(?=\P{ASCII}[^.]*$)/u.exec(name)?.[0];
  return plain === undefined ? undefined : normaliseHost(plain);
}

/** A name that a program broke: at a dot, or in front of the port, the code or the pin of the next line. */
const WRAPPED =
  /[ ]*\n[ ]*((?:\.[a-z0-9-]+)+|[a-z0-9-]+(?:\.[a-z0-9-]+)*(?=:\d{1,5}\/|\/(?:[A-Za-z0-9_-]{20}|(?:[A-Za-z0-9]{4}-){2})))/u;
const WRAPPED_LABEL = /[ ]*\n[ ]*(\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*)/u;

/** What no name is followed by: more of it, or what says that something was cut away. */
const OPEN_END = /^(?:[@\\\u2026]|\.\.|[[(](?:\u2026|\.\.))/;

/** Reads the name of a host. @param marked whether an `_` in front of the invite is closed behind it */
export function readHost(text: string, at: number, marked: boolean): Part<string> {
  const host = readName(text, at, marked);
  return host.state === 'whole' && OPEN_END.test(text.slice(host.end, host.end + 3))
    ? { state: 'damaged', value: host.value, end: host.end }
    : host;
}

function readName(text: string, at: number, marked: boolean): Part<string> {
  const [run = ''] = matchAt(HOST_RUN, text, at) ?? [];
  const skipped = OPENING.exec(run)?.[0].length ?? 0;
  const word = marked ? run.slice(skipped).replace(/_+(?![\p{L}\p{N}_]).*$/u, '') : run.slice(skipped);
  const { name, broken } = nameIn(word);
  // A root dot belongs to the name when the invite goes on behind it.
  const dot = /^\.[:/]/.test(text.slice(at + skipped + name.length, at + skipped + name.length + 2)) ? 1 : 0;
  const end = at + skipped + name.length + dot;
  if (broken) return { state: 'damaged', value: word, end: at + run.length };
  const wholeWord = name.length >= word.replace(/\.$/, '').length;
  const wrapped = wholeWord ? matchAt(WRAPPED, text, at + run.length) : null;
  if (wrapped?.[1] !== undefined) {
    const joined = normaliseHost(word + wrapped[1]);
    const repeated = wrapped[1].includes('.') && normaliseHost(name) === normaliseHost(wrapped[1]);
    if (joined !== undefined && !repeated)
      return { state: 'whole', value: joined, end: at + run.length + wrapped[0].length };
  }
  const host = normaliseHost(name);
  if (host !== undefined) return { state: 'whole', value: host, end };
  const shorter = beforeOtherScript(name);
  if (shorter !== undefined) return { state: 'whole', value: shorter, end: at + run.length };
  return joinLabels(text, at + run.length, word) ?? { state: 'damaged', value: word, end };
}

/** A first line that is no name by itself: `enroll.` and `example.com` on the next. */
function joinLabels(text: string, end: number, word: string): Part<string> | undefined {
  const next = word === '' ? null : matchAt(WRAPPED_LABEL, text, end);
  const joined = next?.[1] === undefined ? undefined : normaliseHost(word + next[1]);
  return next && joined !== undefined ? { state: 'whole', value: joined, end: end + next[0].length } : undefined;
}

const NOT_WHOLE_PORT = new RegExp(`^(?:[${LOOK_ALIKES}\\p{N}_\\u2026-]|\\.\\.)`, 'u');

/** Reads `:port`. A colon that ends a sentence is none. @param marked as for {@link readHost} */
export function readPort(text: string, behind: number, marked: boolean): Part<number> {
  const [wrap = ''] = matchAt(/[ ]*\n[ ]*(?=:\d{1,5}(?:\/|[ ]*(?:\n|$)))/u, text, behind) ?? [];
  const at = behind + wrap.length;
  if (text[at] !== ':') return { state: 'absent', end: at };
  const [all = ':', gap = '', first = ''] = matchAt(/:([ ]*\n?[ ]*)(\d{0,9})/u, text, at) ?? [];
  if (first === '') {
    const sentence = /^[ ]/.test(gap) && !gap.includes('\n') && /[^\s/]/.test(text[at + all.length] ?? '');
    return sentence ? { state: 'absent', end: at } : { state: 'damaged', value: '', end: at + 1 };
  }
  const end = at + all.length;
  const alone = /^(?:\/|[ ]*(?:\n|$))/.test(text.slice(end, end + 40));
  if (gap !== '' && !gap.includes('\n') && !alone && first.length < 3) return { state: 'absent', end: at };
  if (gap !== '' && !alone) return { state: 'damaged', value: first, end };
  const next = text.slice(end, end + 40);
  if (NOT_WHOLE_PORT.test(marked ? next.replace(/^_+/, '') : next)) return { state: 'damaged', value: first, end };
  const [more = '', rest = '', slash = ''] = matchAt(/[ ]*\n[ ]*(\d{1,5})(\/|[ ]*(?:\n|$))/u, text, end) ?? [];
  if (rest !== '' && slash !== '/' && first.length + rest.length <= 5) return { state: 'damaged', value: first, end };
  return slash === '/' ? inRange(first + rest, end + more.length - 1) : inRange(first, end);
}

function inRange(digits: string, end: number): Part<number> {
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? { state: 'whole', value: port, end } : { state: 'damaged', value: digits, end };
}

/** A character of a pin. */
const IN_PIN = '[\\p{L}\\p{N}]';
/** What people and programs put between two of them. */
const PIN_GAP = `(?:[ ]?[._${DASHES}][ ]?(?:\\n[ ]*)?|[ ]?\\n[ ]*-?|[ ])?`;
const PIN = new RegExp(`(?:${IN_PIN}${PIN_GAP}){${PIN_LENGTH - 1}}${IN_PIN}`, 'u');
/** As `latchkey invite` writes it; only then may it be of any case. */
const GROUPED = /^[^\s-]{4}([ -])[^\s-]{4}(?:\1[^\s-]{4}){2}$/u;

/**
 * Whether somebody may have written this as a pin: in groups of four, or all in one case (but for a first capital, and
 * for I, L and O, which stand for digits). The beginning of a long pin, or one with a word of the message, is neither.
 */
function isWrittenPin(text: string): boolean {
  const letters = text.replace(/[ILO]|[^\p{L}]/giu, '');
  const oneCase = letters === letters.toUpperCase() || letters.slice(1) === letters.slice(1).toLowerCase();
  return oneCase || (GROUPED.test(text) && text.includes('-'));
}

/** What no pin is followed by: more of it, or what says that something was cut away. Some sentences follow without a space. */
const NOT_WHOLE = new RegExp(`^(?:[=+%\\u2026${LOOK_ALIKES}\\p{N}_-]|/[^\\s]|\\.\\.)`, 'u');

/** A pin of symbols. @returns undefined for what is none, as far as that can be seen */
function readSymbolPin(text: string, at: number, marked: boolean): Part<string> | undefined {
  const [written] = matchAt(PIN, text, at) ?? [];
  if (written === undefined) return undefined;
  const end = at + written.length;
  const rest = text.slice(end, end + 40);
  if (NOT_WHOLE.test(marked ? rest.replace(/^_+/, '') : rest) || !isWrittenPin(written)) return undefined;
  const read = parsePin(written);
  if ('pin' in read) return { state: 'whole', value: read.pin, end };
  // Of what stands in one word, or in regular groups, all was meant as the pin.
  const meant = !/\s/.test(written) || GROUPED.test(written);
  return read.problem === 'typo' && meant ? { state: 'damaged', value: written, end } : undefined;
}

/** A further piece of a long pin, behind spaces or in the next line. An empty line ends what belongs together. */
const PIECE = /(?:[ ]+|[ ]*\n[ ]*)(?:[-–|]\s)?([A-Za-z0-9_-]{1,42})(?![A-Za-z0-9_@.:-]|\/\/)/u;

/** Reads `/pin`, also when its pieces stand on several lines. @param marked as for {@link readHost} */
export function readPin(text: string, at: number, marked: boolean): Part<string> {
  const slash = matchAt(/\//u, text, at) ?? matchAt(/\s+\/(?=[A-Za-z0-9_-]{16}|(?:[A-Za-z0-9]{4}[ -]){3})/u, text, at);
  if (!slash) return { state: 'absent', end: at };
  let end = at + slash[0].length;
  // A line may end with the slash, and never a sentence.
  const [lead = ''] = matchAt(/\s+(?=[A-Za-z0-9_-]{16}|(?:[A-Za-z0-9]{4}[ -]){3})/u, text, end) ?? [];
  const symbols = readSymbolPin(text, end + lead.length, marked);
  if (symbols) return symbols;
  const [first = ''] = matchAt(/[A-Za-z0-9_-]{0,200}/u, text, end + lead.length) ?? [];
  end += lead.length + first.length;
  let pin = marked && first.length > LONG_PIN_LENGTH ? first.replace(/_+$/, '') : first;
  let joined = end;
  while (pin.length > 0 && pin.length < LONG_PIN_LENGTH) {
    const piece = matchAt(PIECE, text, joined);
    if (piece?.[1] === undefined) break;
    pin += piece[1];
    joined += piece[0].length;
  }
  if (pin.length === LONG_PIN_LENGTH && !/^(?:[=+%\u2026]|\/[^\s]|\.\.)/.test(text.slice(joined, joined + 2))) {
    return { state: 'whole', value: pin, end: joined };
  }
  return { state: 'damaged', value: '', end };
}
