/** Messages of SCEP (RFC 8894 3): a request of a client, and what is answered. */
import type { X509Certificate } from 'node:crypto';
import { octetsOf, readBer } from '../platform/ber.ts';
import { context, element, TAG } from '../platform/der.ts';
import { attribute, NotCms, openSigned, type Recipient, seal, signed } from './cms.ts';
import { OID } from './oids.ts';

/** PKCSReq, and RenewalReq, which proves itself by a challenge like the other. */
const REQUESTS: ReadonlySet<string> = new Set(['19', '17']);
const CERT_REP = '3';
const STATUS = { success: '0', failure: '2' } as const;
/** badRequest (RFC 8894 3.2.1.4): the one answer to everything that is not good, so that it tells nothing. */
const BAD_REQUEST = '2';

/** A request whose outer part is in order. What is in the envelope is not known yet. */
export interface ScepRequest {
  readonly transactionId: Buffer;
  readonly senderNonce: Buffer;
  /** Who gets the reply: the client's certificate, mostly one that it signed itself. */
  readonly client: X509Certificate;
  readonly envelope: Buffer;
}

const MAX_TRANSACTION_ID = 255;
const MAX_NONCE = 64;

/** @throws NotCms with what is wrong, which anybody can see */
export function readMessage(bytes: Uint8Array): ScepRequest {
  const { attributes, content, signer } = openSigned(bytes);
  const value = (id: Buffer) => {
    const found = attributes.get(id.toString('hex'));
    return found && octetsOf(found);
  };
  const [type, transactionId, senderNonce] = [value(OID.messageType), value(OID.transactionId), value(OID.senderNonce)];
  if (!REQUESTS.has(type?.toString('latin1') ?? '')) throw new NotCms('It asks for no certificate.');
  if (!transactionId || transactionId.length > MAX_TRANSACTION_ID || !senderNonce || senderNonce.length > MAX_NONCE)
    throw new NotCms('It has no transaction ID or no nonce.');
  return { transactionId, senderNonce, client: signer, envelope: content };
}

const PRINTABLE_STRING = 0x13;
const printable = (text: string) => element(PRINTABLE_STRING, Buffer.from(text, 'latin1'));

function reply(
  { transactionId, senderNonce }: ScepRequest,
  content: Uint8Array,
  status: readonly Uint8Array[],
  { signer, nonce }: { readonly signer: Recipient; readonly nonce: Uint8Array },
): Buffer {
  const attributes = [
    attribute(OID.messageType, printable(CERT_REP)),
    attribute(OID.transactionId, element(PRINTABLE_STRING, transactionId)),
    attribute(OID.recipientNonce, element(TAG.octetString, senderNonce)),
    attribute(OID.senderNonce, element(TAG.octetString, nonce)),
    ...status,
  ];
  return signed(content, attributes, signer);
}

type By = { readonly signer: Recipient; readonly nonce: Uint8Array };

/** @param certificates a certs-only message, DER @param cipher the one that the client chose */
export function success(request: ScepRequest, certificates: Uint8Array, cipher: string, by: By): Buffer {
  const sealed = seal(certificates, request.client, cipher);
  return reply(request, sealed, [attribute(OID.pkiStatus, printable(STATUS.success))], by);
}

export function failure(request: ScepRequest, by: By): Buffer {
  const status = [attribute(OID.pkiStatus, printable(STATUS.failure)), attribute(OID.failInfo, printable(BAD_REQUEST))];
  return reply(request, new Uint8Array(), status, by);
}

/**
 * The challenge in a PKCS#10 request (RFC 2985 5.4.1).
 * @returns '' when there is none, or this is no request
 */
export function challengeOf(csr: Uint8Array): string {
  try {
    const attributes = readBer(csr).children[0]?.children.find(({ tag }) => tag === context(0))?.children ?? [];
    const found = attributes.find(({ children }) => children[0]?.whole.equals(OID.challengePassword));
    const value = found?.children[1]?.children[0];
    return value ? octetsOf(value).toString('latin1') : '';
  } catch {
    return '';
  }
}
