/**
 * The one field of the first screen: what it shows while somebody types, and what is said about it. Pure, so that
 * every keystroke can be tested.
 */
import { CODE_LENGTH, type parseCode } from '../../shared/code.ts';
import type { Invite, InviteDefaults } from '../../shared/invite.ts';
import { parseInvite } from '../../shared/paste/read-invite.ts';
import { parsePin } from '../../shared/pin.ts';
import { GROUP } from '../../shared/symbols.ts';

/** A code and nothing else yet: letters, digits and what people put between them. */
const CODE_ONLY = /^[0-9A-Za-z\s._-]*$/;

/** Links begin like a code; nobody wants to see `HTTP-S`. */
const LINK_STARTS = ['https', 'latchkey'];

export interface Typed {
  readonly value: string;
  /** Where the caret stands, in UTF-16 units. */
  readonly caret: number;
}

const inGroups = (symbols: string) => (symbols.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? []).join('-');

const symbolsIn = (text: string) => text.replace(/[^0-9A-Za-z]/g, '').length;

/**
 * Writes a code in groups of four capitals as it is typed. What is not a code, or more than one, stays as it is.
 * @param caret where the caret stands in `value`; it stays behind the same symbol
 */
export function formatTyped(value: string, caret: number): Typed {
  const at = value.indexOf('@');
  const code = at < 0 ? value : value.slice(0, at);
  const rest = at < 0 ? '' : value.slice(at);
  const symbols = code.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
  const isLink = LINK_STARTS.some((start) => symbols !== '' && start.startsWith(symbols.toLowerCase()));
  if (!CODE_ONLY.test(code) || isLink || symbols.length > CODE_LENGTH) return { value, caret };

  const written = inGroups(symbols);
  if (at >= 0 && caret > at) return { value: written + rest, caret: written.length + caret - at };
  const before = symbolsIn(value.slice(0, caret));
  return { value: written + rest, caret: before + Math.max(0, Math.ceil(before / GROUP) - 1) };
}

/** The places of a code, from 0. */
export const CODE_PLACES: readonly number[] = Array.from({ length: CODE_LENGTH }, (_, place) => place);

/**
 * @returns how many places of a code the text fills, when it is a code and nothing else yet, and stands in its groups;
 * undefined when it is something else, such as the beginning of a link, a message or a whole invite
 */
export function typedPlaces(text: string): number | undefined {
  const symbols = text.replaceAll('-', '');
  const grouped = symbols.length <= CODE_LENGTH && inGroups(symbols) === text;
  return grouped && CODE_ONLY.test(symbols) ? symbols.length : undefined;
}

/**
 * An invite without its pin, which says nothing to people and is longer than the rest.
 * @returns what the field shows, and what it keeps out of sight, slash included
 */
export function withoutPin(text: string): { readonly shown: string; readonly hidden: string } {
  const [, shown, pin = ''] = /^([^\s@/]+@[^\s@/]+)\/(\S+)$/.exec(text.trim()) ?? [];
  return shown !== undefined && 'pin' in parsePin(pin) ? { shown, hidden: `/${pin}` } : { shown: text, hidden: '' };
}

/** What the field says about itself. `waiting` is not a mistake yet: somebody is still typing. */
export type Feedback =
  | { readonly kind: 'empty' }
  | { readonly kind: 'ready'; readonly invite: Invite; readonly found: boolean }
  | { readonly kind: 'missing'; readonly count: number }
  | { readonly kind: 'no-host' }
  | { readonly kind: 'too-many'; readonly count: number }
  /** `place` counts from 1. */
  | { readonly kind: 'character'; readonly place: number; readonly character: string }
  | { readonly kind: 'check' }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'port'; readonly host: string; readonly port: string }
  /** `typing` as long as somebody may be writing it. */
  | { readonly kind: 'pin'; readonly typing: boolean }
  | { readonly kind: 'pin-typo' }
  | { readonly kind: 'no-code'; readonly host: string }
  | { readonly kind: 'wrapped'; readonly host: string }
  | { readonly kind: 'several'; readonly count: number }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'nothing' };

/** Whether more typing may make it right; only then is nothing wrong yet. */
export function isWaiting(feedback: Feedback): boolean {
  const { kind } = feedback;
  return kind === 'empty' || kind === 'missing' || kind === 'no-host' || (kind === 'pin' && feedback.typing);
}

/** An invite that ends in less of a pin than there will be. */
const TYPING_PIN = /^[^\s@]+@[^\s@/]+\/[A-Za-z0-9_ -]{0,42}$/;

/** Longer than any invite that a person types: a text in which an invite was looked for. */
const PROSE = /\s\S+\s\S+\s\S+\s|^https?:|^latchkey:/i;

/** Reads the field. @param defaults the home that a bare code is for, when the build carries one */
export function readField(text: string, defaults?: InviteDefaults): Feedback {
  const result = parseInvite(text, defaults);
  if (result.ok) return { kind: 'ready', invite: result.invite, found: PROSE.test(text) };
  const { problem } = result;
  switch (problem.kind) {
    case 'empty':
    case 'no-host':
      return { kind: problem.kind };
    case 'too-long':
    case 'nothing':
      return { kind: problem.kind };
    case 'several':
    case 'no-code':
    case 'wrapped':
      return problem;
    case 'pin':
      return problem.typo ? { kind: 'pin-typo' } : { kind: 'pin', typing: TYPING_PIN.test(text.trim()) };
    case 'host':
      return readHost(text, problem.host, problem.port);
    case 'code':
      return PROSE.test(text) && !holdsCode(text) ? { kind: 'nothing' } : readCode(problem.problem);
  }
}

/** A host that is still being typed is no mistake: `en`, `enroll.`, nothing at all. */
function readHost(text: string, host: string, port: string | undefined): Feedback {
  if (port !== undefined) {
    return port === '' && text.trim().endsWith(`@${host}:`) ? { kind: 'no-host' } : { kind: 'port', host, port };
  }
  const whole = text.trim().endsWith(`@${host}`);
  return whole && (!host.includes('.') || host.endsWith('.')) ? { kind: 'no-host' } : { kind: 'host', host };
}

/** Something that was meant as a code is worth a word about its characters. */
function holdsCode(text: string): boolean {
  return /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/i.test(text);
}

function readCode(problem: Exclude<ReturnType<typeof parseCode>, { ok: true }>['problem']): Feedback {
  switch (problem.kind) {
    case 'empty':
    case 'check':
      return { kind: problem.kind };
    case 'character':
      return { kind: 'character', place: problem.at + 1, character: problem.character };
    case 'length': {
      const missing = problem.expected - problem.length;
      return missing > 0 ? { kind: 'missing', count: missing } : { kind: 'too-many', count: -missing };
    }
  }
}
