import { expect, test } from 'vitest';
import { accessSentence, changeLines } from '../../../../electron/cli/words.ts';

test('a service that is not theirs is said to be just that, with whom to ask', () => {
  const said = (contact?: Parameters<typeof accessSentence>[1]) => accessSentence({ kind: 'not-allowed' }, contact);
  expect(said({ name: 'Mum', email: 'mum@example.com' })).toBe(
    'not yours: the key is good and does not open it; ask Mum (mum@example.com) if you need it',
  );
  expect(said({ url: 'https://example.com/ask' })).toContain('the person who runs the home (https://example.com/ask)');
  expect(said()).toContain('ask the person who runs the home if');
});

test('what came and what went is said, and nothing when nothing did', () => {
  expect(changeLines({ added: ['films', 'wiki'], removed: ['cloud'] })).toEqual([
    '  open since the last look: films, wiki',
    '  taken away since the last look: cloud',
  ]);
  expect(changeLines({ added: [], removed: [] })).toEqual([]);
});
