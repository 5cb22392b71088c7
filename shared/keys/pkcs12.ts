/**
 * PKCS#12 (RFC 7292) for an EC key, in the one profile that every system reads: 3DES for key and certificate, SHA-1 for
 * the MAC. macOS does not read the AES one. node-forge has the parts; its own builder takes RSA keys only.
 */
import forge from 'node-forge';
import type { DeviceKey } from './webcrypto-keys.ts';

export interface Pkcs12Contents {
  readonly key: DeviceKey;
  /**
   * The device's certificate, DER. Its issuer stays outside: no browser needs it to choose, Windows would warn of a new
   * root, and every store would keep it after the device has left.
   */
  readonly certificate: Uint8Array;
  /** What certificate dialogs show. */
  readonly friendlyName: string;
  /** ASCII, not empty: macOS reads no container without a password, Java none with a non-ASCII one. */
  readonly password: string;
}

export interface Pkcs12Writer {
  write(contents: Pkcs12Contents): Promise<Uint8Array>;
}

const { asn1, pki, pkcs12, md, hmac, random, util } = forge;
const { UNIVERSAL, CONTEXT_SPECIFIC } = asn1.Class;

/** The app's file lives for seconds under 192 random bits: more rounds would only make the relative wait. */
const ROUNDS = 2048;
const SALT_BYTES = 8;
const MAC_KEY_BYTES = 20;
/** What a derived key is for (RFC 7292 appendix B.3). */
const MAC_KEY_ID = 3;

const OID = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  certBag: '1.2.840.113549.1.12.10.1.3',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  sha1: '1.3.14.3.2.26',
} as const;

type Asn1 = forge.asn1.Asn1;

const sequence = (...values: Asn1[]) => asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, values);
const set = (...values: Asn1[]) => asn1.create(UNIVERSAL, asn1.Type.SET, true, values);
/** `[0] EXPLICIT`. */
const tagged = (value: Asn1) => asn1.create(CONTEXT_SPECIFIC, 0, true, [value]);
const oid = (dotted: string) => asn1.create(UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(dotted).getBytes());
const octets = (bytes: string) => asn1.create(UNIVERSAL, asn1.Type.OCTETSTRING, false, bytes);
const integer = (value: number) =>
  asn1.create(UNIVERSAL, asn1.Type.INTEGER, false, asn1.integerToDer(value).getBytes());
/** forge writes the UTF-16 code units itself. */
const bmpString = (text: string) => asn1.create(UNIVERSAL, asn1.Type.BMPSTRING, false, text);
const der = (value: Asn1) => asn1.toDer(value).getBytes();

/** forge's strings hold one byte in each character. */
const binary = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** ContentInfo of type data. */
const dataContent = (value: Asn1) => sequence(oid(OID.data), tagged(octets(der(value))));

/** @param rounds of the key derivation: more where the file is kept for longer, and under a shorter password */
export const pkcs12Writer = (rounds = ROUNDS): Pkcs12Writer => ({
  write({ key, certificate, friendlyName, password }: Pkcs12Contents): Promise<Uint8Array> {
    const encrypt = (value: Asn1) => encrypted(value, password, rounds);
    const safe = sequence(
      certificateContent(binary(certificate), bagAttributes(certificate, friendlyName), encrypt),
      keyContent(binary(key.pkcs8), bagAttributes(certificate, friendlyName), encrypt),
    );
    const pfx = sequence(integer(3), dataContent(safe), macData(der(safe), password, rounds));
    return Promise.resolve(bytesOf(der(pfx)));
  },
});

type Encrypt = (value: Asn1) => { readonly algorithm: Asn1; readonly ciphertext: string };

/** Ties key and certificate together, and says how dialogs call them. */
function bagAttributes(certificate: Uint8Array, friendlyName: string): Asn1 {
  const localKeyId = md.sha1.create().update(binary(certificate)).digest().getBytes();
  return set(
    sequence(oid(OID.friendlyName), set(bmpString(friendlyName))),
    sequence(oid(OID.localKeyId), set(octets(localKeyId))),
  );
}

/** The certificate, encrypted: macOS 15 refuses containers with a certificate in the clear. */
function certificateContent(certificate: string, attributes: Asn1, encrypt: Encrypt): Asn1 {
  const value = tagged(sequence(oid(OID.x509Certificate), tagged(octets(certificate))));
  const bag = sequence(oid(OID.certBag), value, attributes);
  const { algorithm, ciphertext } = encrypt(sequence(bag));
  // EncryptedContentInfo holds its octets under an implicit [0].
  const content = asn1.create(CONTEXT_SPECIFIC, 0, false, ciphertext);
  return sequence(oid(OID.encryptedData), tagged(sequence(integer(0), sequence(oid(OID.data), algorithm, content))));
}

function keyContent(pkcs8: string, attributes: Asn1, encrypt: Encrypt): Asn1 {
  const { algorithm, ciphertext } = encrypt(asn1.fromDer(util.createBuffer(pkcs8, 'raw')));
  const bag = sequence(oid(OID.shroudedKeyBag), tagged(sequence(algorithm, octets(ciphertext))), attributes);
  return dataContent(sequence(bag));
}

/** pbeWithSHAAnd3-KeyTripleDES-CBC. forge calls it the encryption of a private key; any value will do. */
function encrypted(value: Asn1, password: string, rounds: number): ReturnType<Encrypt> {
  const written = pki.encryptPrivateKeyInfo(value, password, {
    algorithm: '3des',
    count: rounds,
    saltSize: SALT_BYTES,
  });
  const [algorithm, ciphertext] = written.value as [Asn1, Asn1];
  return { algorithm, ciphertext: ciphertext.value as string };
}

function macData(content: string, password: string, rounds: number): Asn1 {
  const salt = random.getBytesSync(SALT_BYTES);
  const key = pkcs12.generateKey(password, util.createBuffer(salt), MAC_KEY_ID, rounds, MAC_KEY_BYTES);
  const mac = hmac.create();
  mac.start('sha1', key);
  mac.update(content);
  const sha1 = sequence(oid(OID.sha1), asn1.create(UNIVERSAL, asn1.Type.NULL, false, ''));
  return sequence(sequence(sha1, octets(mac.getMac().getBytes())), octets(salt), integer(rounds));
}
