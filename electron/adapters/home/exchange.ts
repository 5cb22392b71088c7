/** One HTTPS request and its answer: bounded in size and time, no redirects, no connection kept. */
import type { X509Certificate } from 'node:crypto';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { getCACertificates, TLSSocket } from 'node:tls';
import { ROUTES } from '../../../shared/api.ts';
import { APP_HEADER } from '../../../shared/app-version.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { lookup } from './localhost.ts';
import { isOfDate, networkError } from './network-error.ts';
import { wrongClock } from './wrong-clock.ts';

/** A client certificate and its key, both PEM. */
export interface ClientIdentity {
  readonly cert: string;
  readonly key: string;
}

export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Which app this is ({@link APP_HEADER}), for requests that a home judges by it. */
  readonly app?: string | undefined;
  /** Sent as application/json. */
  readonly json?: unknown;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** What the server's certificate is judged by. */
  readonly trust: { readonly root: string } | 'system' | 'nobody-yet';
  readonly identity?: ClientIdentity;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** The certificate that the server proved to hold the key of, with the chain it sent. */
  readonly server: X509Certificate | undefined;
}

const MAX_HEALTH_BYTES = 64 * 1024;

/** @throws HOME_NOT_FOUND, HOME_NOT_REACHED, HOME_NOT_TRUSTED, CLOCK_WRONG, HOME_ANSWER_NOT_VALID (too large) */
export async function exchange(wanted: Exchange): Promise<Answer> {
  try {
    return await exchangeOnce(wanted);
  } catch (error) {
    throw (isOfDate(error) && (await askForTheTime(wanted))) || error;
  }
}

/**
 * Asks for the time, of a server that is not trusted: it is sent a path and nothing else.
 * @returns CLOCK_WRONG when this computer's clock is why the server's certificate is not valid
 */
async function askForTheTime({ host, port, timeoutMs, trust }: Exchange): Promise<LatchkeyError | undefined> {
  const { method, path } = ROUTES.health;
  const question = { method, path, host, port, timeoutMs, maxBytes: MAX_HEALTH_BYTES, trust: 'nobody-yet' } as const;
  const answer = await exchangeOnce(question).catch(() => undefined);
  if (!answer?.server) return undefined;
  const trusted = typeof trust === 'object' ? [trust.root] : getCACertificates('default');
  // The system's own clock: it is what the certificate was judged by.
  return wrongClock(host, trusted, { server: answer.server, date: String(answer.headers.date) }, Date.now());
}

async function exchangeOnce(wanted: Exchange): Promise<Answer> {
  const { method, host, port, path, app, json, timeoutMs, trust, identity } = wanted;
  const body = json === undefined ? undefined : Buffer.from(JSON.stringify(json));
  const options: RequestOptions = {
    method,
    host,
    port,
    path,
    servername: host,
    lookup,
    agent: false,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: trust !== 'nobody-yet',
    ...(typeof trust === 'object' ? { ca: trust.root } : {}),
    ...identity,
    headers: {
      accept: 'application/json, application/problem+json, application/x-pem-file',
      ...(app === undefined ? {} : { [APP_HEADER]: app }),
      ...(body ? { 'content-type': 'application/json', 'content-length': body.length } : {}),
    },
    // One deadline over all, so that a trickle of bytes does not keep the person waiting.
    signal: AbortSignal.timeout(timeoutMs),
  };
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = httpsRequest(options, (response) => {
    const { socket } = response;
    const server = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= wanted.maxBytes) chunks.push(chunk);
      else request.destroy(new LatchkeyError('HOME_ANSWER_NOT_VALID', { detail: 'The answer is far too large.' }));
    });
    response.on('error', reject);
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks), server }),
    );
  });
  request.on('error', reject);
  request.end(body);
  try {
    return await promise;
  } catch (error) {
    throw networkError(error);
  }
}
