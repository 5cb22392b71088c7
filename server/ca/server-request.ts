import { pem } from '../core/encoding.ts';
import { bitString, context, element, oid, sequence, TAG } from '../platform/der.ts';
import { ECDSA_WITH_SHA256, extension, OID } from './device-certificate.ts';
import { makeFileKey } from './signer.ts';

/** A key that was made for a server certificate, and the request for it (RFC 2986). All PEM. */
export interface ServerRequest {
  readonly keyPem: string;
  readonly requestPem: string;
}

const VERSION_1 = element(TAG.integer, Buffer.from([0]));
/** PKCS #9 (RFC 2985 5.4.2). */
const EXTENSION_REQUEST = oid('2a864886f70d01090e');
const DNS_NAME = context(2, false);

/** Makes a P-256 key and asks with it for a certificate of these names. @param names hosts, `*.` in front for a wildcard */
export async function makeServerRequest(names: readonly string[]): Promise<ServerRequest> {
  const { stored, key } = makeFileKey();
  const dnsNames = names.map((name) => element(DNS_NAME, Buffer.from(name, 'latin1')));
  const extensions = sequence(extension(OID.subjectAltName, sequence(...dnsNames)));
  const attributes = element(context(0), sequence(EXTENSION_REQUEST, element(TAG.set, extensions)));
  const info = sequence(VERSION_1, sequence(), key.spki, attributes);
  const signature = await key.sign(info);
  return {
    keyPem: stored.pem,
    requestPem: pem('CERTIFICATE REQUEST', sequence(info, ECDSA_WITH_SHA256, bitString(signature))),
  };
}
