import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { missingVariables, tokensOf, withVariables } from '../../../../../server/stack/caddy/tokens.ts';
import { anyText } from '../../../../support/any-text.ts';

const words = (text: string) => tokensOf(text).map(({ text: word }) => word);

test.each([
  ['import a b', ['import', 'a', 'b']],
  ['"a b" `c "d"` e"f', ['a b', 'c "d"', 'e"f']],
  ['"a \\"b\\" c"', ['a "b" c']],
  ['a # b\nc#d', ['a', 'c#d']],
  ['a \\\n b', ['a', 'b']],
  ['respond <<END\n  hi\n  END 200', ['respond', '  hi\n  ', '200']],
  ['\u{FEFF}a\r\nb', ['a', 'b']],
])('%j is cut as Caddy cuts it', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

it('knows the first word of a line, behind a continued line too', () => {
  expect(tokensOf('a b\nc \\\nd').map(({ first }) => first)).toEqual([true, false, true, false]);
});

it('variables are replaced before words are cut, and those that are missing are named unless in a comment', () => {
  const env: Record<string, string> = { TWO: 'import x' };
  const tokens = tokensOf(withVariables('{$TWO}\n{$A:b} {$GONE}x # {$OTHER}', (name) => env[name]));
  expect(tokens.map(({ text }) => text).slice(0, 3)).toEqual(['import', 'x', 'b']);
  expect(missingVariables(tokens)).toEqual([{ name: 'GONE', line: 2 }]);
});

it('says where each word stands, quotes included', () => {
  const text = 'import "a b"\n`c` d';
  const places = tokensOf(text).map(({ start, end, line }) => [text.slice(start, end), line]);
  expect(places).toEqual([
    ['import', 1],
    ['"a b"', 1],
    ['`c`', 2],
    ['d', 2],
  ]);
});

it('never fails and loses no plain word', () => {
  fc.assert(fc.property(anyText(), (text) => Array.isArray(tokensOf(text))));
  const plain = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(plain), (all) => {
      expect(words(all.join(' '))).toEqual(all);
    }),
  );
});
