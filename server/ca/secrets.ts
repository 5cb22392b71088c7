import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../core/ports/basics.ts';

/** Length of the home's secret key in bytes. */
export const SECRET_BYTES = 32;

/** HKDF-SHA-256 (RFC 5869): one key per purpose, so that no two uses of the home's secret can meet. */
const derive = (secret: Uint8Array, purpose: string) =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));

/** Everything that is derived from the home's secret key. */
export class HomeSecrets implements Secrets {
  readonly #codeKey: KeyObject;
  readonly #renewalKey: KeyObject;
  readonly #auditKey: KeyObject;
  readonly #challengeKey: KeyObject;

  /** @param secret the content of `secret.key`: 32 random bytes */
  constructor(secret: Uint8Array) {
    this.#codeKey = derive(secret, 'latchkey/code/1');
    this.#renewalKey = derive(secret, 'latchkey/renewal/1');
    this.#auditKey = derive(secret, 'latchkey/audit/1');
    this.#challengeKey = derive(secret, 'latchkey/challenge/1');
  }

  /** {@link Secrets.codeHash} */
  codeHash(code: string): string {
    return createHmac('sha256', this.#codeKey).update(code).digest('hex');
  }

  /** {@link Secrets.renewalSecret} */
  renewalSecret(deviceId: string, generation: number): string {
    return createHmac('sha256', this.#renewalKey).update(`${deviceId}.${generation}`).digest('base64url');
  }

  /** {@link Secrets.challengeMac} */
  challengeMac(text: string): string {
    return createHmac('sha256', this.#challengeKey).update(text).digest('hex');
  }

  /** {@link Secrets.auditMac} */
  auditMac(text: string): string {
    return createHmac('sha256', this.#auditKey).update(text).digest('hex');
  }

  /** {@link Secrets.equal} */
  equal(left: string, right: string): boolean {
    const [a, b] = [Buffer.from(left), Buffer.from(right)];
    return a.length === b.length && timingSafeEqual(a, b);
  }
}
