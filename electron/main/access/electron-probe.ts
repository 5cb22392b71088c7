/**
 * Visits with the app's own Chromium: its network stack, the system's certificate store, this device's certificate. Every
 * visit has a session of its own, in memory and empty: a session that was here before would not see a new certificate.
 */
import type { Session } from 'electron';
import { netFailure } from '../../adapters/access/net-error.ts';
import { NodeProbe } from '../../adapters/access/node-probe.ts';
import type { EnrolmentRecord } from '../../core/enrolment-record.ts';
import type { AccessProbe, AccessProbes, Clock, ProbeResult, Visitor } from '../../core/ports.ts';
import type { ClientCertificates } from '../security/client-certificates.ts';
import { type SystemFacts, withLocalNetwork } from './local-network.ts';
import { verifyServer } from './verify-server.ts';

const VISIT_TIMEOUT_MS = 20_000;
/** A page of any service fits; what is longer is not read. */
const MAX_BYTES = 8 * 1024 * 1024;

type ProbeSession = Pick<Session, 'fetch' | 'resolveHost' | 'setCertificateVerifyProc' | 'webRequest'>;

export interface ElectronProbeDeps {
  readonly clock: Clock;
  readonly certificates: ClientCertificates;
  readonly system: SystemFacts;
  /** `Chromium 148.0.1`, as the report names it. */
  readonly name: () => string;
  /** A new session in memory that nobody else has. */
  readonly newSession: () => ProbeSession;
}

export function electronProbes(deps: ElectronProbeDeps): AccessProbes {
  return { open: (home) => Promise.resolve(new ElectronProbe(deps, home)) };
}

interface Head {
  readonly status: number;
  readonly headers: Record<string, string>;
}
type Seen = Head & { readonly body: string };

class ElectronProbe implements AccessProbe {
  readonly name: string;
  readonly knowsDevice = true;
  readonly #deps: ElectronProbeDeps;
  readonly #home: EnrolmentRecord;
  /** Chromium could be made to show a certificate; Node has none. */
  readonly #stranger: AccessProbe;

  constructor(deps: ElectronProbeDeps, home: EnrolmentRecord) {
    this.name = deps.name();
    this.#deps = deps;
    this.#home = home;
    this.#stranger = new NodeProbe(home.serverRoot);
  }

  async visit(url: string, visitor: Visitor): Promise<ProbeResult> {
    if (visitor === 'stranger') return this.#stranger.visit(url, visitor);
    const begun = performance.now();
    const ms = () => Math.round(performance.now() - begun);
    const session = this.#session();
    const ended = this.#deps.certificates.expect(url, this.#home.fingerprint);
    try {
      return { kind: 'answer', ...(await visit(session, url)), ms: ms() };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { kind: 'failure', failure: await this.#failure(session, url, detail), detail, ms: ms() };
    } finally {
      ended();
    }
  }

  close(): Promise<void> {
    return this.#stranger.close();
  }

  #session(): ProbeSession {
    const session = this.#deps.newSession();
    const { serverRoot } = this.#home;
    if (serverRoot !== undefined) {
      session.setCertificateVerifyProc(({ certificate, hostname }, answer) =>
        answer(verifyServer(certificate, hostname, serverRoot, this.#deps.clock.now())),
      );
    }
    return session;
  }

  async #failure(session: ProbeSession, url: string, said: string) {
    if (/timed out|TimeoutError|aborted/i.test(said)) return 'not-answering';
    const { platform } = this.#deps.system;
    const failure = netFailure(said);
    if (platform !== 'darwin') return failure;
    const endpoints = await session.resolveHost(new URL(url).hostname).then(
      (resolved) => resolved.endpoints,
      () => [],
    );
    const addresses = endpoints.map(({ address }) => address);
    return withLocalNetwork(failure, said, addresses, this.#deps.system);
  }
}

/** @throws Error with Chromium's `net::ERR_…` when there is no answer */
async function visit(session: ProbeSession, url: string): Promise<Seen> {
  const redirect = watchForRedirect(session);
  try {
    const response = await session.fetch(url, {
      // "omit" would leave the client certificate out too; this session has no cookies to send.
      credentials: 'include',
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.timeout(VISIT_TIMEOUT_MS),
    });
    const headers = Object.fromEntries([...response.headers].map(([name, value]) => [name.toLowerCase(), value]));
    return { status: response.status, headers, body: await readText(response) };
  } catch (error) {
    // A redirect is an answer, and nobody follows it; Electron's fetch takes it for a failure.
    const head = redirect();
    if (head) return { ...head, body: '' };
    throw error;
  }
}

/** @returns what asks for the redirect that was answered, if it was one */
function watchForRedirect(session: ProbeSession): () => Head | undefined {
  let seen: Head | undefined;
  session.webRequest.onHeadersReceived(({ statusCode, responseHeaders }, goOn) => {
    const flat = Object.entries(responseHeaders ?? {}).map(([name, values]) => [name.toLowerCase(), String(values)]);
    if (statusCode >= 300 && statusCode < 400) seen = { status: statusCode, headers: Object.fromEntries(flat) };
    goOn({});
  });
  return () => seen;
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
