/** From whatever was pasted to plain text in which an invite stands as it was written. */
import { plainCharacters, unquoted } from './characters.ts';
import {
  fromBase64Body,
  fromCalendar,
  fromDefanged,
  fromEntities,
  fromEscapes,
  fromForm,
  fromHtml,
  fromPercent,
  fromQuotedPrintable,
  fromRichText,
  fromWrongCharset,
} from './encodings.ts';
import { withoutGateways } from './gateways.ts';

/** `[text](address)` and `<address>` of Markdown. */
const withoutMarkdown = (text: string) => text.replace(/\]\s?\(/g, '] (').replace(/\\([_*~`#@.,:;-])|\\$/gm, '$1');

const STEPS: readonly ((text: string) => string)[] = [
  fromWrongCharset,
  fromRichText,
  plainCharacters,
  unquoted,
  fromBase64Body,
  fromCalendar,
  fromQuotedPrintable,
  fromEscapes,
  fromHtml,
  // Before the percent signs go: they tell a carried link from what carries it.
  withoutGateways,
  fromEntities,
  fromPercent,
  fromDefanged,
  fromForm,
  withoutMarkdown,
];

/** Encodings lie in one another; more layers than these are nobody's mail. */
const MAX_ROUNDS = 8;

/** Undoes encodings, wrapped links, quoting and markup until nothing changes. */
export function normalisePaste(text: string): string {
  let plain = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = plain;
    for (const step of STEPS) plain = step(plain);
    if (plain === before) break;
  }
  return plain;
}
