/** Where a name, a port or a pin is cut, folded or stands beside another address: it is joined or said, never another one. */
import { expect, it } from 'vitest';
import { codeFromRandom } from '../../../../shared/code.ts';
import { formatInvite, type Invite, inviteLink, inviteWebLink } from '../../../../shared/invite.ts';
import { type InviteProblem, parseInvite } from '../../../../shared/paste/read-invite.ts';
import { pinOfHash } from '../../../../shared/pin.ts';

const C = codeFromRandom(Uint8Array.of(1, 35, 69, 103, 137, 171, 205));
const H = 'enroll.example.com';
const P = pinOfHash(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
const plain: Invite = { code: C, host: H, port: 443 };
const ported: Invite = { ...plain, port: 10443 };
const pinned: Invite = { ...ported, pin: P };
const [F0, F, A, W0, W] = [
  formatInvite(plain),
  formatInvite(pinned),
  inviteLink(pinned),
  inviteWebLink(plain),
  inviteWebLink(pinned),
];
const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
/** A mail whose last line of base64 has so many bytes, the end of the pin. */
const mail = (bytes: number) => base64(`Hi Dave,${F.padStart(2 * 57 + bytes - 8)}`);
const folded = (text: string) => text.replace(/(.{40})/g, '$1\r\n ');
const card = (text: string) => `BEGIN:VCARD\r\nVERSION:3.0\r\n${folded(`NOTE:${text}`)}\r\nEND:VCARD`;
/** Lines of base64 of which the first one was copied from its middle: no whole line, and no whole word before it. */
const fromTheMiddle = (text: string) => {
  const [first = '', ...lines] = base64(`${'x'.repeat(57 - 'https://enr'.length)}${text} and so on. Love, Mary`).split(
    '\r\n',
  );
  return [`“${first.slice(20)}`, ...lines].join('\n');
};

it.each<[string, string, Invite | InviteProblem['kind']]>([
  ['a code, and a page on the home’s port', `Code ${C}: https://${H}:10443/help`, 'no-host'],
  ['a code, and a page', `Code ${C}, see www.example.co.uk/mary`, 'no-host'],
  ['a code, and a mail address', `Your code is ${C}. Write to mary.ann.smith@example.com`, 'no-host'],
  ['a code, and a home with a slash', `Code ${C} on https://${H}/ please`, plain],
  [
    'a home beside the code, and a page below the message',
    `Your code is ${C}, the server is ${H}, call me\n\n-- \nMary\nwww.example.org`,
    plain,
  ],
  [
    'a home beside the code, and a page on a line',
    `Your code is ${C}, the server is ${H}.\nwww.example.org`,
    'several',
  ],
  ['a name cut with an ellipsis', `${C}@enroll.example.co…`, 'host'],
  ['a name cut with dots', `${C}@enroll.example.co...`, 'host'],
  ['a name cut with dots in brackets', `${C}@enroll.example.co[...]`, 'host'],
  ['a name cut in a link', `https://enroll.example.co…/i#${C}`, 'host'],
  ['a name cut on its line', `Code: ${C}\nServer: enroll.example.co…`, 'no-host'],
  ['a name cut in a sentence', `Code ${C}, server enroll.example.co...`, 'no-host'],
  ['a port cut with an ellipsis', `${C}@${H}:104…`, 'host'],
  ['a link broken in its name', `https://my-\nenroll.example.com/i#${C}`, 'host'],
  ['a link broken in its name twice', `https://my-\nother-\nenroll.example.com/i#${C}`, 'host'],
  ['a name broken in front of a pin', `${C}@enroll.exam\nple.com/${P}`, { ...plain, pin: P }],
  ['a name broken in front of a code', `latchkey://enroll.exam\nple.com/${C}`, plain],
  ['a name broken at a dot', `${C}@enroll.example\n.com`, plain],
  ['a port on the next line', `${C}@${H}\n:10443`, ported],
  ...[F, A, W, F0].map((text): [string, string, Invite] => [
    `a card: ${text}`,
    card(text),
    text === F0 ? plain : pinned,
  ]),
  ['a calendar', `BEGIN:VCALENDAR\r\n${folded(`DESCRIPTION:Hi\\, Dave\\N${F}\\NLove`)}\r\nEND:VCALENDAR`, pinned],
  [
    'a mail in JSON',
    JSON.stringify({ raw: `Gr=C3=BC=C3=9Fe: ${C}@enroll.example=\r\n.com:104=\r\n43 bis bald` }),
    ported,
  ],
  ['a card in JSON', JSON.stringify({ card: card(W) }), pinned],
  ['base64 with soft line breaks in it', `${base64(`${F0.padStart(54)}:10443`).replace(/.{70}/, '$&=\r\n')}`, 'host'],
  ['base64 copied from its middle', fromTheMiddle(W0), 'host'],
  [
    'base64 that goes on behind a name',
    `${base64(`${' '.repeat(57 - C.length - 18)}${C}@enroll.example.com:10443`).replace('\r\n', '\n')}|`,
    'host',
  ],
  ...[1, 5, 9, 17].flatMap((bytes): [string, string, Invite][] => [
    [`base64 with ${bytes} bytes on its last line`, mail(bytes), pinned],
    [`base64 with ${bytes} bytes on its last line, and the end of its part`, `${mail(bytes)}\r\n--part--`, pinned],
  ]),
  ['base64, and a word below', `${base64(`${F}\nLove, Mary`)}\r\nThanks`, pinned],
])('%s', (_what, text, expected) => {
  const result = parseInvite(text);
  if (typeof expected === 'string') expect(result).toMatchObject({ ok: false, problem: { kind: expected } });
  else expect(result).toEqual({ ok: true, invite: expected });
});
