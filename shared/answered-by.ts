/**
 * Who wrote an answer that came through a home's edge proxy: `client-auth`, the client-certificate check, which refused;
 * `proxy`, which has no site of that name or did not understand; `nobody`, the proxy in place of a service that does not
 * answer it; `service`, whatever the client-certificate check let the request through to.
 */
export type AnsweredBy = 'client-auth' | 'proxy' | 'nobody' | 'service';

/** An HTTP answer, as far as it tells who wrote it. */
export interface AnswerSeen {
  readonly status: number;
  /** The value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
}

const NO_UPSTREAM: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Tells the answers of the client-certificate check and of the proxy from those of a service. Caddy adds itself to
 * `Via` on everything that it passes on (RFC 9110 7.6.3), and on nothing that it says itself; Go's HTTP server answers a
 * malformed request before Caddy sees it, without a `Server` header.
 */
export function answeredBy({ status, header }: AnswerSeen): AnsweredBy {
  if (status === 403 && header('latchkey-refusal') !== undefined) return 'client-auth';
  if (header('via') !== undefined) return 'service';
  if (status === 421 || (status === 400 && header('server') === undefined)) return 'proxy';
  return NO_UPSTREAM.has(status) && header('server') === 'Caddy' ? 'nobody' : 'service';
}
