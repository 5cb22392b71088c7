/** The page of an invite reads its own address, whatever programs have made of it on the way. */
import { expect, test } from 'vitest';
import { linkOf, readLink } from '../../../../renderer/page/link.ts';
import { APP_MARK, OWN_MARK } from '../../../../shared/link-marks.ts';

const CODE = 'K7QF-2M9X-4TDX';
const read = (hash: string) => readLink({ hash, pathname: '/i' });

test.each([
  ['', { own: false, app: false }],
  [OWN_MARK, { own: true, app: false }],
  [APP_MARK, { own: false, app: true }],
])('it knows what the link is for, and writes the same link again: %j', (mark, kind) => {
  const link = read(`#${CODE}${mark}`);
  expect(link).toEqual({ ok: true, invite: { code: CODE, pin: '', ...kind } });
  if (link.ok)
    expect(linkOf(link.invite, { origin: 'https://hello.example.com' })).toBe(
      `https://hello.example.com/i#${CODE}${mark}`,
    );
  expect(read(`#${encodeURIComponent(`${CODE}${mark}`)}`)).toEqual(link);
});

test('what nobody knows behind a code changes nothing', () => {
  expect(read(`#${CODE}&utm_source=mail`)).toEqual(read(`#${CODE}`));
});
