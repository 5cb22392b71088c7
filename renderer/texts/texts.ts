/** The translations of the app's window. */
import type { i18n } from 'i18next';
import { en } from './en.ts';
import { chooseLanguage } from './language.ts';
import type { Texts } from './shape.ts';
import { type Loaders, startLanguage } from './start.ts';

const LOADERS: Loaders<Texts> = {
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  es: async () => (await import('./es.ts')).es,
  nl: async () => (await import('./nl.ts')).nl,
};

/** @param wanted BCP 47 tags, most wanted first @returns translations that are ready to use */
export const startTexts = (wanted: readonly string[]): Promise<i18n> =>
  startLanguage('translation', chooseLanguage(wanted), en, LOADERS);
