import { X509Certificate } from 'node:crypto';
import { readCertificate } from '../../ca/custody.ts';
import type { ScepAuthority } from '../../core/doctor/ports.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { readBer } from '../../platform/ber.ts';
import { askSocket } from '../../platform/unix-http.ts';

/** Milliseconds: the first one who asks waits for an RSA key. */
const TIMEOUT = 10_000;

/** @returns undefined when nobody answers, or not with a certs-only message */
export async function scepAuthority({ run, ca }: HomeLayout): Promise<ScepAuthority | undefined> {
  try {
    // GetCACert (RFC 8894 4.2).
    const asked = { socketPath: run.api, path: '/scep?operation=GetCACert', timeout: TIMEOUT };
    const message = readBer((await askSocket(asked)).bytes);
    const [first] = message.children[1]?.children[0]?.children[3]?.children ?? [];
    if (!first) return undefined;
    const certificate = new X509Certificate(first.whole);
    return {
      notBefore: certificate.validFromDate.getTime(),
      notAfter: certificate.validToDate.getTime(),
      byHomelabCa: certificate.verify(new X509Certificate(await readCertificate(ca.certificate)).publicKey),
    };
  } catch {
    return undefined;
  }
}
