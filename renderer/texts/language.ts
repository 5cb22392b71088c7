/** Which of our languages somebody reads, and in which region's way dates are written. */
import { LANGUAGES, type Language } from '../../shared/languages.ts';

export { LANGUAGES, type Language };

/** How each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  nl: 'Nederlands',
};

const baseOf = (tag: string) => tag.toLowerCase().split(/[-_]/)[0];

/** @param wanted BCP 47 tags, most wanted first @returns the first that we speak, else English */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = LANGUAGES.find((candidate) => candidate === baseOf(tag));
    if (language) return language;
  }
  return 'en';
}

/**
 * The locale that dates and numbers follow: the person's own region of the chosen language (`de-AT`), so that a
 * sentence and the date in it are in one language.
 */
export function chooseLocale(wanted: readonly string[], language: Language): string {
  const regional = wanted.map((tag) => tag.replaceAll('_', '-')).find((tag) => baseOf(tag) === language);
  try {
    return Intl.getCanonicalLocales(regional ?? language)[0] ?? language;
  } catch {
    return language;
  }
}
