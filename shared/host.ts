/**
 * The one rule for the name of a host, for invites and for latchkey.yaml. `URL()` is none: it encodes quotes and emoji
 * into A-labels instead of refusing them, and so makes another host of `enroll.example.com”`.
 */
import { decodePunycode } from './punycode.ts';
import { replaceHidden } from './unicode/hidden.ts';

/** The longest DNS name as it is written, and the longest label of one (RFC 1035, 2.3.4). */
export const MAX_HOST = 253;
export const MAX_LABEL = 63;
/** A label as a service may be called: an LDH label of lower case (RFC 5890, 2.3.1). */
export const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** What IDNA2008 lets a label consist of: letters, marks and digits (RFC 5892), and a hyphen. */
const LETTERS = /^(?:[\p{L}\p{M}\p{Nd}\u00B7\u30FB\u0375\u05F3\u05F4-]|\u200C|\u200D)+$/u;

/** Characters that only a certain neighbour or script allows (RFC 5892, A.3 to A.7). */
const OUT_OF_PLACE =
  /(?<!l)\u00B7|\u00B7(?!l)|\u0375(?!\p{Script=Greek})|(?<!\p{Script=Hebrew})[\u05F3\u05F4]|^[^\p{Script=Hira}\p{Script=Kana}\p{Script=Han}]*\u30FB[^\p{Script=Hira}\p{Script=Kana}\p{Script=Han}]*$/u;

/** The scripts in use today (UAX 31, table 5), and those that one language writes together (UTS 39, 5.2). */
const SCRIPTS = [
  ...['Latin', 'Arabic', 'Armenian', 'Bengali', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek', 'Gujarati'],
  ...['Gurmukhi', 'Hebrew', 'Kannada', 'Khmer', 'Lao', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu'],
  ...['Thaana', 'Thai', 'Tibetan', 'Latin Han Hiragana Katakana', 'Latin Han Bopomofo', 'Latin Han Hangul'],
];

let ofScripts: readonly RegExp[] | undefined;

/** Whether all letters are of one script, or of several that one language writes together. */
function isOfOneScript(text: string): boolean {
  ofScripts ??= SCRIPTS.map((scripts) => {
    const classes = `Zyyy Zinh ${scripts}`.split(' ').map((script) => `\\p{scx=${script}}`);
    return new RegExp(`^[${classes.join('')}]+$`, 'u');
  });
  return ofScripts.some((script) => script.test(text));
}

/** What a label is in Unicode, or undefined when it is an A-label that stands for nothing. */
function readable(label: string): string | undefined {
  return label.startsWith('xn--') ? decodePunycode(label.slice(4)) : label;
}

/** No top-level domain mixes Latin with another script: what does is a name with a sentence right behind it. */
const MIXED_END = /[a-z].*(?=\P{Script=Latin})\p{L}|(?=\P{Script=Latin})\p{L}.*[a-z]/u;

function isLabel(label: string): boolean {
  const text = readable(label);
  if (text === undefined) return false;
  // The patterns for all of Unicode take long to build, and most names need none of them.
  if (LABEL.test(text)) return true;
  if (!LETTERS.test(text) || OUT_OF_PLACE.test(text)) return false;
  return replaceHidden(text, () => ' ') === text && isOfOneScript(text);
}

/** As registries map what people type (UTS 46): lower case, compatible forms, every kind of full stop. */
function mapped(text: string): string {
  return text
    .replace(/[\u3002\uFF0E\uFF61]/gu, '.')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, (character) => (/[\u200C\u200D]/.test(character) ? character : ''))
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFC');
}

/**
 * Normalises a host name as a person, a link or a file gives it.
 * @returns the lower-case DNS name of A-labels (RFC 5891) without a trailing dot, or undefined when it is none. IP
 * literals are none, nor are single labels: a certificate needs a name. Symbols, emoji, quotes, characters that cannot
 * be seen and mixtures of scripts are refused, also inside an A-label.
 */
export function normaliseHost(text: string): string | undefined {
  // Before the mapping, which writes letters for `™`.
  if (text.length > 4 * MAX_HOST || /\p{S}/u.test(text)) return undefined;
  const labels = mapped(text).replace(/\.$/, '').split('.');
  if (labels.length < 2 || !labels.every(isLabel)) return undefined;
  if (MIXED_END.test(readable(labels.at(-1) ?? '') ?? '')) return undefined;
  const name = labels.join('.');
  const url = URL.canParse(`https://${name}/`) ? new URL(`https://${name}/`) : undefined;
  const host = url?.hostname ?? '';
  if (url?.port !== '' || host.length > MAX_HOST || !host.split('.').every((label) => LABEL.test(label)))
    return undefined;
  // The last label of a DNS name is never all digits; of an IPv4 address it always is.
  return /(^|\.)\d+$/.test(host) ? undefined : host;
}

/**
 * The wildcard that stands for a host, for one label of it: `*.example.com` for `cloud.example.com`. A name without a dot
 * has none, and stands for itself.
 */
export const wildcardOf = (host: string): string => (host.includes('.') ? `*${host.slice(host.indexOf('.'))}` : host);

/** What DNS finds too long about a name, as the end of a sentence; undefined when nothing is. */
export function tooLong(name: string): string | undefined {
  const longest = Math.max(...name.split('.').map((label) => label.length));
  if (longest > MAX_LABEL) return `has a part of ${longest} characters; ${MAX_LABEL} are the most between two dots`;
  return name.length > MAX_HOST ? `is ${name.length} characters long; ${MAX_HOST} are the most` : undefined;
}

/**
 * Whether a text is the name or the address of a host that this home may talk to: also a single label, and underscores,
 * as container programs make them. `URL()` alone would take quotes and emoji next to it for a part of it.
 */
export function isHost(text: string): boolean {
  if (/^\[[0-9a-f:.]+\]$|^[0-9a-f]*:[0-9a-f:.]+$/i.test(text)) return true;
  const name = text.replace(/\.$/, '');
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(name) && !/(^|\.)xn--/i.test(name)) return tooLong(name) === undefined;
  return normaliseHost(name.includes('.') ? name : `${name}.invalid`) !== undefined;
}

/** The host of a web address as it is written, before `URL()` makes another of it. */
export function writtenHost(url: string): string {
  return /^[a-z]+:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(url)?.[1] ?? '';
}

/** Whether a DNS name is that domain or lies below it; both in lower case. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
