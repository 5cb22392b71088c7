import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTyped, isWaiting, readField, typedPlaces } from '../../../../renderer/state/invite-field.ts';
import { codeFromRandom } from '../../../../shared/code.ts';
import { CODE } from '../../../support/renderer/examples.ts';

const HOST = 'enroll.example.com';

/** Types character by character at the end, as a person does. */
const type = (text: string) =>
  [...text].reduce((shown, character) => formatTyped(shown + character, shown.length + 1).value, '');

describe('the field while somebody types', () => {
  test.each([
    ['k', 'K'],
    ['k7qf', 'K7QF'],
    ['k7qf2', 'K7QF-2'],
    ['k7qf 2m9x 4tdx', 'K7QF-2M9X-4TDX'],
    ['K7QF-2M9X-4TDX', 'K7QF-2M9X-4TDX'],
    [`k7qf2m9x4tdx@${HOST}`, `K7QF-2M9X-4TDX@${HOST}`],
  ])('writes %s as %s', (typed, shown) => {
    expect(type(typed)).toBe(shown);
  });

  test.each([`https://${HOST}/i#${CODE}`, `latchkey://${HOST}/${CODE}`])('leaves %s as it is typed', (typed) => {
    expect(type(typed).toLowerCase()).toBe(typed.toLowerCase());
    expect(formatTyped(typed, 0).value).toBe(typed);
  });

  test('each symbol of a code stands at its place, and what is no code has no places', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[2-9A-HJKMNP-TV-Z]{0,12}$/), (symbols) => {
        const shown = type(symbols);
        const grouped = /^(.{4}-)*.{0,4}$/.test(shown);
        expect(typedPlaces(shown)).toBe(grouped ? symbols.length : undefined);
      }),
    );
    for (const text of [
      'https',
      'latchkey:',
      `${CODE}@`,
      `${CODE}@${HOST}`,
      `${CODE}2`,
      'K7QF 2M9X',
      'K7QF2',
      'K7QF-',
    ]) {
      expect(typedPlaces(text), text).toBeUndefined();
    }
  });

  test('the caret stays behind the same symbol, wherever something is typed or deleted', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{1,12}$/), fc.nat(12), (symbols, cut) => {
        const at = Math.min(cut, symbols.length);
        const shown = formatTyped(symbols, at);
        const behind = shown.value.slice(0, shown.caret).replaceAll('-', '');
        // `LATC` and `HTTP` may still become links; those stay as they are.
        expect(behind.toUpperCase()).toBe(symbols.slice(0, at).toUpperCase());
      }),
    );
  });

  test('formatting twice is formatting once', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const once = formatTyped(text, text.length).value;
        expect(formatTyped(once, once.length).value).toBe(once);
      }),
    );
  });

  test('a message is left as it is', () => {
    const text = 'Hello Dave, here is your key';
    expect(formatTyped(text, 5)).toEqual({ value: text, caret: 5 });
  });

  test('a dash that is deleted does not come back behind the caret', () => {
    expect(formatTyped('K7QF2', 4)).toEqual({ value: 'K7QF-2', caret: 4 });
  });

  test('typing in the host leaves the caret in the host', () => {
    const value = `k7qf2m9x4tdx@en.example.com`;
    const shown = formatTyped(value, value.indexOf('@') + 3);
    expect(shown.value.slice(0, shown.caret)).toBe('K7QF-2M9X-4TDX@en');
  });
});

describe('what the field says', () => {
  test.each([
    ['', { kind: 'empty' }],
    ['K7QF-2', { kind: 'missing', count: 7 }],
    [CODE, { kind: 'no-host' }],
    [`${CODE}@`, { kind: 'no-host' }],
    [`${CODE}@enroll`, { kind: 'no-host' }],
    [`${CODE}@enroll.`, { kind: 'no-host' }],
    [`${CODE}@exa_mple.com`, { kind: 'host', host: 'exa_mple.com' }],
    [`${CODE}7`, { kind: 'too-many', count: 1 }],
    ['K7QFU', { kind: 'character', place: 5, character: 'U' }],
    ['K7QF-2M9X-4TDU', { kind: 'character', place: 12, character: 'U' }],
    ['K7QF-2M9X-4TDY', { kind: 'check' }],
    [`K7QF-2M9X-4TDY@${HOST}`, { kind: 'check' }],
    ['Hello Dave, how are you doing today?', { kind: 'nothing' }],
    ['https://www.example.com/', { kind: 'nothing' }],
    [`Hello Dave, your invite is K7QF-2M9X-4TDY@${HOST} and it ends soon.`, { kind: 'check' }],
  ])('of %j: %j', (text, feedback) => {
    expect(readField(text)).toEqual(feedback);
  });

  test('every wrong symbol of a complete code is caught before anything is asked', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 7, maxLength: 7 }), fc.nat(11), fc.nat(31), (random, place, other) => {
        const symbols = [...codeFromRandom(random).replaceAll('-', '')];
        const wrong = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[other] ?? '';
        fc.pre(symbols[place] !== wrong);
        symbols[place] = wrong;
        expect(readField(`${symbols.join('')}@${HOST}`).kind).toBe('check');
      }),
    );
  });

  test.each([
    [`${CODE}@${HOST}`, false],
    [`latchkey://${HOST}/${CODE}`, true],
    [`Hello Dave,\n\nopen Latchkey and paste this: ${CODE}@${HOST}.\n\nSee you!`, true],
  ])('an invite in %j is ready', (text, found) => {
    expect(readField(text)).toMatchObject({ kind: 'ready', found, invite: { host: HOST, code: CODE } });
  });

  test('two invites in one text: the person has to choose', () => {
    const text = `${CODE}@${HOST} or ${CODE}@enroll.example.org`;
    expect(readField(text)).toEqual({ kind: 'several', count: 2 });
  });

  test('a build for one home takes the bare code', () => {
    expect(readField(CODE, { host: HOST, port: 443 }).kind).toBe('ready');
  });

  test('never says ready for what is no invite, and never throws', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => readField(text).kind !== 'ready'));
  });

  test('a pin that is being typed is waited for, and a typing error in it is told', () => {
    for (const typed of ['', '0', '0000-00', '0000 0000 0000', '0000-0000-0000-000']) {
      const feedback = readField(`${CODE}@${HOST}/${typed}`);
      expect(feedback).toEqual({ kind: 'pin', typing: true });
      expect(isWaiting(feedback)).toBe(true);
    }
    expect(readField(`${CODE}@${HOST}/0000-0000-0000-0000`)).toMatchObject({ kind: 'ready', found: false });
    expect(readField(`${CODE}@${HOST}/0000-0000-0000-0001`)).toEqual({ kind: 'pin-typo' });
    expect(isWaiting({ kind: 'pin-typo' })).toBe(false);
  });

  test('only what more typing can fix is not wrong yet', () => {
    expect(['', 'K7QF', CODE].map((text) => isWaiting(readField(text)))).toEqual([true, true, true]);
    expect(['K7QFU', `${CODE}77`, 'Hello to you and others'].map((text) => isWaiting(readField(text)))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
