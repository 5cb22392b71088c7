/**
 * Trust in the servers of one home that has a private root: for one session, in memory, and for nobody else. No store of
 * the system ever learns that root.
 */
import { X509Certificate } from 'node:crypto';

/** A server's certificate as Electron shows it. */
export interface ShownCertificate {
  /** PEM. */
  readonly data: string;
  readonly issuerCert?: ShownCertificate | undefined;
}

/** What to answer `setCertificateVerifyProc`; the numbers are Chromium's (net/base/net_error_list.h). */
export const VERDICT = { trusted: 0, wrongName: -200, wrongDate: -201, wrongAuthority: -202 } as const;
type Verdict = (typeof VERDICT)[keyof typeof VERDICT];

/** Far above any real chain. */
const MAX_CHAIN = 8;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/**
 * Whether the chain that a server showed ends in the home's own root. What the system trusts is not asked.
 * @param root PEM, proven by the invite's pin
 */
export function verifyServer(shown: ShownCertificate, hostname: string, root: string, now: Date): Verdict {
  const chain = readChain(shown);
  const anchor = new X509Certificate(root);
  const [leaf] = chain;
  if (!leaf || !endsIn(chain, anchor)) return VERDICT.wrongAuthority;
  if (leaf.ca || !(leaf.keyUsage ?? [SERVER_AUTH]).includes(SERVER_AUTH)) return VERDICT.wrongAuthority;
  if (leaf.checkHost(hostname, { subject: 'never' }) === undefined) return VERDICT.wrongName;
  const valid = [...chain, anchor].every(
    ({ validFromDate, validToDate }) => validFromDate <= now && now <= validToDate,
  );
  return valid ? VERDICT.trusted : VERDICT.wrongDate;
}

function readChain(shown: ShownCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  try {
    for (let next: ShownCertificate | undefined = shown; next && chain.length < MAX_CHAIN; next = next.issuerCert) {
      chain.push(new X509Certificate(next.data));
    }
  } catch {
    return [];
  }
  return chain;
}

/** Every certificate is signed by the next, the last by the root; all but the first are authorities. */
function endsIn(chain: readonly X509Certificate[], root: X509Certificate): boolean {
  const path = chain.filter((certificate) => certificate.fingerprint256 !== root.fingerprint256);
  return path.every((certificate, i) => {
    const issuer = path[i + 1] ?? root;
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  });
}
