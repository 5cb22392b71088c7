import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { nl } from './nl.ts';
import type { Texts } from './shape.ts';

export type { Texts } from './shape.ts';

export const LANGUAGES: Readonly<Record<string, Texts>> = { en, de, fr, es, nl };

/** @param wanted BCP 47 tags, most wanted first; English when none of them is spoken here */
export function textsFor(wanted: readonly string[]): Texts {
  const found = wanted
    .map((tag) => tag.split('-')[0]?.toLowerCase() ?? '')
    .find((tag) => Object.hasOwn(LANGUAGES, tag));
  return LANGUAGES[found ?? 'en'] ?? en;
}
