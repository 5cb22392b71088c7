/** The language that the console speaks: the one that was chosen here, else the browser's. */
import type { i18n } from 'i18next';
import { createContext } from 'react';
import { chooseLanguage, LANGUAGES, type Language } from '../../texts/language.ts';
import { type Loaders, startLanguage } from '../../texts/start.ts';
import { en } from '../texts/en.ts';
import type { ConsoleTexts } from '../texts/shape.ts';

declare module '../../texts/start.ts' {
  interface Namespaces {
    console: typeof en;
  }
}

const LOADERS: Loaders<ConsoleTexts> = {
  de: async () => (await import('../texts/de.ts')).de,
  fr: async () => (await import('../texts/fr.ts')).fr,
  es: async () => (await import('../texts/es.ts')).es,
  nl: async () => (await import('../texts/nl.ts')).nl,
};

const KEPT = 'latchkey-console-language';

/** The language chosen in this browser; undefined when none was, or it keeps nothing. */
function chosen(): Language | undefined {
  try {
    return LANGUAGES.find((one) => one === localStorage.getItem(KEPT));
  } catch {
    return undefined;
  }
}

export const firstLanguage = (): Language => chosen() ?? chooseLanguage(navigator.languages);

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // It is for this page alone then.
  }
}

/** @returns translations that are ready to use */
export const startConsoleTexts = (language: Language): Promise<i18n> => startLanguage('console', language, en, LOADERS);

interface Speaking {
  readonly language: Language;
  readonly speak: (language: Language) => void;
}

export const LanguageContext = createContext<Speaking>({ language: 'en', speak: () => undefined });
