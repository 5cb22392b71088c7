import { PemConverter, Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from './x509.ts';

/** A key that was made for a server certificate, and the request for it (RFC 2986). All PEM. */
export interface ServerRequest {
  readonly keyPem: string;
  readonly requestPem: string;
}

/** Makes a P-256 key and asks with it for a certificate of these names. @param names hosts, `*.` in front for a wildcard */
export async function makeServerRequest(names: readonly string[]): Promise<ServerRequest> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create({
    keys,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))],
  });
  return {
    keyPem: `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')}\n`,
    requestPem: `${request.toString('pem')}\n`,
  };
}
