/** The message that goes with an invitation: right for whoever gets it, in every language. */
import { describe, expect, test } from 'vitest';
import { invitationMessage } from '../../../../../server/home/inviting/invitation-message.ts';
import { INVITED_FOR } from '../../../../../server/home/inviting/invitation-texts.ts';
import { LANGUAGES } from '../../../../../shared/languages.ts';
import { parseInvite } from '../../../../../shared/paste/read-invite.ts';
import { PIN_HASH_BYTES, pinOfHash } from '../../../../../shared/pin.ts';

type Sent = Parameters<typeof invitationMessage>[1];
const CODE = 'K7QF-2M9X-4TDX';
const PIN = pinOfHash(new Uint8Array(PIN_HASH_BYTES).fill(7));
const LINUX = { linux: { url: 'https://example.org/a.AppImage', sha256: undefined } };

const message = ({ pin, ...sent }: Partial<Sent> & { readonly pin?: string } = {}) =>
  invitationMessage(
    { code: CODE, host: 'enroll.example.com', port: 443, ...(pin && { pin }) },
    {
      ...{ person: 'Dave', home: 'Home', expiresAt: new Date('2026-12-02T19:04:00Z'), downloads: undefined },
      ...{ page: { host: 'hello.example.com', port: 443 }, language: 'en', isFor: 'either' },
      ...sent,
    },
  );

/** How a phone and a computer are called. */
const PHONE = { en: /phone/, de: /Telefon/, fr: /téléphone/, es: /teléfono/, nl: /telefoon/ };
const COMPUTER = { en: /computer/, de: /Computer/, fr: /ordinateur/, es: /ordenador/, nl: /computer/ };

describe.each(LANGUAGES)('in %s', (language) => {
  test('it is for a phone and a computer when nobody has said which, and for that one alone when somebody has', () => {
    const [computer, phone, either] = INVITED_FOR.map((isFor) => message({ language, isFor, downloads: LINUX }));
    expect(either).toMatch(PHONE[language]);
    expect(either).toMatch(COMPUTER[language]);
    expect(phone).toMatch(PHONE[language]);
    expect(phone).not.toMatch(COMPUTER[language]);
    // Nothing has to be installed on a phone.
    expect(phone).not.toContain('AppImage');
    expect(computer).toMatch(COMPUTER[language]);
    expect(computer).not.toMatch(PHONE[language]);
    for (const text of [computer, either]) expect(text).toContain('\n\n  Linux: https://example.org/a.AppImage\n');
  });

  test('it leaves no place open, whatever the names are, and says until when', () => {
    for (const isFor of INVITED_FOR)
      for (const pin of [undefined, PIN]) {
        const text = message({ language, isFor, ...(pin && { pin }), contact: { name: 'Nina' } });
        expect(text).not.toMatch(/[{}]/);
        expect(text).toMatch(/2026/);
      }
    const odd = message({ language, person: '{home}', home: '{person} $& {when}' });
    expect(odd).toContain('{home}');
    expect(odd).toContain('{person} $& {when}');
  });

  test('the app finds the invite in it when the whole of it is pasted', () => {
    for (const isFor of INVITED_FOR)
      for (const pin of [undefined, PIN]) {
        const read = parseInvite(message({ language, isFor, downloads: LINUX, ...(pin && { pin }) }));
        expect(read).toMatchObject({ ok: true, invite: { code: CODE, ...(pin && { pin }) } });
      }
  });
});

test('a home with a private root sends the app what is pasted, and no phone a link that its browser warns of', () => {
  for (const isFor of INVITED_FOR) {
    const text = message({ isFor, pin: PIN });
    expect(text).toContain('Open Latchkey on the computer');
    expect(text).toContain(`${CODE}@enroll.example.com/${PIN}`);
    expect(text).not.toContain('phone');
    expect(text).not.toContain('https://');
  }
});

test.each([undefined, {}])('without any download, it says whom to ask: %o', (downloads) => {
  const both = { contact: { name: 'Nina', email: 'nina@example.com' } };
  expect(message({ downloads })).toContain(
    'A computer needs the app Latchkey for it, a phone or tablet does not. Ask me where',
  );
  expect(message({ downloads, ...both })).toContain('Ask Nina (nina@example.com) where to get it.');
  expect(message({ downloads, contact: { name: 'Nina' } })).toContain('Ask Nina where to get it.');
  expect(message({ downloads, contact: { url: 'https://example.com/ask' } })).toContain(
    'Ask https://example.com/ask where to get it.',
  );
  expect(message({ downloads, isFor: 'computer', ...both })).toContain(
    'No Latchkey on it yet? Ask Nina (nina@example.com) where to get it.',
  );
});
