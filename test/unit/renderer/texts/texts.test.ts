/** Nothing is said in English by accident, and nothing is translated that nobody reads. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isFine } from '../../../../renderer/state/outcomes.ts';
import { de } from '../../../../renderer/texts/de.ts';
import { en } from '../../../../renderer/texts/en.ts';
import { errorKey } from '../../../../renderer/texts/error-keys.ts';
import { es } from '../../../../renderer/texts/es.ts';
import { fr } from '../../../../renderer/texts/fr.ts';
import { chooseLanguage, chooseLocale, LANGUAGES, type Language } from '../../../../renderer/texts/language.ts';
import { nl } from '../../../../renderer/texts/nl.ts';
import { startTexts } from '../../../../renderer/texts/texts.ts';
import { ERRORS, isErrorCode } from '../../../../shared/errors.ts';
import { accessOutcomeSchema } from '../../../../shared/ipc/views.ts';
import { STORE_CAUSES } from '../../../../shared/store-causes.ts';
import { AllTexts } from '../../../support/renderer/texts.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const TEXTS = new AllTexts({ en, de, fr, es, nl });
const flat = (language: Language) => TEXTS.of(language);

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe.each(LANGUAGES)('%s', (language) => {
  test('has every text and plural form, and none too many', () => {
    expect([...flat(language).keys()].sort()).toEqual(TEXTS.expectedKeys(language));
  });

  test('fills in the same things as English does', () => {
    expect(TEXTS.filledInDifferently(language)).toEqual([]);
  });

  test('has no text that is empty, untrimmed, or names what relatives never need to know', () => {
    // The dialog that macOS is about to show says keychain itself, and may be quoted; so does its app that repairs one.
    const jargon = /\b(CSR|PKCS|PEM|TLS|mTLS|keychain|Schlüsselbund|trousseau|llavero|sleutelhanger)\b/i;
    const allowed = new Set(['announce.keychain.question', 'announce.keyring.question']);
    const wrong = [...flat(language)].filter(
      ([key, text]) =>
        text.trim() !== text ||
        text === '' ||
        (jargon.test(text) && !allowed.has(key) && !key.startsWith('storeCauses.')),
    );
    expect(wrong).toEqual([]);
  });

  test('starts, and says something in its own words', async () => {
    const { t } = await startTexts([language]);
    expect(t('invite.go')).toBe(flat(language).get('invite.go'));
    expect(t('invite.missing', { count: 5 })).toContain('5');
  });

  test('says every whole amount in a form of its own', async () => {
    const { t } = await startTexts([language]);
    for (const count of [0, 1, 2, 5, 11, 1_000_000]) {
      const form = new Intl.PluralRules(language).select(count);
      const text = flat(language).get(`invite.missing_${form}`);
      expect(t('invite.missing', { count })).toBe(text?.replace('{{count}}', String(count)));
    }
  });
});

test('a translation that is the English text by oversight is found', () => {
  // Words that are the same in both languages.
  const same =
    /^(about\.version|common\.(details|quoted)|homes\.details|announce\.picker\.ok|leave\.later|about\.licences|homes\.stores|preview\.host)$/;
  expect(TEXTS.copied(same)).toEqual([]);
});

describe('the texts and the screens', () => {
  // The page of an invite and the console have texts of their own.
  const sources = filesIn('renderer')
    .filter((file) => !/[/\\]renderer[/\\](page|console)[/\\]/.test(file))
    .filter((file) => !/[/\\]texts[/\\](\w+[/\\])?(en|de|fr|es|nl)\.ts$/.test(file))
    .map((file) => readFileSync(file, 'utf8'));
  test('every text is used by some screen', () => {
    expect(TEXTS.unused(sources)).toEqual([]);
  });

  test('every text that a screen asks for is there', () => {
    expect(sources.join('').match(/\bt\(/g)?.length).toBeGreaterThan(100);
    expect(TEXTS.missing(sources)).toEqual([]);
  });
});

describe('what can happen and what is said about it', () => {
  test('every outcome of the access test has words, and what is wrong has something to do', () => {
    for (const kind of accessOutcomeSchema.shape.kind.options) {
      expect(flat('en').has(`outcome.${kind}.title`), kind).toBe(true);
      if (!isFine(kind)) expect(flat('en').has(`outcome.${kind}.todo`), kind).toBe(true);
    }
  });

  test('every error that the app can raise or be answered has words of its own', () => {
    // What only the admin's command raises is no relative's business.
    const raised = new Set(
      filesIn('electron')
        .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, code]) => code))
        .filter(isErrorCode),
    );
    const answered = Object.keys(ERRORS)
      .filter((code) => isErrorCode(code) && ERRORS[code].status !== undefined)
      .filter(isErrorCode);
    const said = (code: string) => errorKey(code, (key) => Object.hasOwn(en.errors, key));
    raised.delete('USAGE');
    const wordless = [...raised, ...answered].filter((code) => code !== 'INTERNAL' && said(code) === 'INTERNAL');
    expect(wordless).toEqual([]);
  });

  test('an error nobody knows is still said in words', () => {
    expect(errorKey('NO_SUCH_THING', () => false)).toBe('INTERNAL');
  });
});

describe('what helps when a browser cannot take the key', () => {
  test('asks somebody, where "ask who looks after it" would be a question', () => {
    const question = /\bask who\b|\bfrage, wer\b|\bvraag (het )?wie\b/i;
    for (const language of LANGUAGES) {
      expect([...flat(language)].filter(([, text]) => question.test(text))).toEqual([]);
    }
  });

  test('has one word for the computer in Spanish, as all of the app', () => {
    expect([...flat('es')].filter(([, text]) => /\bordenador/i.test(text))).toEqual([]);
  });

  const AGAIN = {
    en: /\btry again\b/i,
    de: /\bnoch einmal\b/i,
    fr: /\bréessayez\b/i,
    es: /\binténtalo otra vez\b/i,
    nl: /\bprobeer het(?: dan)? opnieuw\b/i,
  } as const;
  test.each(['en', 'de', 'fr', 'es', 'nl'] as const)('says "try again" only where that can help: %s', (language) => {
    for (const [cause, again] of Object.entries(STORE_CAUSES)) {
      const text = flat(language).get(`storeCauses.${cause}`) ?? '';
      expect([cause, AGAIN[language].test(text)]).toEqual([cause, again === 'then']);
    }
  });
});

describe('the language', () => {
  test.each([
    [['de-AT', 'en'], 'de', 'de-AT'],
    [['pl', 'nl-BE'], 'nl', 'nl-BE'],
    [['pl-PL'], 'en', 'en'],
    [['pt_BR', 'es_MX'], 'es', 'es-MX'],
    [[], 'en', 'en'],
    [['en-x-!'], 'en', 'en'],
  ])('of %j is %s, with dates of %s', (wanted, language, locale) => {
    expect(chooseLanguage(wanted)).toBe(language);
    expect(chooseLocale(wanted, chooseLanguage(wanted))).toBe(locale);
  });
});
