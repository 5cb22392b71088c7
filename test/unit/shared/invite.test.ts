import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE_RANDOM_BYTES, codeFromRandom } from '../../../shared/code.ts';
import {
  formatInvite,
  type Invite,
  inviteLink,
  inviteOrigin,
  inviteWebLink,
  normaliseHost,
} from '../../../shared/invite.ts';
import { parseInvite } from '../../../shared/paste/read-invite.ts';
import { anyText } from '../../support/any-text.ts';

const CODE = codeFromRandom(Uint8Array.of(1, 35, 69, 103, 137, 171, 205));
const OTHER = codeFromRandom(Uint8Array.of(9, 8, 7, 6, 5, 4, 3));
const PIN = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA';
const plain: Invite = { code: CODE, host: 'enroll.example.com', port: 443 };
const pinned: Invite = { code: CODE, host: 'enroll.home.localhost', port: 10443, pin: PIN };

const invites: fc.Arbitrary<Invite> = fc
  .record({
    code: fc.uint8Array({ minLength: CODE_RANDOM_BYTES, maxLength: CODE_RANDOM_BYTES }).map(codeFromRandom),
    host: fc.domain().map((domain) => domain.toLowerCase()),
    port: fc.integer({ min: 1, max: 65_535 }),
    pin: fc.option(
      fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      { nil: undefined },
    ),
  })
  .map(({ pin, ...rest }) => ({ ...rest, ...(pin === undefined ? {} : { pin }) }));

describe('written forms', () => {
  it('are what the admin is shown', () => {
    expect(formatInvite(plain)).toBe(`${CODE}@enroll.example.com`);
    expect(inviteLink(plain)).toBe(`latchkey://enroll.example.com/${CODE}`);
    expect(inviteWebLink(plain)).toBe(`https://enroll.example.com/i#${CODE}`);
    expect(formatInvite(pinned)).toBe(`${CODE}@enroll.home.localhost:10443/${PIN}`);
    expect(inviteOrigin(pinned)).toBe('https://enroll.home.localhost:10443');
  });

  it('keep the code out of everything that a server is sent', () => {
    fc.assert(
      fc.property(invites, (invite) => {
        const { pathname, search, host } = new URL(inviteWebLink(invite));
        expect(`${host}${pathname}${search}`).not.toContain(invite.code);
      }),
    );
  });
});

describe('parseInvite', () => {
  it('reads back every written form, also in the middle of an e-mail', () => {
    const forms = fc.constantFrom(formatInvite, inviteLink, inviteWebLink);
    const around = fc.constantFrom(
      (text: string) => text,
      (text: string) => `  ${text}\n`,
      (text: string) =>
        `Dear Dave,\n\nhere is your key (call me on 0170-1234567): ${text}\n\nlove, M.\nmary@example.com`,
      (text: string) => `<p>Click <a href="${text}">here</a></p>`,
      (text: string) => `Your invite is ${text}. It works once.`,
    );
    fc.assert(
      fc.property(invites, forms, around, (invite, form, wrap) => {
        expect(parseInvite(wrap(form(invite)))).toEqual({ ok: true, invite });
      }),
    );
  });

  it('counts one invite in several forms once, and several invites as several', () => {
    const all = [formatInvite(plain), inviteLink(plain), inviteWebLink(plain)].join('\n');
    expect(parseInvite(all)).toEqual({ ok: true, invite: plain });
    expect(parseInvite(`${all}\n${formatInvite({ ...plain, code: OTHER })}`)).toEqual({
      ok: false,
      problem: { kind: 'several', count: 2 },
    });
  });

  it('takes a bare code only when the build knows its home', () => {
    expect(parseInvite(CODE.toLowerCase())).toEqual({ ok: false, problem: { kind: 'no-host', code: CODE } });
    expect(parseInvite(CODE, { host: 'enroll.example.com', port: 443 })).toEqual({ ok: true, invite: plain });
  });

  it('catches a mistyped code before anything is sent, whatever form it is in', () => {
    const wrong = CODE.startsWith('0') ? `1${CODE.slice(1)}` : `0${CODE.slice(1)}`;
    for (const text of [wrong, `${wrong}@enroll.example.com`, `latchkey://enroll.example.com/${wrong}`]) {
      expect(parseInvite(text)).toEqual({ ok: false, problem: { kind: 'code', problem: { kind: 'check' } } });
    }
    expect(parseInvite('K7QF-2M9@enroll.example.com')).toMatchObject({
      problem: { kind: 'code', problem: { kind: 'length', length: 7 } },
    });
  });

  it.each([
    ['an IPv4 address', `${CODE}@192.0.2.1`],
    ['an IPv4 address in disguise', `${CODE}@0x7f.1`],
    ['a single label', `${CODE}@localhost`],
    ['a label with an underscore', `${CODE}@en_roll.example.com`],
    ['a port beyond 65535', `${CODE}@enroll.example.com:70000`],
    ['port 0', `latchkey://enroll.example.com:0/${CODE}`],
  ])('refuses %s as a host', (_name, text) => {
    expect(parseInvite(text)).toMatchObject({ ok: false, problem: { kind: 'host' } });
  });

  it.each([
    ['credentials', `latchkey://user:secret@enroll.example.com/${CODE}`],
    ['a path in front', `latchkey://enroll.example.com/x/${CODE}`],
    ['another scheme', `http://enroll.example.com/i#${CODE}`],
    ['a code in the query', `https://enroll.example.com/i?${CODE}`],
    ['something behind the code', `latchkey://enroll.example.com/${CODE}xyz`],
  ])('does not take a link with %s', (_name, text) => {
    expect(parseInvite(text).ok).toBe(false);
  });

  it('never throws and never hangs on garbage', () => {
    const noise = anyText({ maxLength: 300 });
    fc.assert(
      fc.property(noise, fc.constantFrom('', CODE, '@', 'latchkey://', 'https://'), noise, (left, middle, right) => {
        parseInvite(left + middle + right);
      }),
    );
    expect(parseInvite('a-'.repeat(100_000)).ok).toBe(false);
  });
});

describe('normaliseHost', () => {
  it('lower-cases, applies IDNA and drops the trailing dot', () => {
    expect(normaliseHost('Enroll.Example.COM.')).toBe('enroll.example.com');
    expect(normaliseHost('enroll.bücher.example')).toBe('enroll.xn--bcher-kva.example');
  });
});
