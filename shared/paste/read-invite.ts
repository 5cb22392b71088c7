/** Finds the invite in what a person pastes or types: a whole message, or one of the written forms (../invite.ts). */
import { type CodeProblem, parseCode } from '../code.ts';
import { DEFAULT_HTTPS_PORT, formatInvite, type Invite, type InviteDefaults } from '../invite.ts';
import { type Candidate, findCodes, findEmptyLinks, findHosts, findInvites, hasLoosePin } from './find.ts';
import { isOpaqueHost, opaqueLink } from './gateways.ts';
import { normalisePaste } from './normalise.ts';

/** Why a text is not an invite. What is damaged is never taken for what is absent. */
export type InviteProblem =
  | { readonly kind: 'empty' }
  /** More text than is searched. */
  | { readonly kind: 'too-long' }
  | { readonly kind: 'nothing' }
  /** There is a code, but nothing says which home it is for. */
  | { readonly kind: 'no-host'; readonly code: string }
  /** A link to the page of an invite; the code behind the `#` is gone. */
  | { readonly kind: 'no-code'; readonly host: string }
  /** `port` when it is the port that is none, or not whole. */
  | { readonly kind: 'host'; readonly host: string; readonly port?: string }
  /** The pin is not whole; `typo` when all of it is there and a character is wrong. */
  | { readonly kind: 'pin'; readonly typo?: true }
  | { readonly kind: 'code'; readonly problem: CodeProblem }
  /** A mail filter has put a link of its own in place of the invite; `host` is the filter's. */
  | { readonly kind: 'wrapped'; readonly host: string }
  /** More than one invite was found: the person has to choose. */
  | { readonly kind: 'several'; readonly count: number };

export type InviteResult =
  | { readonly ok: true; readonly invite: Invite }
  | { readonly ok: false; readonly problem: InviteProblem };

/** UTF-16 units. What is longer is refused and not cut, since the cut could go through an invite. */
export const MAX_PASTE = 100_000;

/** UTF-16 units: more than a typed code has, separators included. */
const MAX_TYPED = 40;

function judge({ code, host, port, pin }: Candidate): InviteResult {
  const parsed = parseCode(code);
  // What breaks the name in a link hides the code behind it.
  if (!parsed.ok && !(code === '' && host.state === 'damaged')) {
    return { ok: false, problem: { kind: 'code', problem: parsed.problem } };
  }
  if (!parsed.ok || host.state !== 'whole') {
    return { ok: false, problem: { kind: 'host', host: host.state === 'damaged' ? host.value : '' } };
  }
  if (isOpaqueHost(host.value)) return { ok: false, problem: { kind: 'wrapped', host: host.value } };
  if (port.state === 'damaged') return { ok: false, problem: { kind: 'host', host: host.value, port: port.value } };
  if (pin.state === 'damaged')
    return { ok: false, problem: { kind: 'pin', ...(pin.value === '' ? {} : { typo: true }) } };
  const number = port.state === 'whole' ? port.value : DEFAULT_HTTPS_PORT;
  const pinned = pin.state === 'whole' ? { pin: pin.value } : {};
  return { ok: true, invite: { code: parsed.code, host: host.value, port: number, ...pinned } };
}

const withoutPin = ({ code, host, port }: Invite): Invite => ({ code, host, port });

/** The one problem to tell of several: the one nearest to an invite. */
const NEAREST: readonly InviteProblem['kind'][] = ['pin', 'host', 'wrapped', 'code'];

/** One invite of all that were found: the same one counts once, and the fullest of its forms is taken. */
function choose(text: string, candidates: readonly Candidate[]): InviteResult | undefined {
  const judged = candidates.map(judge);
  const good = judged.flatMap((result) => (result.ok ? [result.invite] : []));
  const problems = judged.flatMap((result) => (result.ok ? [] : [result.problem]));
  const nearest = NEAREST.flatMap((kind) => problems.filter((problem) => problem.kind === kind))[0];
  const [first] = good;
  if (first === undefined) return nearest && { ok: false, problem: nearest };

  const apart = new Set(good.map((invite) => formatInvite(withoutPin(invite))));
  const pins = new Set(good.flatMap(({ pin }) => (pin === undefined ? [] : [pin])));
  const count = Math.max(apart.size, pins.size);
  if (count > 1) return { ok: false, problem: { kind: 'several', count } };
  const [pin] = pins;
  // Of a form that is whole, another one of the same code may show what was taken off it.
  const lost = candidates.flatMap((candidate, index) => {
    const result = judged[index];
    const same = parseCode(candidate.code);
    return result?.ok === false && same.ok && same.code === first.code ? [result.problem] : [];
  });
  const lostPort = lost.find((problem) => problem.kind === 'host' && problem.port !== undefined);
  if (lostPort && first.port === DEFAULT_HTTPS_PORT) return { ok: false, problem: lostPort };
  const lostPin = lost.some(({ kind }) => kind === 'pin') || hasLoosePin(text);
  if (pin === undefined && lostPin) return { ok: false, problem: { kind: 'pin' } };
  return { ok: true, invite: pin === undefined ? first : { ...first, pin } };
}

/** A code that stands apart from its home, or alone. */
function chooseApart(text: string, defaults: InviteDefaults | undefined): InviteResult | undefined {
  const codes = new Map(
    findCodes(text).flatMap((written) => {
      const parsed = parseCode(written);
      return parsed.ok ? [[parsed.code, written] as const] : [];
    }),
  );
  if (codes.size > 1) return { ok: false, problem: { kind: 'several', count: codes.size } };
  for (const [code, written] of codes) {
    const found = choose(text, findHosts(text, written));
    if (found) return found;
    if (!defaults) return { ok: false, problem: { kind: 'no-host', code } };
    return { ok: true, invite: { code, ...defaults } };
  }
  return undefined;
}

/** Reads a text that is still being typed: not a whole invite yet, and not a message. */
function readTyped(text: string, defaults: InviteDefaults | undefined): InviteResult {
  const [typed = '', host, more] = text.split('@');
  if (more !== undefined || typed.trim().length > MAX_TYPED || /\n|:\/\//.test(text)) {
    return { ok: false, problem: { kind: 'nothing' } };
  }
  const code = parseCode(typed);
  if (!code.ok) return { ok: false, problem: { kind: 'code', problem: code.problem } };
  if (host !== undefined) return { ok: false, problem: { kind: 'host', host: host.trim() } };
  if (!defaults) return { ok: false, problem: { kind: 'no-host', code: code.code } };
  return { ok: true, invite: { code: code.code, ...defaults } };
}

/**
 * Finds the invite in whatever was pasted or typed: one of the written forms, or a whole message with one in it, also
 * when mail programs have encoded, wrapped or marked it. No link is opened.
 * @param text at most {@link MAX_PASTE} UTF-16 units
 * @param defaults the home that a bare code is for, when the build carries one
 * @returns the invite, or what is wrong; the same invite in several forms counts once
 */
export function parseInvite(text: string, defaults?: InviteDefaults): InviteResult {
  if (text.length > MAX_PASTE) return { ok: false, problem: { kind: 'too-long' } };
  const plain = normalisePaste(text).trim();
  if (plain === '') return { ok: false, problem: { kind: 'empty' } };
  const found = choose(plain, findInvites(plain)) ?? chooseApart(plain, defaults);
  if (found) return found;
  const [host] = findEmptyLinks(plain);
  if (host !== undefined) return { ok: false, problem: { kind: 'no-code', host } };
  const filter = opaqueLink(plain);
  if (filter !== undefined) return { ok: false, problem: { kind: 'wrapped', host: filter } };
  return readTyped(plain, defaults);
}
