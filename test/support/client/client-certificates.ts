import type { DeviceKey, Pkcs12 } from '../../../electron/core/ports.ts';
import { pemToDer } from '../../../shared/bytes.ts';
import { pkcs12Writer } from '../../../shared/keys/pkcs12.ts';
import { WebCryptoKeys } from '../../../shared/keys/webcrypto-keys.ts';
import { FakeAuthority, fingerprintOf } from './fake-authority.ts';

const SUBJECT = { CN: 'Dave', OU: 'MacBook Air', O: 'Example Home' };
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };

/** A client certificate with everything that a test may want to look for. */
export interface ClientCertificate extends Pkcs12 {
  readonly key: DeviceKey;
  readonly pem: string;
  readonly authority: FakeAuthority;
}

/** Client certificates of one authority, each for a key of its own, as PKCS#12. */
export class ClientCertificates {
  readonly #authority: FakeAuthority;
  readonly #keys = new WebCryptoKeys(crypto);

  private constructor(authority: FakeAuthority) {
    this.#authority = authority;
  }

  static async create(): Promise<ClientCertificates> {
    return new ClientCertificates(await FakeAuthority.create({ CN: 'Homelab CA', O: 'Example Home' }));
  }

  async bundle(subject: typeof SUBJECT = SUBJECT): Promise<ClientCertificate> {
    const key = await this.#keys.generate();
    const publicKey = await crypto.subtle.importKey('spki', Uint8Array.from(key.spki), ALGORITHM, true, ['verify']);
    const pem = await this.#authority.issue({ subject, publicKey });
    const password = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url');
    const friendlyName = `${subject.O} (${subject.CN})`;
    const data = await pkcs12Writer().write({ key, certificate: pemToDer(pem), friendlyName, password });
    return { data, password, fingerprint: fingerprintOf(pem), key, pem, authority: this.#authority };
  }
}
