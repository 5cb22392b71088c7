import { describe, expect, it } from 'vitest';
import { changedProfile, identityHeaders, NO_PROFILE } from '../../../../../server/core/people/profile.ts';

describe('a changed profile', () => {
  it('keeps what is not named, and forgets what is empty', () => {
    const dave = changedProfile(NO_PROFILE, { user: 'dave', email: 'dave@example.com', groups: ['a', 'b', 'a'] });
    expect(dave).toEqual({ user: 'dave', email: 'dave@example.com', groups: ['a', 'b'] });
    expect(changedProfile(dave, {})).toEqual(dave);
    expect(changedProfile(dave, { user: '', groups: [] })).toEqual({
      user: undefined,
      email: 'dave@example.com',
      groups: [],
    });
  });

  it.each([
    { user: ' ' },
    { user: 'a b' },
    { user: 'a,b' },
    { user: '-a' },
    { user: 'ä' },
    { user: 'a'.repeat(65) },
    { user: 'a\nb' },
    { email: 'a@b@c' },
    { email: 'a b@c.example' },
    { email: '"a"@c.example' },
    { groups: ['a b'] },
    { groups: [''] },
    { groups: ['a;b'] },
    { groups: Array.from({ length: 33 }, (_, at) => `g${at}`) },
  ])('is refused: %j', (change) => {
    expect(() => changedProfile(NO_PROFILE, change)).toThrowError(/USAGE|is no|are too many|usage/i);
  });
});

it('a person is told in header fields that Node can write, whatever their name', () => {
  const headers = identityHeaders('Zoë 👩‍👩‍👧', { user: 'zoe', email: undefined, groups: ['a', 'b'] });
  expect(Object.keys(headers)).toEqual(['X-Latchkey-User', 'X-Latchkey-Name', 'X-Latchkey-Groups']);
  expect(Buffer.from(headers['X-Latchkey-Name'] ?? '', 'latin1').toString()).toBe('Zoë 👩‍👩‍👧');
  expect(identityHeaders('Anna', NO_PROFILE)).toEqual({ 'X-Latchkey-Name': 'Anna' });
});
