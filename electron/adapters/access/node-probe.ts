/**
 * Visits by Node's own TLS, which has no certificate but one that it is given with its key. It reads an answer: in TLS
 * 1.3 a handshake ends before a refusal.
 */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { AccessProbe, ProbeFailure, ProbeResult, Visitor } from '../../core/ports.ts';
import { type ClientIdentity, exchange } from '../home/exchange.ts';
import { errorCode } from '../home/network-error.ts';

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 8 * 1024 * 1024;

export class NodeProbe implements AccessProbe {
  readonly name = 'Node';
  readonly knowsDevice: boolean;
  readonly #root: string | undefined;
  readonly #identity: ClientIdentity | undefined;

  /**
   * @param root the home's private server root, PEM; without it the system's trust decides
   * @param identity what the device shows
   */
  constructor(root: string | undefined, identity?: ClientIdentity) {
    this.#root = root;
    this.#identity = identity;
    this.knowsDevice = identity !== undefined;
  }

  async visit(url: string, visitor: Visitor): Promise<ProbeResult> {
    if (visitor === 'device' && !this.#identity) throw new TypeError('Node cannot reach the certificate store');
    const { hostname, port, pathname, search } = new URL(url);
    const begun = performance.now();
    const ms = () => Math.round(performance.now() - begun);
    try {
      const { status, headers, body } = await exchange({
        method: 'GET',
        host: hostname,
        port: port === '' ? 443 : Number(port),
        path: pathname + search,
        maxBytes: MAX_BYTES,
        timeoutMs: TIMEOUT_MS,
        trust: this.#root === undefined ? 'system' : { root: this.#root },
        ...(visitor === 'device' && this.#identity ? { identity: this.#identity } : {}),
      });
      const flat = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
      return { kind: 'answer', status, headers: Object.fromEntries(flat), body: body.toString('utf8'), ms: ms() };
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      return { kind: 'failure', failure: failureOf(error), detail: error.detail ?? error.code, ms: ms() };
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const HUNG_UP: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);

function failureOf(error: LatchkeyError): ProbeFailure {
  const said = errorCode(error.cause);
  if (/CERTIFICATE_REQUIRED|ALERT_(BAD|UNKNOWN|UNSUPPORTED)_C|HANDSHAKE_FAILURE|ALERT_CERTIFICATE/.test(said)) {
    return 'certificate-asked';
  }
  if (said === 'CERT_HAS_EXPIRED' || said === 'CERT_NOT_YET_VALID') return 'server-certificate-date';
  if (said === 'ENETUNREACH' || said === 'EAI_AGAIN') return 'offline';
  if (HUNG_UP.has(said)) return 'hung-up';
  if (error.code === 'HOME_NOT_FOUND') return 'name-not-found';
  if (error.code === 'HOME_NOT_TRUSTED') return 'server-not-trusted';
  if (error.code === 'CLOCK_WRONG') return 'server-certificate-date';
  // An answer too large to hold is an answer: whoever gave it had let us in.
  return error.code === 'HOME_NOT_REACHED' ? 'not-answering' : 'other';
}
