/** Pins: short ones in every form in which people write them, and the long ones of earlier versions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFromRandom } from '../../../shared/code.ts';
import { formatInvite, type Invite, inviteLink, inviteWebLink } from '../../../shared/invite.ts';
import { parseInvite } from '../../../shared/paste/read-invite.ts';
import { PIN_HASH_BYTES, parsePin, pinOfHash, pinSalt } from '../../../shared/pin.ts';
import { countOf } from '../../support/long-tail.ts';

const C = codeFromRandom(Uint8Array.of(1, 35, 69, 103, 137, 171, 205));
const H = 'enroll.example.com';
const hashes = fc.uint8Array({ minLength: PIN_HASH_BYTES, maxLength: PIN_HASH_BYTES });
const pins = hashes.map(pinOfHash);
const longPins = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const numRuns = countOf('random pins', 100, 1000);

describe('a pin', () => {
  it('is four groups of four symbols, and shows 75 bits of the hash', () => {
    fc.assert(fc.property(pins, (pin) => /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/.test(pin)));
    const zero = new Uint8Array(PIN_HASH_BYTES);
    const seen = new Set([pinOfHash(zero)]);
    for (let bit = 0; bit < 8 * PIN_HASH_BYTES; bit += 1) {
      const flipped = new Uint8Array(zero);
      flipped[bit >> 3] = 0x80 >> (bit & 7);
      seen.add(pinOfHash(flipped));
    }
    expect(seen.size).toBe(1 + 75);
    expect(() => pinOfHash(new Uint8Array(9))).toThrow(RangeError);
  });

  it('is salted with its home', () => {
    expect(pinSalt('enroll.example.com')).not.toBe(pinSalt('enroll.example.org'));
  });

  it('tells every wrong symbol and every swap of two as a typing error', () => {
    fc.assert(
      fc.property(pins, fc.nat(15), fc.nat(15), fc.nat(31), (pin, place, other, symbol) => {
        const symbols = [...pin.replaceAll('-', '')];
        const [a = '', b = ''] = [symbols[place], symbols[other]];
        const wrong = symbols.with(place, ALPHABET[symbol] ?? '').join('');
        if (a !== ALPHABET[symbol]) expect(parsePin(wrong)).toEqual({ problem: 'typo' });
        if (a !== b) expect(parsePin(symbols.with(place, b).with(other, a).join(''))).toEqual({ problem: 'typo' });
      }),
      { numRuns },
    );
  });
});

const group = (size: number, gap: string) => (pin: string) =>
  (pin.replaceAll('-', '').match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(gap);

it('an invite with a pin is read in any grouping and case', () => {
  const groupings = [
    group(16, ''),
    group(4, ' '),
    group(4, '-'),
    group(8, ' '),
    group(2, '-'),
    group(5, ' '),
    group(1, ' '),
  ];
  const dashes = [group(4, '–'), group(4, ' - '), group(4, '.'), group(4, '\u2011'), group(4, '\u00A0')];
  const cases = [
    (text: string) => text,
    (text: string) => text.toLowerCase(),
    (text: string) => text.replaceAll('0', 'O').replaceAll('1', 'l'),
    (text: string) => text.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'I'),
    (text: string) => text.slice(0, 1) + text.slice(1).toLowerCase(),
  ];
  const around = [
    (text: string) => text,
    (text: string) => `Use ${text}.`,
    (text: string) => `“${text}”`,
    (text: string) => `_${text}_`,
    (text: string) => `Dear Dave,\n\n${text}\n\nLove, Mary (mary@example.com)`,
    (text: string) => `${text}, it works once`,
  ];
  fc.assert(
    fc.property(
      pins,
      fc.constantFrom(...groupings, ...dashes),
      fc.constantFrom(...cases),
      fc.constantFrom(...around),
      fc.constantFrom('', ':8443'),
      (pin, regroup, recase, wrap, port) => {
        const text = wrap(`${C}@${H}${port}/${recase(regroup(pin))}`);
        const invite = { code: C, host: H, port: port === '' ? 443 : 8443, pin };
        expect([text, parseInvite(text)]).toEqual([text, { ok: true, invite }]);
      },
    ),
    { numRuns },
  );
});

it('a pin in its groups is read whatever case each letter has', () => {
  fc.assert(
    fc.property(pins, fc.array(fc.boolean(), { minLength: 19, maxLength: 19 }), (pin, small) => {
      const mixed = [...pin].map((character, at) => (small[at] ? character.toLowerCase() : character)).join('');
      expect(parseInvite(`${C}@${H}/${mixed}`)).toMatchObject({ ok: true, invite: { pin } });
    }),
  );
});

const forms = fc.constantFrom(formatInvite, inviteLink, inviteWebLink);
const invites: fc.Arbitrary<Invite & { pin: string }> = fc.record({
  code: fc.uint8Array({ minLength: 7, maxLength: 7 }).map(codeFromRandom),
  host: fc.constant(H),
  port: fc.constantFrom(443, 10_443),
  pin: pins,
});

it('both kinds of pin are read in every form', () => {
  fc.assert(
    fc.property(invites, longPins, forms, fc.boolean(), (invite, long, form, old) => {
      const sent = old ? { ...invite, pin: long } : invite;
      expect(parseInvite(`Hi,\n${form(sent)}\nBye`)).toEqual({ ok: true, invite: sent });
    }),
    { numRuns },
  );
});

it('no pin that was cut is ever taken for none, or for another', () => {
  fc.assert(
    fc.property(
      invites,
      longPins,
      forms,
      fc.integer({ min: 1, max: 43 }),
      fc.boolean(),
      (invite, long, form, cut, old) => {
        const sent = old ? { ...invite, pin: long } : invite;
        const text = form(sent).slice(0, -Math.min(cut, sent.pin.length));
        expect([text, parseInvite(text)]).toEqual([text, { ok: false, problem: { kind: 'pin' } }]);
        const quoted = `Hi,\n${text}\n\nLove, Mary`;
        expect([quoted, parseInvite(quoted)]).toEqual([quoted, { ok: false, problem: { kind: 'pin' } }]);
      },
    ),
    { numRuns },
  );
});

describe('damage to a pin is said', () => {
  const P = pinOfHash(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  const LONG = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA';
  const at = `${C}@${H}`;
  it.each<[string, string]>([
    ['a group is missing', `${at}/${P.slice(0, -5)}`],
    ['a group too many', `${at}/${P}-ABCD`],
    ['a symbol too many', `${at}/${P}7`],
    ['cut with an ellipsis', `${at}/${P.slice(0, 9)}…`],
    ['whole, with an ellipsis', `${at}/${P}…`],
    ['cut, and a word of the message behind it', `${at}/${P.slice(0, 14)}\nLove, Mary`],
    ['a picture in it', `${at}/${P.slice(0, 9)}[image]${P.slice(9)}`],
    ['split off', `${at}\n\nPin: ${P}`],
    ['split off by a space', `${at} ${P}`],
    ['split off and typed with spaces', `${at}\nand then: ${P.replaceAll('-', ' ')}`],
    ['cut in a link, beside a form without it', `${at}\nlatchkey://${H}/${C}/${P.slice(0, -2)}`],
    ['a long one cut to 16 characters', `${at}/${LONG.slice(0, 16)}`],
    ['code and server apart, and cut', `Code: ${C}\nServer: ${H}/${P.slice(0, -1)}`],
    ['a slash behind it', `${at}/${P}/x`],
  ])('%s', (_what, text) => {
    expect(parseInvite(text)).toEqual({ ok: false, problem: { kind: 'pin' } });
  });

  it.each<[string, string]>([
    ['a wrong symbol', `${at}/${P.slice(0, -1)}${P.endsWith('7') ? '8' : '7'}`],
    ['two symbols swapped', `${at}/${P.slice(0, 2)}${P[3]}${P[2]}${P.slice(4)}`],
    ['a letter that no pin has', `${at}/U${P.slice(1)}`],
    ['a Cyrillic letter', `${at}/\u041A${P.slice(1)}`],
    ['a wrong symbol, with spaces', `${at}/${`U${P.slice(1)}`.replaceAll('-', ' ')}`],
  ])('as a typing error: %s', (_what, text) => {
    expect(parseInvite(text)).toEqual({ ok: false, problem: { kind: 'pin', typo: true } });
  });

  it.each<[string, string, string]>([
    ['wrapped at a hyphen', `${at}/${P.slice(0, 10)}\n${P.slice(10)}`, P],
    ['wrapped behind the slash', `${at}/\n${P}`, P],
    ['wrapped before the slash', `${at}\n/${P}`, P],
    ['wrapped in a quoted reply', `> ${at}/${P.slice(0, 10)}\n> ${P.slice(10)}\n> Bye`, P],
    ['wrapped with a soft break', `${at}/${P.slice(0, 7)}=\r\n${P.slice(7)}`, P],
    ['code, and server with it', `Code: ${C}\nServer: ${H}/${P}`, P],
    ['code, and server with it in spaces', `Code: ${C}\nServer: ${H}/${P.replaceAll('-', ' ')}`, P],
    ['full width', `${at}/${P}`.replace(/[!-~]/g, (c) => String.fromCodePoint(c.charCodeAt(0) + 0xfee0)), P],
    ['a card number beside it', `${at}/${P} 4111-1111-1111-1111`, P],
  ])('and what is whole is joined: %s', (_what, text, pin) => {
    expect(parseInvite(text)).toMatchObject({ ok: true, invite: { pin } });
  });

  it('a number of a card beside an invite without a pin is none', () => {
    expect(parseInvite(`${at}\nVisa 4111 1111 1111 1111`)).toMatchObject({ ok: true, invite: { host: H } });
  });
});
