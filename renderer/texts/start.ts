/** Starts translations: English is part of the page, the language that is read comes beside it. */
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { en } from './en.ts';
import type { Language } from './language.ts';

/** The texts by their namespace: the app's here; the console adds its own. */
export interface Namespaces {
  translation: typeof en;
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: Namespaces;
  }
}

/** How the texts of each language but English are loaded. */
export type Loaders<Texts> = Readonly<Record<Exclude<Language, 'en'>, () => Promise<Texts>>>;

/** @returns translations that are ready to use */
export async function startLanguage<Texts extends object>(
  namespace: keyof Namespaces,
  language: Language,
  english: object,
  loaders: Loaders<Texts>,
): Promise<i18n> {
  const own = language === 'en' ? {} : { [language]: { [namespace]: await loaders[language]() } };
  const instance = createInstance();
  await instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: namespace,
    resources: { en: { [namespace]: english }, ...own },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  return instance;
}
