/** Reads the key out of a PKCS#12 container (RFC 7292) that a store of this computer has just written for us. */
import { createPrivateKey } from 'node:crypto';
import forge from 'node-forge';
import { LatchkeyError } from '../../shared/errors.ts';

const { asn1, pki } = forge;
type Asn1 = forge.asn1.Asn1;

/**
 * forge finds the key bag and OpenSSL opens it: forge itself would take minutes for the rounds that NSS makes. Nobody
 * else has held the container, so its MAC proves nothing that is not known.
 * @returns PKCS#8 DER
 * @throws STORE_FAILED for a container that holds no key, several, or something else
 */
export function readPkcs12Key(container: Uint8Array, password: string): Uint8Array {
  try {
    const [bag, ...more] = keyBags(asn1.fromDer(Buffer.from(container).toString('latin1')));
    if (bag && more.length === 0) {
      const key = createPrivateKey({
        key: Buffer.from(bag, 'latin1'),
        format: 'der',
        type: 'pkcs8',
        passphrase: password,
      });
      return Uint8Array.from(key.export({ format: 'der', type: 'pkcs8' }));
    }
  } catch (cause) {
    throw new LatchkeyError('STORE_FAILED', { detail: 'The key that the store gave out cannot be read.', cause });
  }
  throw new LatchkeyError('STORE_FAILED', { detail: 'The store gave out no key, or several.' });
}

/** PFX → AuthenticatedSafe → the contents that are not encrypted as a whole → EncryptedPrivateKeyInfo, DER. */
function keyBags(pfx: Asn1): string[] {
  const contents = parts(octetsIn(part(pfx, 1))).filter((content) => isOf(content, pki.oids.data));
  const bags = contents.flatMap((content) => parts(octetsIn(content)));
  const keys = bags.filter((bag) => isOf(bag, pki.oids.pkcs8ShroudedKeyBag));
  return keys.map((bag) => asn1.toDer(part(part(bag, 1), 0)).getBytes());
}

/** What a ContentInfo of type data holds: `SEQUENCE { OID, [0] EXPLICIT OCTET STRING }`. */
const octetsIn = (content: Asn1) => asn1.fromDer(octets(part(part(content, 1), 0)));

/** NSS writes BER: an octet string may come in pieces. */
const octets = ({ value }: Asn1): string => (Array.isArray(value) ? value.map(octets).join('') : value);

const isOf = (value: Asn1, oid: string | undefined) => asn1.derToOid(part(value, 0).value as string) === oid;

const parts = ({ value }: Asn1): Asn1[] => (Array.isArray(value) ? value : []);

function part(value: Asn1, index: number): Asn1 {
  const found = parts(value)[index];
  if (!found) throw new Error('the container has another structure');
  return found;
}
