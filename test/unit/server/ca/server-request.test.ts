import { createPrivateKey, createPublicKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { makeServerRequest } from '../../../../server/ca/server-request.ts';
import { elements } from '../../../../server/platform/der.ts';
import {
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from '../../../support/x509.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const NAMES = ['home.example', '*.home.example', 'xn--bcher-kva.home.example'];

/** What is signed of a request, DER. */
function signedPart(request: Pkcs10CertificateRequest): string | undefined {
  const [whole] = elements(Buffer.from(request.rawData));
  return elements(whole?.content ?? Buffer.alloc(0))[0]?.whole.toString('hex');
}

it('asks, byte for byte, as @peculiar/x509 does, and signs with its key', async () => {
  const { keyPem, requestPem } = await makeServerRequest(NAMES);
  const request = new Pkcs10CertificateRequest(requestPem);
  expect(await request.verify()).toBe(true);

  const privateKey = createPrivateKey(keyPem);
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const { subtle } = crypto;
  const same = await Pkcs10CertificateRequestGenerator.create({
    keys: {
      privateKey: await subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['sign']),
      publicKey: await subtle.importKey('spki', spki, ALGORITHM, true, ['verify']),
    },
    signingAlgorithm: ALGORITHM,
    extensions: [new SubjectAlternativeNameExtension(NAMES.map((value) => ({ type: 'dns' as const, value })))],
  });
  expect(signedPart(request)).toBe(signedPart(same));
});
