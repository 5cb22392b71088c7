/** Starts the translations: English is part of the window, the language that is read comes beside it. */
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { chooseLanguage, type Language } from './language.ts';
import type { Texts } from './shape.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

const LOADERS: Record<Exclude<Language, 'en'>, () => Promise<Texts>> = {
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  es: async () => (await import('./es.ts')).es,
  nl: async () => (await import('./nl.ts')).nl,
};

/** @param wanted BCP 47 tags, most wanted first @returns translations that are ready to use */
export async function startTexts(wanted: readonly string[]): Promise<i18n> {
  const language = chooseLanguage(wanted);
  const own = language === 'en' ? {} : { [language]: { translation: await LOADERS[language]() } };
  const instance = createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, ...own },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  return instance;
}
