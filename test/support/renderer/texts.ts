/** What translations have to have: the keys, the plural forms and the places to fill in that English has. */
import { LANGUAGES, type Language } from '../../../renderer/texts/language.ts';

const PLURAL = /_(zero|one|two|few|many|other)$/;
const baseOf = (key: string) => key.replace(PLURAL, '');

/** `invite.title` → its text. */
function flatten(texts: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

const placeholders = (text: string | undefined) =>
  [...(text ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name).sort();

/** Texts in every language, by their keys. */
export class AllTexts {
  readonly #flat: ReadonlyMap<Language, ReadonlyMap<string, string>>;

  constructor(texts: Readonly<Record<Language, object>>) {
    this.#flat = new Map(LANGUAGES.map((language) => [language, flatten(texts[language])] as const));
  }

  of(language: Language): ReadonlyMap<string, string> {
    return this.#flat.get(language) ?? new Map<string, string>();
  }

  /** Exactly the keys that a language must have: English's, with its own plural forms. */
  expectedKeys(language: Language): string[] {
    const english = [...this.of('en').keys()];
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    // Codes of errors are written with underscores, too.
    const isPlural = (key: string) => PLURAL.test(key) && english.includes(`${baseOf(key)}_other`);
    const bases = [...new Set(english.filter(isPlural).map(baseOf))];
    const plain = english.filter((key) => !isPlural(key));
    return [...plain, ...bases.flatMap((base) => forms.map((form) => `${base}_${form}`))].sort();
  }

  /** Keys of texts that do not fill in what English does. */
  filledInDifferently(language: Language): string[] {
    return [...this.of(language)]
      .filter(([key, text]) => {
        const english = this.of('en').get(key) ?? this.of('en').get(`${baseOf(key)}_other`);
        return placeholders(text).join() !== placeholders(english).join();
      })
      .map(([key, text]) => `${key}: ${text}`);
  }

  /** Texts that are English's, in other languages, but for these keys. */
  copied(same: RegExp): string[] {
    return LANGUAGES.filter((language) => language !== 'en').flatMap((language) =>
      [...this.of(language)]
        .filter(([key, text]) => this.of('en').get(key) === text && !same.test(key))
        .map(([key]) => `${language} ${key}`),
    );
  }

  /** Texts that no screen asks for. @param sources of all that show texts */
  unused(sources: readonly string[]): string[] {
    const literals = new Set(sources.flatMap((source) => [...source.matchAll(/'([\w.-]+)'/g)].map(([, key]) => key)));
    const families = sources
      .flatMap((source) => [...source.matchAll(/`([\w.-]+(?:\$\{[^}]*\}[\w.-]*)+)`/g)])
      .map(([, template = '']) => {
        const pattern = template
          .replace(/\$\{[^}]*\}/g, '~')
          .replace(/[.]/g, '\\.')
          .replaceAll('~', '[\\w-]+');
        return new RegExp(`^${pattern}$`);
      });
    return [...this.of('en').keys()].filter((key) => {
      const base = baseOf(key);
      return ![key, base].some((one) => literals.has(one) || families.some((family) => family.test(one)));
    });
  }

  /** Keys that a screen asks for and that are not there. */
  missing(sources: readonly string[]): string[] {
    const english = this.of('en');
    return sources
      .flatMap((source) => [...source.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(([, key = '']) => key))
      .filter((key) => !english.has(key) && !english.has(`${key}_other`));
  }
}
