/** Names that somebody may take for one another, after Unicode's UTS 39. docs/decisions/0017 says why it is so strict. */
import { plainText } from '../../../shared/plain-text.ts';
import { codePointName, replaceEveryHidden } from '../../../shared/unicode/hidden.ts';
import table from './unicode/look-alikes.json' with { type: 'json' };

const fromHex = (sequence: string) =>
  String.fromCodePoint(...sequence.split(' ').map((each) => Number.parseInt(each, 16)));

let prototypes: ReadonlyMap<string, string> | undefined;

/** What each character looks like. Made when it is first needed: most commands look for nobody. */
function prototypeOf(character: string): string {
  prototypes ??= new Map(
    Object.entries(table).flatMap(([target, sources]) => {
      const prototype = fromHex(target);
      return sources.split(', ').map((source) => [fromHex(source), prototype] as const);
    }),
  );
  return prototypes.get(character) ?? character;
}

const visible = (text: string) => replaceEveryHidden(text.normalize('NFKD'), () => '').replace(/\s/gu, '');
const skeleton = (text: string) => [...visible(text)].map(prototypeOf).join('');
// A capital I is an l to look at, so that every i may be one. A dot above is part of an i, whatever alphabet has it twice.
const fold = (text: string) => text.toUpperCase().toLowerCase().replaceAll('i\u0307', 'i').replaceAll('i', 'l');

/** Enough for every character of the table to come to rest. */
const ROUNDS = 4;

function settle(text: string): string {
  let key = text;
  for (let round = 0; round < ROUNDS; round += 1) key = fold(skeleton(key));
  return key;
}

/** Two of them: what a capital looks like is often not what its small letter looks like. */
function keysOf(name: string): readonly [string, string] {
  return [settle(name), settle(fold(visible(name)))];
}

/**
 * Tells whether somebody may take a name for this one: the same but for case, spaces, normalization, characters that
 * cannot be seen, and letters that look like others.
 */
export function looksLike(wanted: string): (name: string) => boolean {
  const [seen, folded] = keysOf(wanted);
  return (name) => {
    const [otherSeen, otherFolded] = keysOf(name);
    return seen === otherSeen || folded === otherFolded;
  };
}

function pairs(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));
}

/** Half of their pairs of letters in common (Dice's coefficient): one or two letters are others. */
const SIMILAR = 0.5;

/** Tells whether somebody may have meant a name with these words: it holds them, or differs by a few letters. */
export function isNear(wanted: string): (name: string) => boolean {
  const [key] = keysOf(wanted);
  const wantedPairs = pairs(key);
  return (name) => {
    const [other] = keysOf(name);
    if (key !== '' && other.includes(key)) return true;
    const otherPairs = pairs(other);
    const common = [...wantedPairs].filter((pair) => otherPairs.has(pair)).length;
    return 2 * common >= SIMILAR * (wantedPairs.size + otherPairs.size) && common > 0;
  };
}

/** A name beside others that look the same: with the code points of what is not ASCII, such as `Dаve [U+0430]`. */
export function speltOut(name: string): string {
  const foreign = [...new Set(name.match(/\P{ASCII}/gu) ?? [])].slice(0, 6).map(codePointName);
  return plainText(name) + (foreign.length > 0 ? ` [${foreign.join(' ')}]` : '');
}
