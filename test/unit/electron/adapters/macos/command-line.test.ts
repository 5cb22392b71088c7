import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { securityLine } from '../../../../../electron/adapters/macos/command-line.ts';
import { anyText } from '../../../../support/any-text.ts';
import { splitLine } from '../../../../support/stores/security-double.ts';

describe('a line for security -i', () => {
  test('is read back as the words it was made of, whatever is in them', () => {
    const word = anyText().filter((text) => !/[\0\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 10 }), (words) => {
        const line = securityLine(words);
        expect(line.endsWith('\n')).toBe(true);
        expect(splitLine(line.slice(0, -1))).toEqual(words);
      }),
    );
  });

  test('keeps quotes, backslashes, spaces and nothing at all', () => {
    expect(securityLine(['import', '/Users/Zoë "Z" O\'Hara/a b\\c.p12', ''])).toBe(
      '"import" "/Users/Zoë \\"Z\\" O\'Hara/a b\\\\c.p12" ""\n',
    );
  });

  test.each(['\n', '\r', '\0'])('never becomes a second command by %j in a name', (character) => {
    expect(() => securityLine(['import', `/Users/x${character}delete-keychain`])).toThrow('line break');
  });

  test('is never cut in two by its length', () => {
    expect(() => securityLine(['import', 'ü'.repeat(2100)])).toThrow('too long');
    expect(() => securityLine(Array.from({ length: 33 }, () => 'x'))).toThrow('too long');
  });
});
