import { describe, expect, test } from 'vitest';
import { inviteOfArguments, inviteOfLink } from '../../../../../electron/main/links/links.ts';
import { codeFromRandom } from '../../../../../shared/code.ts';

const CODE = codeFromRandom(new Uint8Array([1, 2, 3, 4, 5, 6, 7]));
const LINK = `latchkey://enroll.example.com/${CODE}`;
const INVITE = `${CODE}@enroll.example.com`;

describe('a link', () => {
  test.each([LINK, LINK.toLowerCase(), LINK.replace('latchkey:', 'LATCHKEY:')])('%s is read', (link) => {
    expect(inviteOfLink(link)).toBe(INVITE);
  });

  test.each([
    `https://enroll.example.com/i#${CODE}`,
    INVITE,
    'latchkey:--inspect',
    `--latchkey=${LINK}`,
    `latchkey://enroll.example.com/${CODE}\nmore`,
    `latchkey://enroll.example.com/${'A'.repeat(600)}`,
    'latchkey://ünicode.example.com/',
    '',
  ])('%j is none of ours', (text) => expect(inviteOfLink(text)).toBeUndefined());

  test('with an internationalised name is read, also percent-encoded', () => {
    const invite = `${CODE}@enroll.xn--bcher-kva.example`;
    expect(inviteOfLink(`latchkey://enroll.bücher.example/${CODE}`)).toBe(invite);
    expect(inviteOfLink(`latchkey://enroll.b%C3%BCcher.example/${CODE}`)).toBe(invite);
  });

  test('whose pin was cut reaches the field as it is', () => {
    expect(inviteOfLink(`${LINK}/q83vEjRW`)).toBe(`${LINK}/q83vEjRW`);
  });

  test('with a mistake in it reaches the field as it is, so that the window can say which', () => {
    const mistyped = `latchkey://enroll.example.com/${CODE.slice(0, -1)}${CODE.endsWith('7') ? '8' : '7'}`;
    expect(inviteOfLink(mistyped)).toBe(mistyped);
  });

  test('is found wherever Chromium has put it among its own words', () => {
    const argv = ['/usr/bin/latchkey', '--allow-file-access-from-files', '/app', LINK, '--enable-avfoundation'];
    expect(inviteOfArguments(argv)).toBe(INVITE);
    expect(inviteOfArguments(argv.toReversed())).toBe(INVITE);
    expect(inviteOfArguments(argv.filter((word) => word !== LINK))).toBeUndefined();
  });
});
