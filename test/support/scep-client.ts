/** A client of SCEP that can do everything wrong: for what strongSwan and certmonger never send. */
import 'reflect-metadata';
import { KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import {
  ChallengePasswordAttribute,
  Pkcs10CertificateRequestGenerator,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { octetsOf, readBer } from '../../server/platform/ber.ts';
import { element, TAG } from '../../server/platform/der.ts';
import { attribute, openEnvelope, openSigned, seal, signed } from '../../server/scep/cms.ts';
import { OID } from '../../server/scep/oids.ts';

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;
export const AES_128 = '608648016503040102';
const text = (value: string) => element(0x13, Buffer.from(value, 'latin1'));

/** Asks a home for an operation of SCEP, by GET. @throws when it is not answered with 200 */
export async function operation(
  { host, port }: { readonly host: string; readonly port: number },
  name: string,
  message?: Buffer,
): Promise<Buffer> {
  const query = message === undefined ? '' : `&message=${encodeURIComponent(message.toString('base64'))}`;
  const sending = request({
    ...{ host: '127.0.0.1', port, servername: host, headers: { host: `${host}:${port}` }, timeout: 10_000 },
    path: `/scep?operation=${name}${query}`,
    // What is tested is the home's judgement of us, not ours of its private certificate.
    rejectUnauthorized: false,
  });
  sending.on('timeout', () => sending.destroy(new Error('no reply in time'))).end();
  const [reply] = (await once(sending, 'response')) as [IncomingMessage];
  const bytes = await buffer(reply);
  if (reply.statusCode !== 200) throw new Error(`${name} was answered with ${reply.statusCode}: ${bytes}`);
  return bytes;
}

export interface ScepClient {
  readonly keys: CryptoKeyPair;
  readonly key: KeyObject;
  /** DER, signed by its own key. */
  readonly certificate: Uint8Array;
}

export async function scepClient(bits = 2048, publicExponent = RSA.publicExponent): Promise<ScepClient> {
  const wanted = { ...RSA, modulusLength: bits, publicExponent };
  const keys = await crypto.subtle.generateKey(wanted, true, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=client',
    serialNumber: '01',
    keys,
    signingAlgorithm: RSA,
    notAfter: new Date(Date.now() + 86_400_000),
  });
  return { keys, key: KeyObject.from(keys.privateKey), certificate: new Uint8Array(made.rawData) };
}

export async function csrOf({ keys }: ScepClient, challenge?: string): Promise<Uint8Array> {
  const attributes = challenge === undefined ? [] : [new ChallengePasswordAttribute(challenge)];
  const made = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=admin, O=another home',
    keys,
    signingAlgorithm: RSA,
    attributes,
  });
  return new Uint8Array(made.rawData);
}

/** An envelope in a message of this type. */
export function messageOf(client: ScepClient, envelope: Uint8Array, type = '19'): Buffer {
  const attributes = [
    attribute(OID.messageType, text(type)),
    attribute(OID.transactionId, text('transaction-1')),
    attribute(OID.senderNonce, element(TAG.octetString, randomBytes(16))),
  ];
  return signed(envelope, attributes, client);
}

/** Asks for a certificate of whoever `recipient` is. */
export async function askFor(client: ScepClient, challenge: string, recipient: X509Certificate, cipher = AES_128) {
  return messageOf(client, seal(await csrOf(client, challenge), recipient, cipher));
}

/** The registration authority in a reply to GetCACert: the first one. */
export function registrationAuthorityIn(certsOnly: Uint8Array): X509Certificate {
  const certificates = certificatesIn(certsOnly);
  return new X509Certificate(certificates[0] ?? new Uint8Array());
}

function certificatesIn(certsOnly: Uint8Array): Buffer[] {
  return readBer(certsOnly).children[1]?.children[0]?.children[3]?.children.map(({ whole }) => whole) ?? [];
}

/** What a CertRep says: its status, and the certificate when it succeeded. The signature was verified. */
export function readReply(client: ScepClient, reply: Uint8Array) {
  const { attributes, content, signer } = openSigned(reply);
  const value = (id: Buffer) => {
    const found = attributes.get(id.toString('hex'));
    return found && octetsOf(found).toString('latin1');
  };
  const opened = content.length === 0 ? undefined : openEnvelope(content, client);
  const [der] = opened ? certificatesIn(opened.content) : [];
  return {
    signer,
    status: value(OID.pkiStatus),
    failInfo: value(OID.failInfo),
    transactionId: value(OID.transactionId),
    certificate: der && new X509Certificate(der),
  };
}
