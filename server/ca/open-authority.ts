/** The Homelab CA made ready to sign. Apart from custody, since most commands read files and never sign. */
import { createPrivateKey, createPublicKey, X509Certificate as NodeCertificate, sign } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import type { HomeLayout } from '../core/layout.ts';
import type { Random } from '../core/ports.ts';
import { HomelabCa } from './authority.ts';
import type { RootMaterial } from './create.ts';
import { readHomelabCa } from './custody.ts';
import { X509Certificate } from './x509.ts';

/**
 * A CA from its key and certificate in PEM.
 * @throws LatchkeyError HOME_DAMAGED when one is unreadable or the key is not that of the certificate; other errors of
 * the platform's parsers are its cause
 */
export function homelabCaFromPem({ keyPem, certificatePem }: RootMaterial, random: Random): HomelabCa {
  try {
    const key = createPrivateKey(keyPem);
    if (!new NodeCertificate(certificatePem).publicKey.equals(createPublicKey(key))) {
      throw new LatchkeyError('HOME_DAMAGED', { detail: 'The key is not that of the certificate.' });
    }
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
      throw new LatchkeyError('HOME_DAMAGED', { detail: 'The key is not a P-256 key.' });
    }
    return new HomelabCa(new X509Certificate(certificatePem), (data) => sign('sha256', data, key), random);
  } catch (cause) {
    if (LatchkeyError.is(cause)) throw cause;
    throw new LatchkeyError('HOME_DAMAGED', { detail: 'There is no usable key and certificate.', cause });
  }
}

/**
 * Opens the Homelab CA for signing.
 * @throws LatchkeyError CA_KEY_EXPOSED when others can read the key, HOME_DAMAGED when a file is missing, unreadable or
 * the key is not that of the certificate
 */
export async function openHomelabCa(paths: Pick<HomeLayout, 'ca'>, random: Random): Promise<HomelabCa> {
  const material = await readHomelabCa(paths);
  try {
    return homelabCaFromPem(material, random);
  } catch (error) {
    const detail = LatchkeyError.is(error) ? (error.detail ?? '') : '';
    throw new LatchkeyError('HOME_DAMAGED', { detail: `${paths.ca.dir}: ${detail}`, cause: error });
  }
}
