/**
 * Invites: everything an admin may send and a relative may paste.
 *
 *     K7QF-2M9X-4TDW@enroll.example.com              what `latchkey invite` prints
 *     latchkey://enroll.example.com/K7QF-2M9X-4TDW   the link that opens the app
 *     https://enroll.example.com/i#K7QF-2M9X-4TDW    the web link; the code is a fragment, so no server log holds it
 *     K7QF-2M9X-4TDW                                 the bare code, when the app was built for one home
 *
 * Each may carry a port after the host, and a pin after the code's place, separated by a slash: the base64url
 * SHA-256 of the DER of the home's private server root, for homes whose server certificates no browser knows.
 */
import { type CodeProblem, parseCode } from './code.ts';

/** The port that is meant when an invite names none. */
const DEFAULT_HTTPS_PORT = 443;

export interface Invite {
  /** The code in its written form, `XXXX-XXXX-XXXX`. A secret until it is redeemed. */
  readonly code: string;
  /** The enrolment host: a lower-case DNS name (IDNA: its A-labels). */
  readonly host: string;
  readonly port: number;
  /** base64url (43 characters) SHA-256 of the DER of the home's private server root certificate. */
  readonly pin?: string;
}

/** Why a text is not an invite. */
export type InviteProblem =
  | { readonly kind: 'empty' }
  /** There is a code, but nothing says which home it is for. */
  | { readonly kind: 'no-host'; readonly code: string }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'pin' }
  | { readonly kind: 'code'; readonly problem: CodeProblem }
  /** More than one invite was found: the person has to choose. */
  | { readonly kind: 'several'; readonly count: number };

export type InviteResult =
  | { readonly ok: true; readonly invite: Invite }
  | { readonly ok: false; readonly problem: InviteProblem };

/** A home's enrolment host without a code, as a build for one home carries it. */
export type InviteDefaults = Pick<Invite, 'host' | 'port' | 'pin'>;

/** No invite is longer than this; what is longer is a text to search, and no text is searched beyond this. */
const MAX_TEXT = 20_000;

const DASH = '[-\\u00AD\\u2010-\\u2015\\u2212]';
const GROUPS = `[0-9A-Za-z]{4}${DASH}?[0-9A-Za-z]{4}${DASH}?[0-9A-Za-z]{4}`;
const HOST = '[^\\s/@:#?<>"\'()\\[\\]]{1,253}';
const PORT = '(?::(?<port>\\d{1,5}))?';
const PIN = '(?:/(?<pin>[A-Za-z0-9_-]{43}))?';
const END = '(?![0-9A-Za-z_-])';

const WRITTEN = [
  `latchkey://(?<host>${HOST})${PORT}/(?<code>${GROUPS})${PIN}${END}`,
  `https://(?<host>${HOST})${PORT}/i/?#(?<code>${GROUPS})${PIN}${END}`,
  `(?<![0-9A-Za-z-])(?<code>${GROUPS})@(?<host>${HOST})${PORT}${PIN}${END}`,
].map((pattern) => new RegExp(pattern, 'giu'));

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * Normalises a host name as a person or a link gives it.
 * @returns the lower-case DNS name with IDNA applied and without a trailing dot, or undefined when it is none (IP
 * literals are none: a certificate for the enrolment host needs a name)
 */
export function normaliseHost(text: string): string | undefined {
  const url = URL.canParse(`https://${text}/`) ? new URL(`https://${text}/`) : undefined;
  if (url?.port !== '' || url.username !== '' || url.pathname !== '/') return undefined;
  const host = url.hostname.replace(/\.$/, '');
  const labels = host.split('.');
  if (host.length > 253 || labels.length < 2 || !labels.every((label) => LABEL.test(label))) return undefined;
  // The last label of a DNS name is never all digits; of an IPv4 address it always is.
  return /^\d+$/.test(labels.at(-1) ?? '') ? undefined : host;
}

/** Makes one invite of its parts, or says which part is wrong. */
function assemble(code: string, host: string, port: string | undefined, pin: string | undefined): InviteResult {
  const parsed = parseCode(code);
  if (!parsed.ok) return { ok: false, problem: { kind: 'code', problem: parsed.problem } };
  // A sentence's full stop or comma after the host is not part of it.
  const normalised = normaliseHost(host.replace(/[.,;!]+$/, ''));
  const number = port === undefined ? DEFAULT_HTTPS_PORT : Number(port);
  if (normalised === undefined || number < 1 || number > 65_535) return { ok: false, problem: { kind: 'host', host } };
  return { ok: true, invite: { code: parsed.code, host: normalised, port: number, ...(pin ? { pin } : {}) } };
}

function findWritten(text: string): InviteResult[] {
  return WRITTEN.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => {
      const {
        code = '',
        host = '',
        port,
        pin,
      } = match.groups as Partial<Record<'code' | 'host' | 'port' | 'pin', string>>;
      return assemble(code, host, port, pin);
    }),
  );
}

/**
 * Finds the invite in whatever was pasted or typed: one of the written forms, or a whole e-mail with one in it.
 * @param text at most 20,000 characters are looked at
 * @param defaults the home that a bare code is for, when the build carries one
 * @returns the invite, or what is wrong; the same invite in several forms counts once
 */
export function parseInvite(text: string, defaults?: InviteDefaults): InviteResult {
  const searched = text.slice(0, MAX_TEXT).trim();
  if (searched === '') return { ok: false, problem: { kind: 'empty' } };

  const found = findWritten(searched);
  const good = new Map<string, InviteResult & { ok: true }>();
  for (const result of found) if (result.ok) good.set(formatInvite(result.invite), result);
  if (good.size > 1) return { ok: false, problem: { kind: 'several', count: good.size } };
  const first = [...good.values()][0] ?? found[0];
  if (first) return first;

  const at = searched.lastIndexOf('@');
  if (at >= 0 && !/\s/.test(searched.slice(at))) {
    const [host = '', port] = searched.slice(at + 1).split(/[:/]/, 2);
    return assemble(searched.slice(0, at), host, port && /^\d{1,5}$/.test(port) ? port : undefined, undefined);
  }
  const bare = parseCode(searched);
  if (!bare.ok) return { ok: false, problem: { kind: 'code', problem: bare.problem } };
  if (!defaults) return { ok: false, problem: { kind: 'no-host', code: bare.code } };
  return { ok: true, invite: { code: bare.code, ...defaults } };
}

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
