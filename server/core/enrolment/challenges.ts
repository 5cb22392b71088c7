import { LatchkeyError } from '../../../shared/errors.ts';
import { isoTime } from '../encoding.ts';
import type { Clock, Secrets } from '../ports/basics.ts';
import type { Registry } from '../ports/registry.ts';
import { invitationState } from '../records.ts';
import { typedCodeHash } from './invitations.ts';

/** How long a challenge opens something: for one walk through a phone's settings. */
const CHALLENGE_LIFE = 10 * 60 * 1000;

/** What a device that has no app is called when nobody names it. */
export const PHONE_KINDS = { iphone: 'iPhone', ipad: 'iPad', mac: 'Mac', other: 'Device' } as const;
export type PhoneKind = keyof typeof PHONE_KINDS;
const KINDS = Object.keys(PHONE_KINDS) as PhoneKind[];

/** The kind, the end in seconds, the hash of the code, and what only this home can make of the three; hexadecimal. */
const WRITTEN = /^([0-9a-f]{2})([0-9a-f]{10})([0-9a-f]{64})([0-9a-f]{64})$/;
const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');

interface ReadChallenge {
  readonly codeHash: string;
  readonly kind: PhoneKind;
}

interface Ports {
  readonly registry: Pick<Registry, 'invitationByCode'>;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** Writes a challenge for a code. It is nothing that the home has to remember, and as good as the code for ten minutes. */
function makeChallenge(secrets: Secrets, codeHash: string, kind: PhoneKind, until: number): string {
  const written = hex(KINDS.indexOf(kind), 2) + hex(Math.floor(until / 1000), 10) + codeHash;
  return written + secrets.challengeMac(written);
}

/** @returns undefined for what this home has not made, and what has expired at `now` */
export function readChallenge(secrets: Secrets, text: string, now: number): ReadChallenge | undefined {
  const [, index = '', until = '', codeHash = '', mac = ''] = WRITTEN.exec(text) ?? [];
  // Made for what is no challenge too, so that it costs the same.
  const right = secrets.equal(mac, secrets.challengeMac(index + until + codeHash));
  const kind = KINDS[Number.parseInt(index, 16)];
  if (!right || kind === undefined || now >= Number.parseInt(until, 16) * 1000) return undefined;
  return { codeHash, kind };
}

/** Swaps codes for challenges (RFC 8894 2.3), so that the code itself is in no profile. Redeems nothing. */
export class Challenges {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * @throws LatchkeyError INVITATION_NOT_VALID, the same for wrong, used, expired and cancelled; also for the key of an app,
   * which a system's own client cannot ask for
   */
  swap(code: string, kind: PhoneKind): { readonly challenge: string; readonly expiresAt: string } {
    const { registry, secrets, clock } = this.#ports;
    const now = clock.now();
    const codeHash = typedCodeHash(secrets, code);
    const invitation = registry.invitationByCode(codeHash);
    if (!invitation || invitation.appKey || invitationState(invitation, now) !== 'open')
      throw new LatchkeyError('INVITATION_NOT_VALID');
    const until = Math.min(now + CHALLENGE_LIFE, invitation.expiresAt);
    return { challenge: makeChallenge(secrets, codeHash, kind, until), expiresAt: isoTime(until) };
  }
}
