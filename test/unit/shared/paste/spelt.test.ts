/** Codes and pins are random: some spell what the reading of a pasted text undoes elsewhere (`HXXP`, `AT`, `=3D`). */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CODE_LENGTH } from '../../../../shared/code.ts';
import { formatInvite, type Invite, inviteLink, inviteWebLink } from '../../../../shared/invite.ts';
import { parseInvite } from '../../../../shared/paste/read-invite.ts';
import { PIN_LENGTH } from '../../../../shared/pin.ts';
import { readSymbols } from '../../../../shared/symbols.ts';
import { countOf } from '../../../support/long-tail.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Schemes, tags, escapes, encoded bytes and entities, as far as the alphabet has them. */
const SPELT = ['HXXP', 'HXXPS', 'HTTP', 'AT', 'D0T', 'N', 'R', 'T', 'BR', 'P', 'X40', 'AEA', 'ADA', 'AMP', '3D', '20'];
const BYTES = ['3A', '2E', '2F', '40', 'A0', 'C2', 'E2', 'FF', 'CC'];

/** A word with its check symbol, of symbols and of what they may spell. */
const words = (length: number) =>
  fc.array(fc.constantFrom(...SPELT, ...BYTES, ...ALPHABET), { minLength: length, maxLength: length }).map((parts) => {
    const begun = parts.join('').slice(0, length - 1);
    const [word] = [...ALPHABET].flatMap((last) => {
      const read = readSymbols(begun + last, length);
      return 'word' in read ? [read.word] : [];
    });
    return word ?? '';
  });

const hosts = [
  'enroll.example.com',
  'i.xn--bcher-kva.example',
  '1.2024-abcd-1234.com',
  'keys.hxxp.net',
  'at.dot.org',
  'http.example.com',
  'latchkey.example.org',
];
const invites: fc.Arbitrary<Invite> = fc.record(
  {
    code: words(CODE_LENGTH),
    host: fc.constantFrom(...hosts),
    port: fc.constantFrom(443, 8443),
    pin: words(PIN_LENGTH),
  },
  { requiredKeys: ['code', 'host', 'port'] },
);

const typed = ({ code, pin, ...rest }: Invite) =>
  formatInvite({ ...rest, code: code.replaceAll('-', ''), ...(pin === undefined ? {} : { pin }) }).toLowerCase();
const spaced = ({ code, ...rest }: Invite) =>
  formatInvite({ ...rest, code: code.replaceAll('-', ' ') }).replace('@', ' @ ');
const percent = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');
const quotedPrintable = (text: string) => text.replaceAll('=', '=3D').replace(/(.{40})/g, '$1=\r\n');

const around: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `“${text}”: once`,
  ...['_', '__', '*', '**', '~', '`', '"', '***'].map((mark) => (text: string) => `Use ${mark}${text}${mark}!`),
  (text) => `(${text})`,
  (text) => `[${text}]`,
  (text) => `<${text}>`,
  (text) => `<p><b>${text}</b><br></p>`,
  (text) => `{"invite":"${text}"}`,
  (text) => `{"invite":"${text.replaceAll('/', '\\/')}"}`,
  (text) => `{"invite":"${text}","name":"Dave"}`,
  (text) => JSON.stringify(JSON.stringify({ text: `Hi\n${text}\nMary` })),
  (text) => `Dave;${text};2026`,
  (text) => `Dave|${text}|2026`,
  (text) => `invite=${text}&name=Dave`,
  (text) => `Link:${text}`,
  (text) => `链接${text}请打开`,
  (text) => `${text}\\\nnext`,
  (text) => text.replace(/[_*#.@-]/g, '\\$&'),
  (text) => `+${text}`,
  (text) => `invite=${text}`,
  (text) => quotedPrintable(`invite=${text} and so on`),
  (text) => `https://chat.example.org/?q=${percent(text)}`,
  (text) => `sms:+491701234567?body=${encodeURIComponent(text)}`,
  (text) => `> ${text}\n> (dot)`,
];

it('an invite is read in every form and between all marks, whatever its code and its pin spell', () => {
  fc.assert(
    fc.property(
      invites,
      fc.constantFrom(formatInvite, inviteLink, inviteWebLink, typed, spaced),
      fc.constantFrom(...around),
      (invite, form, wrap) => {
        const text = wrap(form(invite));
        expect([text, parseInvite(text)]).toEqual([text, { ok: true, invite }]);
      },
    ),
    { numRuns: countOf('invites that spell something', 2000, 20_000) },
  );
});
