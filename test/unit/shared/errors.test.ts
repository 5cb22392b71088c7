/** The one catalogue of errors, and the words that the window and the console have for it. */
import { describe, expect, test } from 'vitest';
import { errors as consoleDe } from '../../../renderer/console/texts/errors/de.ts';
import { errors as consoleEn } from '../../../renderer/console/texts/errors/en.ts';
import { errors as consoleEs } from '../../../renderer/console/texts/errors/es.ts';
import { errors as consoleFr } from '../../../renderer/console/texts/errors/fr.ts';
import { errors as consoleNl } from '../../../renderer/console/texts/errors/nl.ts';
import { errorKey } from '../../../renderer/texts/error-keys.ts';
import { errors as de } from '../../../renderer/texts/errors/de.ts';
import { errors as en } from '../../../renderer/texts/errors/en.ts';
import { errors as es } from '../../../renderer/texts/errors/es.ts';
import { errors as fr } from '../../../renderer/texts/errors/fr.ts';
import { errors as nl } from '../../../renderer/texts/errors/nl.ts';
import { APP } from '../../../shared/errors/app.ts';
import { COMMAND } from '../../../shared/errors/command.ts';
import { CONSOLE } from '../../../shared/errors/console.ts';
import { SIGNING_API } from '../../../shared/errors/signing-api.ts';
import { ERRORS, isErrorCode, LatchkeyError } from '../../../shared/errors.ts';

const WINDOW: Readonly<Record<string, object>> = { en, de, fr, es, nl };
const CONSOLE_TEXTS: Readonly<Record<string, object>> = {
  ...{ en: consoleEn, de: consoleDe, fr: consoleFr, es: consoleEs, nl: consoleNl },
};

describe('the catalogue', () => {
  test('has each code in one group', () => {
    const codes = [APP, COMMAND, CONSOLE, SIGNING_API].flatMap((group) => Object.keys(group));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(codes.sort()).toEqual(Object.keys(ERRORS).sort());
  });

  test.each(Object.entries(ERRORS))('says in whole sentences what is wrong and what to do: %s', (_code, entry) => {
    // A command at the end stands alone, to be copied.
    expect(entry.title).toMatch(/^(\p{Lu}|latchkey\b).*\.$/u);
    expect(entry.hint).toMatch(/^\p{Lu}.*(\.|: latchkey [a-z ]+)$/u);
  });

  test('knows its codes, and nothing that every object has', () => {
    expect(Object.keys(ERRORS).every(isErrorCode)).toBe(true);
    expect(['toString', '__proto__', 'internal', '', undefined, 7].filter(isErrorCode)).toEqual([]);
  });
});

describe('an error', () => {
  test('has the words of its code, and what it carries', () => {
    const cause = new Error('the disk');
    const error = new LatchkeyError('UNAVAILABLE', { detail: 'The disk is full.', retryAfter: 30, cause });
    const { title, hint } = ERRORS.UNAVAILABLE;
    expect(error).toMatchObject({ code: 'UNAVAILABLE', title, hint, message: `${title} The disk is full.`, cause });
    expect(error).toMatchObject({ detail: 'The disk is full.', retryAfter: 30, name: 'LatchkeyError' });
  });

  test('may have a better hint, and without a detail says what is wrong', () => {
    const error = new LatchkeyError('USAGE', { hint: 'Name a folder.' });
    expect([error.hint, error.message]).toEqual(['Name a folder.', ERRORS.USAGE.title]);
    expect([LatchkeyError.is(error), LatchkeyError.is(new Error(error.message))]).toEqual([true, false]);
  });
});

describe.each(Object.keys(WINDOW))('in %s', (language) => {
  const window = WINDOW[language] ?? {};
  const console = CONSOLE_TEXTS[language] ?? {};

  test('the window has words for all that the app meets and the signing API answers', () => {
    const said = (code: string) => errorKey(code, (key) => Object.hasOwn(window, key));
    const shown = [...Object.keys(APP), ...Object.keys(SIGNING_API)].filter((code) => code !== 'INTERNAL');
    expect(shown.filter((code) => said(code) === 'INTERNAL' || !Object.hasOwn(window, said(code)))).toEqual([]);
  });

  test('the console has words for all of its own errors', () => {
    // The command alone raises it.
    const raised = Object.keys(CONSOLE).filter((code) => code !== 'ADMIN_IS_LAST');
    expect(raised.filter((code) => !Object.hasOwn(console, code))).toEqual([]);
  });

  test('nothing has words that is no error', () => {
    // Two programs that do not understand each other; a page that reaches no home.
    expect(Object.keys(window).filter((code) => !isErrorCode(code))).toEqual(['MISUNDERSTOOD']);
    expect(Object.keys(console).filter((code) => !isErrorCode(code))).toEqual(['OFFLINE']);
  });
});
