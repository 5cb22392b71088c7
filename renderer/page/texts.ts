/** The page's texts: English is part of it, the language that is read comes beside it. */
import { createContext, useContext } from 'react';
import { fill } from '../../shared/fill.ts';
import { chooseLanguage, type Language } from '../texts/language.ts';
import { en, type PageTexts } from './texts/en.ts';

const LOADERS: Record<Language, () => Promise<PageTexts>> = {
  en: async () => en,
  de: async () => (await import('./texts/de.ts')).de,
  fr: async () => (await import('./texts/fr.ts')).fr,
  es: async () => (await import('./texts/es.ts')).es,
  nl: async () => (await import('./texts/nl.ts')).nl,
};

export const loadTexts = (wanted: string): Promise<PageTexts> => LOADERS[chooseLanguage([wanted])]();

const Texts = createContext<PageTexts>(en);
export const TextsProvider = Texts.Provider;

/** @returns what says a text, with words filled in */
export function useTexts(): (key: keyof PageTexts, words?: Readonly<Record<string, string>>) => string {
  const texts = useContext(Texts);
  return (key, words = {}) => fill(texts[key], words);
}
