/** The signing API of a home over HTTPS. */
import { problemSchema, ROUTES, type RouteName } from '../../../shared/api.ts';
import { ERRORS, isErrorCode, LatchkeyError } from '../../../shared/errors.ts';
import { MAX_REPLY_BYTES } from '../../../shared/limits.ts';
import type { Home, HomeApi, HomeArguments, HomePlace, HomeReply } from '../../core/ports.ts';
import { type Answer, exchange } from './exchange.ts';
import { fetchPinnedRoot } from './pinned-root.ts';

const TIMEOUT_MS = 20_000;

/** @param timeoutMs for one request from name look-up to last byte */
export function httpsHomeApi(timeoutMs = TIMEOUT_MS): HomeApi {
  return { at: (place) => new HttpsHome(place, timeoutMs) };
}

class HttpsHome implements Home {
  readonly #place: HomePlace;
  readonly #timeoutMs: number;
  #root: Promise<string> | undefined;

  constructor(place: HomePlace, timeoutMs: number) {
    this.#place = place;
    this.#timeoutMs = timeoutMs;
  }

  async call<Name extends RouteName>(name: Name, ...[request]: HomeArguments<Name>): Promise<HomeReply<Name>> {
    const { method, path, reply, mediaType } = ROUTES[name];
    const root = await this.serverRoot();
    const answer = await exchange({
      method,
      path,
      host: this.#place.host,
      port: this.#place.port,
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
    if (pin === undefined) return undefined;
    this.#root ??= fetchPinnedRoot(this.#place, pin, this.#timeoutMs);
    return this.#root;
  }
}

/** The error that a home answered with (RFC 9457). A code of a later version keeps what it says about itself. */
function refusal({ status, headers, body }: Answer): LatchkeyError {
  const problem = problemSchema.safeParse(parseJson(body.toString('utf8'))).data;
  if (!problem) return new LatchkeyError('HOME_ANSWER_NOT_VALID', { detail: `It answered with status ${status}.` });
  const seconds = Number(headers['retry-after']);
  const details = {
    ...(problem.detail ? { detail: printable(problem.detail) } : {}),
    ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfter: seconds } : {}),
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

/** What a home says ends up in a terminal or a window: one short line, no control characters. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 300);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
