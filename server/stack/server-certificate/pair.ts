/** A server certificate with its chain, and its key: would Caddy load them, and would those who connect take them? */
import type { X509Certificate } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { certificatesIn, keyIn, PemError } from './pem.ts';

/**
 * What a problem does.
 * - `not-loaded`: Caddy cannot use the files at all.
 * - `refused`: it is served, and everybody who connects refuses it (for `names`, to those names).
 * - `some-refuse`: browsers may fill the gap by themselves, apps and command lines do not.
 * - `slow`: all is well, until strangers greet the home again and again.
 */
type Effect = 'not-loaded' | 'refused' | 'some-refuse' | 'slow';

type PairProblemCode =
  | 'not-pem'
  | 'key'
  | 'not-first'
  | 'order'
  | 'chain'
  | 'expired'
  | 'not-yet-valid'
  | 'names'
  | 'usage'
  | 'not-in-chain'
  | 'twice'
  | 'key-kind'
  | 'slow-key';

type Part = 'certificate' | 'key';

/** One thing that is wrong with a pair. */
interface PairProblem {
  readonly code: PairProblemCode;
  readonly effect: Effect;
  /** The file that it is about. */
  readonly part: Part;
  /** What is wrong and what to do, as one sentence without its full stop; begins with the path of the file. */
  readonly message: string;
}

/** A file as it was read, and where. */
interface NamedBytes {
  readonly path: string;
  readonly bytes: Buffer;
}

export interface PairOptions {
  /** The certificate first, then those that vouch for it, in PEM. */
  readonly certificate: NamedBytes;
  readonly key: NamedBytes;
  /** Names that are to be served with it; `*.example.com` asks for a certificate of all of them. */
  readonly hosts: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The roots that those who connect are known to have. */
  readonly roots: readonly X509Certificate[];
}

export interface JudgedPair {
  /** When it expires, in milliseconds since 1970; undefined when it cannot be read. */
  readonly notAfter: number | undefined;
  /** The worst first; none when all is well. */
  readonly problems: readonly PairProblem[];
}

/** id-kp-serverAuth and anyExtendedKeyUsage (RFC 5280, 4.2.1.12). */
const SERVER_USAGES = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];
const WHOLE_CHAIN = 'name the file with the whole chain (certbot: fullchain.pem; acme.sh: fullchain.cer)';

const issuedBy = (certificate: X509Certificate, issuer: X509Certificate) =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
const isSelfSigned = (certificate: X509Certificate) => issuedBy(certificate, certificate);
const sameKey = (one: X509Certificate, other: X509Certificate) =>
  one.subject === other.subject && one.publicKey.equals(other.publicKey);
/** A distinguished name in one line, such as `CN=R10, O=Let's Encrypt`. */
const nameOf = (name: string) => name.split('\n').reverse().join(', ') || 'nobody';
const dayOf = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);

const wrong = (code: PairProblemCode, effect: Effect, message: string, part: Part = 'certificate'): PairProblem => ({
  code,
  effect,
  part,
  message,
});

/** The way from the first certificate to a root, as far as the file has it. */
interface Chain {
  readonly path: readonly [X509Certificate, ...X509Certificate[]];
  /** Whether it ends at a root: one that is known, or one that is in the file. */
  readonly ends: boolean;
}

function chainOf(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  { roots, now }: Pick<PairOptions, 'roots' | 'now'>,
): Chain {
  const path: [X509Certificate, ...X509Certificate[]] = [leaf];
  for (let at = leaf; ; ) {
    if (isSelfSigned(at) || roots.some((root) => sameKey(root, at) || issuedBy(at, root))) return { path, ends: true };
    const issuers = others.filter((each) => !path.includes(each) && issuedBy(at, each));
    const next = issuers.find(({ validToDate }) => validToDate.getTime() > now) ?? issuers[0];
    if (!next) return { path, ends: false };
    path.push(next);
    at = next;
  }
}

/**
 * Whether a certificate is for a host; of a wildcard, whether it is for all of its names. The common name counts for
 * nothing.
 */
export function covers(certificate: X509Certificate, host: string): boolean {
  // Names in other scripts are asked for in their ASCII form (RFC 5891).
  const name = domainToASCII(host.replace(/^\*\./, 'latchkey-any-name.'));
  const matched = certificate.checkHost(name, { subject: 'never' });
  if (host.startsWith('*.')) return matched?.startsWith('*.') === true;
  return matched !== undefined;
}

function dates(path: string, certificates: readonly X509Certificate[], now: number): PairProblem[] {
  return certificates.flatMap((each, at): PairProblem[] => {
    const whose = at === 0 ? path : `${path}: the certificate of ${nameOf(each.subject)} in its chain`;
    const [from, to] = [each.validFromDate.getTime(), each.validToDate.getTime()];
    const fetch = at === 0 ? 'have it renewed' : `fetch the chain again, and ${WHOLE_CHAIN}`;
    if (to <= now) return [wrong('expired', 'refused', `${whose} expired on ${dayOf(to)}; ${fetch}`)];
    if (from <= now) return [];
    const message = `${whose} is not valid before ${new Date(from).toISOString()}; look whether the clock of this machine is right`;
    return [wrong('not-yet-valid', 'refused', message)];
  });
}

function purpose(path: string, leaf: X509Certificate, hosts: readonly string[]): PairProblem[] {
  const problems: PairProblem[] = [];
  const usages: readonly string[] | undefined = leaf.keyUsage;
  if (usages && !usages.some((usage) => SERVER_USAGES.includes(usage))) {
    const message = `${path} is no server certificate (its extended key usage has no serverAuth); name another`;
    problems.push(wrong('usage', 'refused', message));
  }
  const uncovered = hosts.filter((host) => !covers(leaf, host));
  if (uncovered.length > 0) {
    const has = leaf.subjectAltName === undefined ? 'has no subjectAltName at all' : `has ${leaf.subjectAltName}`;
    const message = `${path} is not for ${uncovered.join(', ')}: it ${has}; have one issued for these names too`;
    problems.push(wrong('names', 'refused', message));
  }
  return problems;
}

function chain(
  path: string,
  [leaf, ...others]: readonly [X509Certificate, ...X509Certificate[]],
  { path: way, ends }: Chain,
): PairProblem[] {
  const problems: PairProblem[] = [];
  const last = way.at(-1) ?? leaf;
  // What is asked for at last is a root in all likelihood, unless nothing is there but the certificate itself.
  const caIssuers = /^CA Issuers - URI:(.*)$/m.exec(last.infoAccess ?? '')?.[1];
  if (!ends && (last === leaf || caIssuers !== undefined)) {
    const where = caIssuers === undefined ? '' : ` (it can be had at ${caIssuers})`;
    const message = `${path} lacks the certificate of ${nameOf(last.issuer)}, which issued ${last === leaf ? 'it' : nameOf(last.subject)}${where}; ${WHOLE_CHAIN}, or, where that is a root of your own, add it to the roots of this machine (update-ca-certificates) and of every device`;
    problems.push(wrong('chain', 'some-refuse', message));
  }
  const all = [leaf, ...others];
  const again = all.filter((each, at) => all.findIndex(({ raw }) => raw.equals(each.raw)) < at);
  if (again.length > 0) {
    const message = `${path} has the certificate of ${nameOf(again[0]?.subject ?? '')} twice; ${WHOLE_CHAIN}`;
    problems.push(wrong('twice', 'some-refuse', message));
  }
  const inFile = all.filter((each) => way.includes(each));
  if (inFile.some((each, at) => each !== way[at])) {
    const message = `${path} has its chain in the wrong order: it should be ${way.map(({ subject }) => nameOf(subject)).join(', then ')}; ${WHOLE_CHAIN}`;
    problems.push(wrong('order', 'some-refuse', message));
  }
  // What leads on behind a root that is known is for those who do not know it, such as a cross-signed root.
  const useful = new Set(way);
  for (const one of useful) for (const each of others) if (sameKey(one, each) || issuedBy(one, each)) useful.add(each);
  const odd = others.filter((each) => !useful.has(each) && !again.includes(each));
  if (odd.length > 0) {
    const message = `${path} has certificates that are not of its chain: ${odd.map(({ subject }) => nameOf(subject)).join('; ')}; remove them`;
    problems.push(wrong('not-in-chain', 'some-refuse', message));
  }
  return problems;
}

const RANK: readonly Effect[] = ['not-loaded', 'refused', 'some-refuse', 'slow'];

/** RSA signs once a handshake: five milliseconds with 4,096 bits, a fifth of that with 2,048, next to nothing with P-256. */
const QUICK_RSA_BITS = 2048;

/** What every browser takes (CA/Browser Forum, Baseline Requirements 6.1.5), but for P-521, which Chromium does not. */
const CURVES = ['prime256v1', 'secp384r1'];

function strength(
  path: string,
  { publicKey: { asymmetricKeyType, asymmetricKeyDetails } }: X509Certificate,
): PairProblem[] {
  const { modulusLength: bits = 0, namedCurve = '' } = asymmetricKeyDetails ?? {};
  const isTaken = asymmetricKeyType === 'rsa' ? bits >= QUICK_RSA_BITS : CURVES.includes(namedCurve);
  if (!isTaken) {
    const kind = namedCurve || (bits > 0 ? `RSA with ${bits} bits` : asymmetricKeyType);
    const message = `${path} is for a key that browsers do not take (${kind}); have one issued for a P-256 key`;
    return [wrong('key-kind', 'refused', message)];
  }
  if (bits <= QUICK_RSA_BITS) return [];
  const message = `${path} is for an RSA key of ${bits} bits, which costs this machine much work for each connection; have one issued for a P-256 key (certbot: --key-type ecdsa)`;
  return [wrong('slow-key', 'slow', message)];
}

/** Judges a pair as it was read. Pure: nothing is looked up. */
export function judgePair({ certificate, key, hosts, now, roots }: PairOptions): JudgedPair {
  const problems: PairProblem[] = [];
  const reading = <T>(part: Part, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof PemError)) throw error;
      problems.push(wrong('not-pem', 'not-loaded', error.message, part));
      return undefined;
    }
  };
  const certificates = reading('certificate', () => certificatesIn(certificate.bytes, certificate.path));
  const privateKey = reading('key', () => keyIn(key.bytes, key.path));
  if (!certificates) return { notAfter: undefined, problems };

  const owner = privateKey && certificates.find((each) => each.checkPrivateKey(privateKey));
  if (privateKey && !owner) {
    const message = `${key.path} is not the key of ${certificate.path}; name the two that were made together`;
    problems.push(wrong('key', 'not-loaded', message, 'key'));
  }
  const leaf = owner ?? certificates[0];
  if (leaf !== certificates[0]) {
    const message = `${certificate.path} begins with the certificate of ${nameOf(certificates[0].subject)}, and ${key.path} is the key of a later one; put that one first`;
    problems.push(wrong('not-first', 'not-loaded', message));
  }
  const others = certificates.filter((each) => each !== leaf);
  const way = chainOf(leaf, others, { roots, now });
  problems.push(
    ...dates(certificate.path, way.path, now),
    ...purpose(certificate.path, leaf, hosts),
    ...(leaf === certificates[0] ? chain(certificate.path, certificates, way) : []),
    ...strength(certificate.path, leaf),
  );
  return {
    notAfter: leaf.validToDate.getTime(),
    problems: problems.toSorted((one, other) => RANK.indexOf(one.effect) - RANK.indexOf(other.effect)),
  };
}
