/** The signing API of a home over HTTPS. */

import { problemSchema, ROUTES, type RouteName } from '../../../shared/api.ts';
import { ERRORS, type ErrorCode, isErrorCode, LatchkeyError } from '../../../shared/errors.ts';
import { parseJson } from '../../../shared/json.ts';
import { MAX_REPLY_BYTES } from '../../../shared/limits.ts';
import type { Home, HomeApi, HomeArguments, HomePlace, HomeReply } from '../../core/ports.ts';
import { type Answer, exchange } from './exchange.ts';
import { fetchPinnedRoot } from './pinned-root.ts';

const TIMEOUT_MS = 20_000;

/**
 * @param app which app this is, `0.2.0 macos`
 * @param timeoutMs for one request from name look-up to last byte
 */
export function httpsHomeApi(app: string, timeoutMs = TIMEOUT_MS): HomeApi {
  const roots = new PinnedRoots(timeoutMs);
  return { at: (place) => new HttpsHome(place, app, timeoutMs, roots) };
}

/** Roots that were proven by their pins. A pin names one root for ever, and its hash takes a tenth of a second. */
class PinnedRoots {
  readonly #proven = new Map<string, Promise<string>>();
  readonly #timeoutMs: number;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** @throws HOME_NOT_TRUSTED, and what keeps a home from answering: the next call asks again */
  of(place: HomePlace, pin: string): Promise<string> {
    const key = JSON.stringify([place.host, place.port, pin]);
    const known = this.#proven.get(key);
    if (known !== undefined) return known;
    const root = fetchPinnedRoot(place, pin, this.#timeoutMs);
    this.#proven.set(key, root);
    root.catch(() => this.#proven.delete(key));
    return root;
  }
}

class HttpsHome implements Home {
  readonly #place: HomePlace;
  readonly #app: string;
  readonly #timeoutMs: number;
  readonly #roots: PinnedRoots;

  constructor(place: HomePlace, app: string, timeoutMs: number, roots: PinnedRoots) {
    this.#place = place;
    this.#app = app;
    this.#timeoutMs = timeoutMs;
    this.#roots = roots;
  }

  async call<Name extends RouteName>(name: Name, ...[request]: HomeArguments<Name>): Promise<HomeReply<Name>> {
    const { method, path, reply, mediaType } = ROUTES[name];
    const root = await this.serverRoot();
    const answer = await exchange({
      method,
      path,
      host: this.#place.host,
      port: this.#place.port,
      app: this.#app,
      ...(request === undefined ? {} : { json: request }),
      maxBytes: MAX_REPLY_BYTES,
      timeoutMs: this.#timeoutMs,
      trust: root === undefined ? 'system' : { root },
    });
    if (answer.status < 200 || answer.status > 299) throw refusal(answer);
    const text = answer.body.toString('utf8');
    const parsed = reply.safeParse(mediaType ? text : parseJson(text));
    if (parsed.success) return parsed.data as HomeReply<Name>;
    const where = parsed.error.issues[0]?.path.join('.') || 'the reply';
    throw new LatchkeyError('HOME_ANSWER_NOT_VALID', { detail: `${path}: ${where} is not as it should be.` });
  }

  async serverRoot(): Promise<string | undefined> {
    const { pin } = this.#place;
    return pin === undefined ? undefined : this.#roots.of(this.#place, pin);
  }
}

/** The error that a home answered with (RFC 9457). A code of a later version keeps what it says about itself. */
function refusal({ status, headers, body }: Answer): LatchkeyError {
  const problem = problemSchema.safeParse(parseJson(body.toString('utf8'))).data;
  const retryAfter = retryAfterOf(headers);
  if (!problem) {
    // What stands before the home (a proxy that starts, a limit of its provider) says so without the home's words.
    const code = retryAfter === undefined ? undefined : BUSY[status];
    return new LatchkeyError(code ?? 'HOME_ANSWER_NOT_VALID', {
      detail: `It answered with status ${status}.`,
      retryAfter,
    });
  }
  const details = {
    ...(problem.detail ? { detail: printable(problem.detail) } : {}),
    retryAfter,
    requestId: printable(problem.requestId),
  };
  if (isErrorCode(problem.code) && ERRORS[problem.code].status !== undefined) {
    return new LatchkeyError(problem.code, details);
  }
  return new LatchkeyError(problem.retryable ? 'UNAVAILABLE' : 'HOME_ANSWER_NOT_VALID', {
    ...details,
    detail: printable(problem.title),
    hint: printable(problem.hint),
  });
}

const BUSY: Readonly<Record<number, ErrorCode>> = { 429: 'TOO_MANY_REQUESTS', 503: 'UNAVAILABLE' };

/**
 * Retry-After (RFC 9110 section 10.2.3): a number of seconds, or a date, which is read by the clock that wrote it.
 * @returns seconds, at least one; undefined when there is none that can be read
 */
function retryAfterOf({ 'retry-after': value, date }: Answer['headers']): number | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsBetween(String(date), text);
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : undefined;
}

/** NaN unless both are dates of HTTP: `Date.parse` takes almost anything for one. */
const secondsBetween = (from: string, to: string) =>
  [from, to].every((date) => date.endsWith(' GMT')) ? (Date.parse(to) - Date.parse(from)) / 1000 : Number.NaN;

/** What a home says ends up in a terminal or a window: one short line, no control characters. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300);
}
