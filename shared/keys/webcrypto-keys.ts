/** P-256 keys by WebCrypto, certificate requests by @peculiar/x509. */
import 'reflect-metadata';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

/** A P-256 key pair of this device. */
export interface DeviceKey {
  /** The private key, PKCS#8 DER (RFC 5958). A secret. */
  readonly pkcs8: Uint8Array;
  /** The public key, SubjectPublicKeyInfo DER. */
  readonly spki: Uint8Array;
}

export interface Keys {
  generate(): Promise<DeviceKey>;
  /** Reads a key that {@link generate} made. */
  read(pkcs8: Uint8Array): Promise<DeviceKey>;
  /** A certificate request (PKCS#10, PEM) signed by the key. Its subject says nothing: the home believes none of it. */
  request(key: DeviceKey): Promise<string>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Says nothing of the person: the home takes the names from the invitation. */
const SUBJECT = 'CN=Latchkey';

export class WebCryptoKeys implements Keys {
  readonly #crypto: Crypto;

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  async generate(): Promise<DeviceKey> {
    // Extractable, because the certificate store takes it over; it leaves this process in no other way.
    const pair = await this.#crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const pkcs8 = new Uint8Array(await this.#crypto.subtle.exportKey('pkcs8', pair.privateKey));
    const spki = new Uint8Array(await this.#crypto.subtle.exportKey('spki', pair.publicKey));
    return { pkcs8, spki };
  }

  async read(pkcs8: Uint8Array): Promise<DeviceKey> {
    const { publicKey } = await this.#pair(pkcs8);
    return { pkcs8, spki: new Uint8Array(await this.#crypto.subtle.exportKey('spki', publicKey)) };
  }

  async request({ pkcs8 }: DeviceKey): Promise<string> {
    const keys = await this.#pair(pkcs8);
    const request = await Pkcs10CertificateRequestGenerator.create(
      { name: SUBJECT, keys, signingAlgorithm: SIGNING },
      this.#crypto,
    );
    return request.toString('pem');
  }

  async #pair(pkcs8: Uint8Array): Promise<CryptoKeyPair> {
    const privateKey = await this.#crypto.subtle.importKey('pkcs8', Uint8Array.from(pkcs8), ALGORITHM, true, ['sign']);
    const { d: _private, key_ops: _uses, ...jwk } = await this.#crypto.subtle.exportKey('jwk', privateKey);
    const publicKey = await this.#crypto.subtle.importKey('jwk', jwk, ALGORITHM, true, ['verify']);
    return { privateKey, publicKey };
  }
}
