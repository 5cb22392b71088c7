/** The part of CMS (RFC 5652) that SCEP is made of: one signer, one recipient, RSA. */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto';
import { type Node, octetsOf, readBer } from '../platform/ber.ts';
import { context, element, oid, sequence, TAG } from '../platform/der.ts';
import { CIPHERS, type Cipher, DIGESTS, OID, SHA_256 } from './oids.ts';

/** A message that is none: what is wrong with it can be seen without any key, and is said. */
export class NotCms extends Error {}

const NULL = Buffer.from('0500', 'hex');
const version = (number: number) => element(TAG.integer, Buffer.from([number]));
const VERSION_0 = version(0);
const VERSION_1 = version(1);

/** The elements of `node`, with these tags in this order; those behind them are not looked at. */
function parts<const Tags extends readonly number[]>(node: Node | undefined, ...tags: Tags) {
  if (!node || tags.some((tag, index) => node.children[index]?.tag !== tag))
    throw new NotCms('It is put together otherwise.');
  return node.children as unknown as { readonly [Index in keyof Tags]: Node };
}

function read(bytes: Uint8Array): Node {
  try {
    return readBer(bytes);
  } catch (cause) {
    throw new NotCms('It is not BER.', { cause });
  }
}

const is = (node: Node | undefined, id: Uint8Array) => node?.whole.equals(id) === true;

/** What is inside a ContentInfo of this type. */
function contentOf(bytes: Uint8Array, type: Uint8Array): Node | undefined {
  const [id, inside] = parts(read(bytes), TAG.objectIdentifier, context(0));
  if (!is(id, type)) throw new NotCms('It is another kind of message.');
  return inside.children[0];
}

/** Who signs or decrypts, as a certificate calls itself: issuer and serial number in DER. */
interface Identity {
  readonly issuer: Buffer;
  readonly serial: Buffer;
}

/** Issuer and serial number of a certificate in DER (RFC 5280 4.1). */
function identityOf(der: Uint8Array): Identity {
  const [tbs] = parts(read(der), TAG.sequence);
  const fields = tbs.children[0]?.tag === context(0) ? tbs.children.slice(1) : tbs.children;
  const [serial, , issuer] = fields;
  if (serial?.tag !== TAG.integer || issuer?.tag !== TAG.sequence)
    throw new NotCms('It has a certificate that is none.');
  return { issuer: issuer.whole, serial: serial.whole };
}

const isOf = (node: Node, { issuer, serial }: Identity) => {
  const [itsIssuer, itsSerial] = node.children;
  return is(itsIssuer, issuer) && is(itsSerial, serial);
};

/** What somebody signed. */
export interface Signed {
  readonly content: Buffer<ArrayBuffer>;
  readonly signer: X509Certificate;
  /** Values of signed attributes by the hexadecimal digits of their identifiers in DER. */
  readonly attributes: ReadonlyMap<string, Node>;
}

/**
 * The public key of who signed: RSA, of a size that is quick to check. Another exponent could be as long as the modulus, and
 * would take a hundred times as long.
 */
function rsaKeyOf(der: Uint8Array): { readonly certificate: X509Certificate; readonly key: KeyObject } {
  try {
    const certificate = new X509Certificate(der);
    const key = certificate.publicKey;
    const { modulusLength: bits = 0, publicExponent } = key.asymmetricKeyDetails ?? {};
    const quick = bits >= 2048 && bits <= 4096 && publicExponent === 65_537n;
    if (key.asymmetricKeyType === 'rsa' && quick) return { certificate, key };
  } catch (cause) {
    throw new NotCms('It has a certificate that cannot be read.', { cause });
  }
  throw new NotCms('It is not signed by an RSA key of 2,048 to 4,096 bits with the exponent 65537.');
}

/**
 * Reads a SignedData with one signer, whose certificate is in it, and verifies that the signer signed it. Whose certificate
 * that is, and who issued it, is not looked at.
 * @throws NotCms
 */
export function openSigned(bytes: Uint8Array): Signed {
  const signedData = contentOf(bytes, OID.signedData);
  const [, , encapsulated] = parts(signedData, TAG.integer, TAG.set, TAG.sequence);
  const more = signedData?.children.slice(3) ?? [];
  const certificates = more.find(({ tag }) => tag === context(0))?.children ?? [];
  const signers = more.at(-1);
  const [info] = parts(signers, TAG.sequence);
  if (signers?.tag !== TAG.set || signers.children.length !== 1) throw new NotCms('It has not one signer.');
  const [type, inside] = encapsulated.children;
  if (!is(type, OID.data)) throw new NotCms('There is something else in it.');
  const content = inside?.children[0] ? octetsOf(inside.children[0]) : Buffer.alloc(0);

  const [, who, digest, signed, , signature] = parts(
    info,
    ...([TAG.integer, TAG.sequence, TAG.sequence, context(0), TAG.sequence, TAG.octetString] as const),
  );
  const certificate = certificates.find((each) => isOf(who, identityOf(each.whole)));
  const algorithm = DIGESTS.get(digest.children[0]?.content.toString('hex') ?? '');
  if (!certificate || !algorithm) throw new NotCms('It is not signed in a way that is known here.');
  const { certificate: signer, key } = rsaKeyOf(certificate.whole);
  const attributes = new Map<string, Node>();
  for (const { children } of signed.children) {
    const [id, values] = children;
    const [value] = values?.children ?? [];
    if (id && value) attributes.set(id.whole.toString('hex'), value);
  }
  const said = attributes.get(OID.messageDigest.toString('hex'));
  if (!said || !octetsOf(said).equals(createHash(algorithm).update(content).digest()))
    throw new NotCms('It is not what was signed.');
  // What was signed is the set of attributes, not the field that it is sent in (RFC 5652 5.4).
  const set = element(TAG.set, signed.content);
  if (!verify(algorithm, set, { key, padding: constants.RSA_PKCS1_PADDING }, octetsOf(signature)))
    throw new NotCms('Its signature was not made by its key.');
  return { content, signer, attributes };
}

/** A key that decrypts, and the certificate that says so. */
export interface Recipient {
  readonly certificate: Uint8Array;
  readonly key: KeyObject;
}

/** What was in an envelope, and how it was encrypted. */
export interface Opened {
  readonly content: Buffer<ArrayBuffer>;
  readonly cipher: string;
}

/**
 * Decrypts an EnvelopedData. Why it does not open is for nobody to know (RFC 3218): a key that is wrong opens to random
 * bytes, and what those decrypt to is as little a request as what anybody makes up.
 * @returns undefined when it does not open for this recipient
 * @throws NotCms when it is none
 */
export function openEnvelope(bytes: Uint8Array, { certificate, key }: Recipient): Opened | undefined {
  const [, recipients, encrypted] = parts(contentOf(bytes, OID.envelopedData), TAG.integer, TAG.set, TAG.sequence);
  const [, algorithm, secret] = encrypted.children;
  const [cipherId, iv] = parts(algorithm, TAG.objectIdentifier, TAG.octetString);
  const cipher = CIPHERS.get(cipherId.content.toString('hex'));
  if (!secret || !cipher || octetsOf(iv).length !== cipher.ivLength)
    throw new NotCms('It is not encrypted with AES or 3DES in CBC mode.');
  const identity = identityOf(certificate);
  const mine = recipients.children.find(({ children }) => children[1] && isOf(children[1], identity));
  const wrapped = mine?.children[3] && octetsOf(mine.children[3]);
  const contentKey = unwrapped(wrapped ?? randomBytes(256), key, cipher);
  try {
    const decipher = createDecipheriv(cipher.name, contentKey, octetsOf(iv));
    const content = Buffer.concat([decipher.update(octetsOf(secret)), decipher.final()]);
    return { content, cipher: cipherId.content.toString('hex') };
  } catch {
    return undefined;
  }
}

/** Node's OpenSSL gives random bytes where the padding is wrong; the same is done where the length is. */
function unwrapped(wrapped: Buffer, key: KeyObject, { keyLength }: Cipher): Buffer {
  const instead = randomBytes(keyLength);
  try {
    const found = privateDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, wrapped);
    return found.length === keyLength ? found : instead;
  } catch {
    return instead;
  }
}

/** Encrypts for whom a certificate with an RSA key is of. @param cipher the hexadecimal digits of its identifier */
export function seal(content: Uint8Array, recipient: X509Certificate, cipher: string): Buffer<ArrayBuffer> {
  const known = CIPHERS.get(cipher);
  if (!known) throw new RangeError(`no cipher ${cipher}`);
  const { name, keyLength, ivLength } = known;
  const [key, iv] = [randomBytes(keyLength), randomBytes(ivLength)];
  const encryption = createCipheriv(name, key, iv);
  const secret = Buffer.concat([encryption.update(content), encryption.final()]);
  const wrapped = publicEncrypt({ key: recipient.publicKey, padding: constants.RSA_PKCS1_PADDING }, key);
  const { issuer, serial } = identityOf(recipient.raw);
  const info = sequence(
    VERSION_0,
    sequence(issuer, serial),
    sequence(OID.rsaEncryption, NULL),
    element(TAG.octetString, wrapped),
  );
  const algorithm = sequence(oid(cipher), element(TAG.octetString, iv));
  const enveloped = sequence(
    VERSION_0,
    element(TAG.set, info),
    sequence(OID.data, algorithm, element(context(0, false), secret)),
  );
  return sequence(OID.envelopedData, element(context(0), enveloped));
}

/** An attribute with one value, in DER. */
export const attribute = (id: Uint8Array, value: Uint8Array) => sequence(id, element(TAG.set, value));

/**
 * Signs with RSA or ECDSA, and SHA-256; the certificate goes along.
 * @param attributes in DER, beside those of CMS itself
 * @param options.chain certificates above it, DER
 */
export function signed(
  content: Uint8Array,
  attributes: readonly Uint8Array[],
  { certificate, key }: Recipient,
  { chain = [] }: { readonly chain?: readonly Uint8Array[] } = {},
) {
  const digest = element(TAG.octetString, createHash('sha256').update(content).digest());
  const all = [...attributes, attribute(OID.contentType, OID.data), attribute(OID.messageDigest, digest)];
  // A set is sorted in DER (X.690 11.6).
  const sorted = [...all].sort(Buffer.compare);
  const isRsa = key.asymmetricKeyType === 'rsa';
  const signature = sign(
    'sha256',
    element(TAG.set, ...sorted),
    isRsa ? { key, padding: constants.RSA_PKCS1_PADDING } : key,
  );
  const { issuer, serial } = identityOf(certificate);
  const info = sequence(
    VERSION_1,
    sequence(issuer, serial),
    sequence(SHA_256, NULL),
    element(context(0), ...sorted),
    // strongSwan takes no other name for RSA.
    isRsa ? sequence(OID.rsaEncryption, NULL) : sequence(OID.ecdsaWithSha256),
    element(TAG.octetString, signature),
  );
  const inside = element(context(0), element(TAG.octetString, content));
  const data = sequence(
    VERSION_1,
    element(TAG.set, sequence(SHA_256, NULL)),
    sequence(OID.data, ...(content.length > 0 ? [inside] : [])),
    element(context(0), certificate, ...chain),
    element(TAG.set, info),
  );
  return sequence(OID.signedData, element(context(0), data));
}
