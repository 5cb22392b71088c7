/**
 * Invites: everything an admin may send and a relative may paste; ./paste/read-invite.ts finds it in what was pasted.
 *
 *     K7QF-2M9X-4TDW@enroll.example.com              what `latchkey invite` prints
 *     latchkey://enroll.example.com/K7QF-2M9X-4TDW   the link that opens the app
 *     https://enroll.example.com/i#K7QF-2M9X-4TDW    the web link; the code is a fragment, so no server log holds it
 *     K7QF-2M9X-4TDW                                 the bare code, when the app was built for one home
 *
 * Each may carry a port after the host, and a pin at the end, behind a slash, for homes whose server certificates no
 * browser knows: `K7QF-2M9X-4TDW@enroll.example.com/3F7K-9QWM-X2T8-VB4H` (./pin.ts).
 */
export { normaliseHost } from './host.ts';

/** The port that is meant when an invite names none. */
export const DEFAULT_HTTPS_PORT = 443;

export interface Invite {
  /** The code in its written form, `XXXX-XXXX-XXXX`. A secret until it is redeemed. */
  readonly code: string;
  /** The enrolment host: a lower-case DNS name (IDNA: its A-labels). */
  readonly host: string;
  readonly port: number;
  /** Which private server root is the home's; in its written form, or a long one of an earlier version. */
  readonly pin?: string;
}

/** A home's enrolment host without a code, as a build for one home carries it. */
export type InviteDefaults = Pick<Invite, 'host' | 'port' | 'pin'>;

function authority({ host, port }: Pick<Invite, 'host' | 'port'>): string {
  return port === DEFAULT_HTTPS_PORT ? host : `${host}:${port}`;
}

const pinSuffix = ({ pin }: Invite) => (pin === undefined ? '' : `/${pin}`);

/** The invite as one word to copy: `CODE@host[:port][/pin]`. */
export function formatInvite(invite: Invite): string {
  return `${invite.code}@${authority(invite)}${pinSuffix(invite)}`;
}

/** The link that opens the app: `latchkey://host[:port]/CODE[/pin]`. */
export function inviteLink(invite: Invite): string {
  return `latchkey://${authority(invite)}/${invite.code}${pinSuffix(invite)}`;
}

/** The link for a browser: `https://host[:port]/i#CODE[/pin]`. A fragment is never sent to a server (RFC 3986 3.5). */
export function inviteWebLink(invite: Invite): string {
  return `https://${authority(invite)}/i#${invite.code}${pinSuffix(invite)}`;
}

/** The origin of the signing API that the invite leads to. */
export function inviteOrigin(invite: Pick<Invite, 'host' | 'port'>): string {
  return `https://${authority(invite)}`;
}
