/** The console speaks five languages, and has words for all that the home can tell it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startConsoleTexts } from '../../../../../renderer/console/state/language.ts';
import { kindsOf, LOG_SUBJECTS } from '../../../../../renderer/console/state/log-subjects.ts';
import { SNIPPETS } from '../../../../../renderer/console/state/snippets.ts';
import { de } from '../../../../../renderer/console/texts/de.ts';
import { en } from '../../../../../renderer/console/texts/en.ts';
import { es } from '../../../../../renderer/console/texts/es.ts';
import { fr } from '../../../../../renderer/console/texts/fr.ts';
import { nl } from '../../../../../renderer/console/texts/nl.ts';
import { LANGUAGES } from '../../../../../renderer/texts/language.ts';
import { AUDIT_KINDS } from '../../../../../server/core/audit/audit.ts';
import { parseConfig } from '../../../../../server/core/config/parse.ts';
import { CONSOLE } from '../../../../../shared/errors/console.ts';
import { withOwnKey } from '../../../../support/age-key.ts';
import { AllTexts } from '../../../../support/renderer/texts.ts';

const ROOT = join(import.meta.dirname, '../../../../..');
const TEXTS = new AllTexts({ en, de, fr, es, nl });

describe.each(LANGUAGES)('%s', (language) => {
  test('has every text and plural form, and none too many', () => {
    expect([...TEXTS.of(language).keys()].sort()).toEqual(TEXTS.expectedKeys(language));
  });

  test('fills in the same things as English does', () => {
    expect(TEXTS.filledInDifferently(language)).toEqual([]);
  });

  test('has no text that is empty or untrimmed', () => {
    expect([...TEXTS.of(language)].filter(([, text]) => text === '' || text.trim() !== text)).toEqual([]);
  });

  test('calls the page of the devices in the menu what its headline says', () => {
    const texts = TEXTS.of(language);
    expect(texts.get('nav.devices')).toBe(texts.get('devices.title'));
  });

  test('starts, counts, and fills in whatever people typed as it is', async () => {
    const { t } = await startConsoleTexts(language);
    expect(t('devices.found', { ns: 'console', count: 5 })).toContain('5');
    const text = t('audit.invitation-created', { ns: 'console', replace: { person: '<b>{{x}}</b>' } } as never);
    expect(text).toContain('<b>{{x}}</b>');
  });
});

test('what counts zero says zero, also where a language says it as it says one', async () => {
  for (const language of LANGUAGES) {
    const { t } = await startConsoleTexts(language);
    const said = t('findings.certificate-expires-in-hours.what', { ns: 'console', count: 0, host: 'a.example' });
    expect(said, language).toContain(' 0 ');
  }
});

test('Dutch says hij and hem of an invitation, as the app and the page do', () => {
  expect([...TEXTS.of('nl')].filter(([, text]) => /\bhaar\b/i.test(text))).toEqual([]);
});

test('a translation that is the English text by oversight is found', () => {
  const same =
    /^(people\.invited_other|backups\.every|common\.(details|quoted)|nav\.backups|shell\.(console|pages)|kinds\.computer|severity\.error|overview\.version|(device|invited)\.(name|note|message)|devices\.admin|invitations\.title|(backups|log|notices)\.(title|webhook|email|refused)|log\.subjects\.(invitations)|device\.name|device\.note)$/;
  expect(TEXTS.copied(same)).toEqual([]);
});

describe('the texts and the pages', () => {
  const sources = globSync('renderer/console/**/*.{ts,tsx}', { cwd: ROOT })
    .filter((file) => !/[/\\](en|de|fr|es|nl)\.ts$/.test(file))
    .map((file) => readFileSync(join(ROOT, file), 'utf8'));

  test('every text is used by some page', () => {
    // What is said alike in the app is asked of either.
    expect(TEXTS.unused(sources).filter((key) => !key.startsWith('common.'))).toEqual([]);
  });

  test('every text that a page asks for is there', () => {
    expect(sources.join('').match(/\bt\(/g)?.length).toBeGreaterThan(100);
    expect(TEXTS.missing(sources)).toEqual([]);
  });
});

const problemsOf = (text: string) => {
  const parsed = parseConfig(`home: { name: Home, domain: home.example.com }\n${text}\n`, 'latchkey.yaml');
  return parsed.ok ? [] : parsed.problems;
};

test.each(Object.entries(SNIPPETS))('%s: what a page tells an admin to write is understood', (_name, text) => {
  expect(problemsOf(withOwnKey(text))).toEqual([]);
});

test('backups are to a key of the admin’s own: what stands in its place is refused in words', () => {
  expect(JSON.stringify(problemsOf(SNIPPETS.backups))).toMatch(/backups.*is no public key of age.*age-keygen/);
});

describe('what the home tells', () => {
  test('every kind of entry of the audit log has words, and they fill in what the home’s own do', () => {
    expect(Object.keys(AUDIT_KINDS).filter((kind) => !Object.hasOwn(en.audit, kind))).toEqual([]);
    const places = (text: string) => [...text.matchAll(/\{+(\w+)\}+/g)].map(([, name]) => name).sort();
    for (const [kind, words] of Object.entries(AUDIT_KINDS))
      expect([kind, ...places(en.audit[kind as keyof typeof en.audit])]).toEqual([kind, ...places(words)]);
  });

  test('the log is narrowed to kinds that have words', () => {
    const all = LOG_SUBJECTS.flatMap((subject) => kindsOf(subject) ?? []);
    expect(all.filter((kind) => !Object.hasOwn(en.audit, kind))).toEqual([]);
  });

  test('every error of the console has words of its own', () => {
    // The command alone raises it.
    const raised = Object.keys(CONSOLE).filter((code) => code !== 'ADMIN_IS_LAST');
    expect(raised.filter((code) => !Object.hasOwn(en.errors, code))).toEqual([]);
  });
});
