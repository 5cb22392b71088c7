/** What the core needs of the machine and of the home's secret key. */

export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
}

export interface Random {
  /** Bytes from a cryptographic source. */
  bytes(length: number): Uint8Array;
}

/** Everything that is derived from the home's secret key. */
export interface Secrets {
  /** HMAC-SHA-256 of a code in its written form under the code key, lower-case hexadecimal. */
  codeHash(code: string): string;
  /** What proves which device is asking: HMAC-SHA-256 of `<device id>.<generation>`, base64url, 43 characters. */
  renewalSecret(deviceId: string, generation: number): string;
  /** HMAC-SHA-256 under the key of challenges (SCEP), lower-case hexadecimal. */
  challengeMac(text: string): string;
  /** HMAC-SHA-256 under the key of the audit log, lower-case hexadecimal. */
  auditMac(text: string): string;
  /** Compares two texts in a time that tells nothing about where they differ. */
  equal(left: string, right: string): boolean;
}
