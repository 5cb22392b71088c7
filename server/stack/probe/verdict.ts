/** What came of one attack on the client-auth check, decided by who answered. */
import { answeredBy } from '../../../shared/answered-by.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { tryConnect } from './connect.ts';
import type { ProbeOutcome } from './https.ts';
import { servedCertificate } from './served-certificate.ts';

export interface AttackVerdict {
  /**
   * `refused` is a refusal by the client-auth check. `closed` is every other end without an answer of a service: nobody
   * got in, but the client-auth check was not tried, as before the first certificate of an ACME CA is there. `got-in` is
   * an answer from past the client-auth check. `skipped`: no client can ask for this name.
   */
  readonly outcome: 'refused' | 'closed' | 'got-in' | 'skipped';
  readonly detail: string;
}

/** The TLS alerts by which a server says that it minds the client's certificate, or that there is none (RFC 8446 6.2). */
const CERTIFICATE_ALERT =
  /alert (certificate required|bad certificate|unknown ca|certificate (unknown|expired|revoked)|decrypt error)/;

/** What is asked of the home itself when an answer alone does not tell. */
export interface HomeEvidence {
  /**
   * Whether the auth endpoint, which the client-auth check asks, answers: without it the proxy's own 502 comes from the
   * client-auth check.
   */
  readonly authEndpointAnswers: () => Promise<boolean>;
  /** The certificates that this home's own listeners show under a name, as SHA-256 in lower-case hexadecimal. */
  readonly certificates: (sni: string) => Promise<readonly string[]>;
}

/** The evidence of the home that runs in this folder. */
export function evidenceOf({ run }: Pick<HomeLayout, 'run'>): HomeEvidence {
  return {
    authEndpointAnswers: () =>
      tryConnect({ path: run.authEndpoint }).then(
        () => true,
        () => false,
      ),
    certificates: async (sni) => {
      const served = await Promise.all(
        [run.wan, run.lan, run.enrolment].map((path) => servedCertificate({ path }, sni)),
      );
      return served.flatMap((each) => (each ? [each.fingerprint] : []));
    },
  };
}

/**
 * Judges one attack.
 * @param sni the name in the TLS greeting
 */
export async function judgeAttack(
  outcome: ProbeOutcome,
  sni: string | null,
  evidence: HomeEvidence,
): Promise<AttackVerdict> {
  if (outcome.kind === 'no-server-certificate') return { outcome: 'closed', detail: 'no server certificate yet' };
  if (outcome.kind === 'closed') {
    return { outcome: CERTIFICATE_ALERT.test(outcome.reason) ? 'refused' : 'closed', detail: outcome.reason };
  }
  const { status, headers, serverCertificate } = outcome;
  const detail = `status ${status}`;
  const by = answeredBy({ status, header: (name) => headers.get(name) });
  // The proxy's own: the name in the greeting and the one in the request do not go together, and nobody was served.
  if (by === 'client-auth' || by === 'proxy') return { outcome: 'refused', detail };
  if (by === 'nobody' && !(await evidence.authEndpointAnswers())) {
    return { outcome: 'closed', detail: `${detail}: the auth endpoint does not answer, and without it nobody gets in` };
  }
  if (sni !== null && serverCertificate !== undefined) {
    const own = await evidence.certificates(sni);
    if (own.length > 0 && !own.includes(serverCertificate)) {
      return { outcome: 'closed', detail: `${detail} by another server, with a certificate that is not this home's` };
    }
  }
  return { outcome: 'got-in', detail };
}
