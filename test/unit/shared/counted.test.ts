import { expect, test } from 'vitest';
import { counted } from '../../../shared/counted.ts';

test.each([
  [0, '0 days'],
  [1, '1 day'],
  [2, '2 days'],
])('%i', (count, said) => {
  expect(counted(count, 'day')).toBe(said);
});

test('says one thing as one, where more is another word', () => {
  expect([1, 3].map((count) => counted(count, 'entry', 'entries'))).toEqual(['1 entry', '3 entries']);
});
