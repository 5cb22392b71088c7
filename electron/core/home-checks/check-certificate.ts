/**
 * Looks hard at what a home sent before anything of it is kept: it must be a client certificate for this computer's own
 * key, signed by the authority that came with it, valid now, and able to do nothing else.
 */
import 'reflect-metadata';
import { X509Certificate } from '@peculiar/x509';
import type { CertificateReply } from '../../../shared/api.ts';
import { pemToDer, sameBytes, toHex } from '../../../shared/bytes.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { saidNameSchema } from '../../../shared/names.ts';
import { authorityProblem, leafProblem } from './certificate-profile.ts';
import { checkHome } from './check-home.ts';

/** What an invitation promised, and a person agreed to. */
export interface Agreed {
  readonly person: string;
  readonly home: string;
}

export interface CheckContext {
  /** The public key that this computer made, SubjectPublicKeyInfo DER. */
  readonly spki: Uint8Array;
  /** The home's; nothing in the reply may reach beyond it. */
  readonly domain: string;
  /** Whom and which home the person at this computer said yes to; undefined where nobody was asked anew. */
  readonly agreed?: Agreed | undefined;
  readonly now: Date;
  readonly crypto: Crypto;
}

/**
 * @returns the certificate, DER
 * @throws CERTIFICATE_NOT_ACCEPTABLE with the first thing that is wrong; HOME_CLAIMS_TOO_MUCH
 */
export async function checkCertificate(reply: CertificateReply, context: CheckContext): Promise<Uint8Array> {
  const leaf = parse(reply.certificate, 'The certificate');
  const ca = parse(reply.ca, "The authority's certificate");

  demand(sameBytes(new Uint8Array(leaf.publicKey.rawData), context.spki), 'It is for another key.');
  await checkIssuer(leaf, ca, context);
  demandNone(leafProblem(leaf, reply.device.id));
  checkDates(leaf, ca, context.now);
  checkNames(leaf, reply);
  checkAgreed(reply, context.agreed);

  const der = new Uint8Array(leaf.rawData);
  const fingerprint = toHex(new Uint8Array(await context.crypto.subtle.digest('SHA-256', der)));
  demand(fingerprint === reply.fingerprint, 'It is not the certificate that the reply names.');
  demand(sameSecond(leaf.notBefore, reply.notBefore), 'It begins at another time than the reply says.');
  demand(sameSecond(leaf.notAfter, reply.notAfter), 'It ends at another time than the reply says.');
  checkHome(reply, context.domain);
  return der;
}

async function checkIssuer(leaf: X509Certificate, ca: X509Certificate, { crypto }: CheckContext): Promise<void> {
  const issuer = new Uint8Array(leaf.issuerName.toArrayBuffer());
  demand(sameBytes(issuer, new Uint8Array(ca.subjectName.toArrayBuffer())), 'Another authority issued it.');
  demandNone(authorityProblem(ca));
  const { hash } = leaf.signatureAlgorithm as { hash?: { name?: string } };
  demand(hash?.name === 'SHA-256', 'It is signed with another hash than SHA-256.');
  const signed = await leaf.verify({ publicKey: ca, signatureOnly: true }, crypto).catch(() => false);
  demand(signed, 'The signature of the authority that came with it is not good.');
}

function checkDates(leaf: X509Certificate, ca: X509Certificate, now: Date): void {
  const clock = "It is %, by this computer's clock.";
  const hint = "Check this computer's date and time, then try again.";
  demand(leaf.notBefore <= now, clock.replace('%', 'not valid yet'), hint);
  demand(leaf.notAfter > now, clock.replace('%', 'expired'), hint);
  demand(ca.notBefore <= now, 'Its authority is not valid yet.', hint);
  demand(ca.notAfter > now, 'Its authority has expired.', hint);
}

/** The profile's subject: `CN=<person>, OU=<device name>, O=<home>`, as the reply has them. */
function checkNames(leaf: X509Certificate, reply: CertificateReply): void {
  const expected = { CN: reply.person, OU: reply.device.name, O: reply.home.name };
  for (const [field, name] of Object.entries(expected)) {
    const found = leaf.subjectName.getField(field);
    demand(
      found.length === 1 && saidNameSchema.safeParse(found[0]).data === name,
      `Its subject's ${field} is not what the reply says.`,
    );
  }
  const parts = leaf.subjectName.toJSON().flatMap((part) => Object.values(part).flat());
  demand(parts.length === 3, 'Its subject says more than the reply does.');
}

/** The certificate says who somebody is: nobody else than was agreed to. */
function checkAgreed({ person, home }: CertificateReply, agreed: Agreed | undefined): void {
  if (!agreed) return;
  demand(person === agreed.person, 'It is for another person than the invitation said.');
  demand(home.name === agreed.home, 'It is of a home with another name than the invitation said.');
}

function parse(pem: string, what: string): X509Certificate {
  try {
    return new X509Certificate(pemToDer(pem));
  } catch (cause) {
    throw new LatchkeyError('CERTIFICATE_NOT_ACCEPTABLE', { detail: `${what} cannot be read.`, cause });
  }
}

const sameSecond = (date: Date, text: string) =>
  Math.floor(date.getTime() / 1000) === Math.floor(Date.parse(text) / 1000);

function demand(holds: boolean, detail: string, hint?: string): asserts holds {
  if (!holds) throw new LatchkeyError('CERTIFICATE_NOT_ACCEPTABLE', { detail, ...(hint ? { hint } : {}) });
}

function demandNone(problem: string | undefined): void {
  if (problem !== undefined) demand(false, problem);
}
