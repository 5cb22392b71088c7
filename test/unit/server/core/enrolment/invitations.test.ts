import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_INVITATION_LIFE, INVITATION_LIFE } from '../../../../../server/core/enrolment/invitations.ts';
import { parseCode } from '../../../../../shared/code.ts';
import { anyText } from '../../../../support/any-text.ts';
import { fixedClock, makeHome, type TestHome } from '../support.ts';

let home: TestHome;
beforeEach(async () => {
  home = await makeHome(fixedClock());
});
afterEach(() => home.dispose());

const codeOf = (attempt: () => unknown): unknown => {
  try {
    attempt();
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

describe('inviting', () => {
  it('makes a good code that the registry itself does not hold', () => {
    const { code, invitation } = home.invitations.invite({ person: '  Zo\u0065\u0308 ', deviceName: 'MacBook Air' });
    expect(parseCode(code)).toEqual({ ok: true, code });
    expect(invitation).toMatchObject({ person: 'Zoë', deviceName: 'MacBook Air' });
    expect(invitation.expiresAt - invitation.createdAt).toBe(DEFAULT_INVITATION_LIFE);
    const stored = JSON.stringify(home.registry.invitations());
    expect(stored).not.toContain(code);
    expect(stored).not.toContain(code.replaceAll('-', ''));
  });

  it.each([
    ['no person', { person: ' ' }],
    ['a person of 65 characters', { person: 'x'.repeat(65) }],
    ['a bidi override', { person: 'Dave\u202E' }],
    ['a NUL', { person: 'Da\0ve' }],
    ['a device with a line break', { person: 'Dave', deviceName: 'a\nb' }],
    ['no service at all', { person: 'Dave', services: [] }],
    ['a life of a second', { person: 'Dave', life: 1000 }],
    ['a life of a year', { person: 'Dave', life: 365 * 24 * 3600 * 1000 }],
    ['a life that is no number', { person: 'Dave', life: Number.NaN }],
    ['half a millisecond', { person: 'Dave', life: INVITATION_LIFE.min + 0.5 }],
  ])('refuses %s and invites nobody', (_what, order) => {
    expect(codeOf(() => home.invitations.invite(order))).toBe('USAGE');
    expect(home.invitations.list()).toEqual([]);
  });

  it('refuses an unknown service, names the one that may be meant, and invites nobody', () => {
    const invite = () => home.invitations.invite({ person: 'Dave', services: ['cloud', 'photoes'] });
    expect(codeOf(invite)).toBe('SERVICE_NOT_FOUND');
    expect(invite).toThrow('Did you mean photos?');
    expect(home.invitations.list()).toEqual([]);
  });

  it('lists the newest first, each with what has become of it', async () => {
    const { clock, invitations } = home;
    const old = invitations.invite({ person: 'A', life: 60_000 });
    clock.advance(30_000);
    const cancelled = invitations.invite({ person: 'B' });
    invitations.invite({ person: 'C' });
    clock.advance(30_000);
    invitations.cancel(cancelled.invitation.id);
    expect(invitations.list().map(({ person, state }) => `${person} ${state}`)).toEqual([
      'C open',
      'B cancelled',
      'A expired',
    ]);
    expect(codeOf(() => invitations.cancel(old.invitation.id))).toBe('INVITATION_NOT_FOUND');
  });

  it('cancels by the beginning of an id, when it is the beginning of one only', () => {
    const made = Array.from({ length: 20 }, (_, i) => home.invitations.invite({ person: `P${i}` }).invitation.id);
    expect(codeOf(() => home.invitations.cancel(''))).toBe('INVITATION_NOT_FOUND');
    const shared = made.find((id) => made.some((other) => other !== id && other[0] === id[0])) ?? '';
    expect(codeOf(() => home.invitations.cancel(shared.slice(0, 1)))).toBe('INVITATION_NOT_FOUND');
    expect(home.invitations.cancel(shared.toUpperCase()).id).toBe(shared);
    expect(home.invitations.list().filter(({ state }) => state === 'cancelled')).toHaveLength(1);
  });
});

describe('previewing', () => {
  it('takes the code in every way people write it, and redeems nothing', () => {
    const { code } = home.invitations.invite({ person: 'Dave', services: ['photos'] });
    fc.assert(
      fc.property(fc.constantFrom('', ' ', '-', '.', '\u2013', '  '), fc.boolean(), (separator, lower) => {
        const written = code.replaceAll('-', separator);
        const { person, services } = home.preview.preview(lower ? written.toLowerCase() : written);
        expect([person, services.map(({ name }) => name)]).toEqual(['Dave', ['photos']]);
      }),
    );
    expect(home.invitations.list()[0]?.state).toBe('open');
  });

  it('refuses everything else with the one error, and never a crash', () => {
    home.invitations.invite({ person: 'Dave' });
    fc.assert(
      fc.property(anyText({ maxLength: 64 }), (text) => {
        expect(codeOf(() => home.preview.preview(text))).toBe('INVITATION_NOT_VALID');
      }),
    );
  });

  it('ends at the very millisecond at which the invitation ends', () => {
    const { code, invitation } = home.invitations.invite({ person: 'Dave', life: 60_000 });
    home.clock.advance(59_999);
    expect(home.preview.preview(code).expiresAt).toBe(new Date(invitation.expiresAt).toISOString());
    home.clock.advance(1);
    expect(codeOf(() => home.preview.preview(code))).toBe('INVITATION_NOT_VALID');
  });
});
