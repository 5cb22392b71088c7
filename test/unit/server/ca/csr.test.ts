import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readRequest } from '../../../../server/ca/csr.ts';
import { LatchkeyError } from '../../../../shared/errors.ts';
import { sampleOf } from '../../../support/long-tail.ts';
import {
  BasicConstraintsExtension,
  PemConverter,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from '../../../support/x509.ts';
import { makeRequest, newKeys } from './requests.ts';

const dir = mkdtempSync(join(tmpdir(), 'latchkey-csr-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const toPem = (der: Uint8Array, label = 'CERTIFICATE REQUEST') =>
  `${PemConverter.encode(new Uint8Array(der), label)}\n`;
const toDer = (pem: string) => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
function refusal(pem: string): string {
  try {
    readRequest(pem);
    return 'accepted';
  } catch (error) {
    return LatchkeyError.is(error) ? error.code : String(error);
  }
}

/** One ASN.1 element. */
function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const ECDSA_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex');

/** A request put together by hand around any SubjectPublicKeyInfo, signed by any key: what a library would not make. */
function forge(spki: Uint8Array, key: KeyObject, algorithm = ECDSA_SHA256, hash = 'sha256'): string {
  const info = element(0x30, Buffer.from('020100', 'hex'), element(0x30), spki, Buffer.from('a000', 'hex'));
  const signature = sign(hash, info, key);
  return toPem(element(0x30, info, algorithm, element(0x03, Buffer.from([0]), signature)));
}

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spkiOf = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });

/** A request made by OpenSSL. */
function opensslRequest(...args: string[]): string {
  const arguments_ = ['req', '-new', '-nodes', '-keyout', join(dir, 'k.pem'), '-subj', '/CN=x', ...args];
  return execFileSync('openssl', arguments_, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('a request that is what it should be', () => {
  it('gives the key, whatever library made it', async () => {
    const keys = await newKeys();
    const spki = Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey));
    const read = readRequest(await makeRequest(keys));
    expect(Buffer.from(read.spki)).toEqual(spki);
    expect(read.spkiHash).toBe(createHash('sha256').update(spki).digest('hex'));

    const { publicKey, privateKey } = pair();
    expect(Buffer.from(readRequest(forge(spkiOf(publicKey), privateKey)).spki)).toEqual(spkiOf(publicKey));
    expect(readRequest(opensslRequest('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256')).spki).toHaveLength(91);
  });

  it('gives nothing but the key, whatever it says of names, authority and hosts', async () => {
    const keys = await newKeys();
    const request = await Pkcs10CertificateRequestGenerator.create({
      name: 'CN=admin, O=Example Home',
      keys,
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      extensions: [
        new BasicConstraintsExtension(true, 5, true),
        new SubjectAlternativeNameExtension([{ type: 'dns', value: 'enroll.home.localhost' }]),
      ],
    });
    expect(readRequest(request.toString('pem'))).toEqual(readRequest(await makeRequest(keys)));
  });

  it('may be indented and end in blank lines, as mail leaves it', async () => {
    const pem = await makeRequest();
    expect(refusal(`\n  ${pem.replaceAll('\n', '\r\n')}\r\n\r\n`)).toBe('accepted');
  });
});

describe('a key that is not an uncompressed P-256 key', () => {
  it.each([
    ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
    ['secp256k1', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1']],
    ['RSA', ['-newkey', 'rsa:2048']],
    ['Ed25519', ['-newkey', 'ed25519']],
    [
      'P-256 with the curve spelled out',
      ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:explicit'],
    ],
  ])('is refused: %s', async (_what, args) => {
    const pem = opensslRequest(...args);
    expect(pem).toContain('BEGIN CERTIFICATE REQUEST');
    expect(refusal(pem)).toBe('CSR_NOT_VALID');
  });

  const prefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
  const { publicKey, privateKey } = pair();
  const point = spkiOf(publicKey).subarray(prefix.length);

  it('is refused: the compressed form of the same point', async () => {
    const compressed = Buffer.from([(point.at(-1) ?? 0) % 2 === 0 ? 2 : 3, ...point.subarray(1, 33)]);
    const spki = element(0x30, prefix.subarray(2, 23), element(0x03, Buffer.from([0]), compressed));
    expect(spki).toHaveLength(59);
    expect(refusal(forge(spki, privateKey))).toBe('CSR_NOT_VALID');
  });

  it('is refused: a point beside the curve', async () => {
    const beside = Buffer.from(point);
    beside[64] = (beside[64] ?? 0) ^ 1;
    expect(refusal(forge(Buffer.concat([prefix, beside]), privateKey))).toBe('CSR_NOT_VALID');
  });

  it('is refused: the point at infinity, and zero', async () => {
    const zero = Buffer.concat([prefix, Buffer.from([4]), Buffer.alloc(64)]);
    expect(refusal(forge(zero, privateKey))).toBe('CSR_NOT_VALID');
    const infinity = element(0x30, prefix.subarray(2, 23), element(0x03, Buffer.from([0, 0])));
    expect(refusal(forge(infinity, privateKey))).toBe('CSR_NOT_VALID');
  });
});

describe('a signature that proves nothing', () => {
  const { publicKey } = pair();

  it("is refused: somebody else's key in a request of one's own", async () => {
    expect(refusal(forge(spkiOf(publicKey), pair().privateKey))).toBe('CSR_NOT_VALID');
  });

  it('is refused: any one bit of the request changed', async () => {
    const pem = await makeRequest();
    const der = toDer(pem);
    const accepted: number[] = [];
    const bits = Array.from({ length: der.length * 8 }, (_, bit) => bit);
    for (const bit of sampleOf('bits of a request that are changed', bits, 400)) {
      const changed = Buffer.from(der);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (refusal(toPem(changed)) !== 'CSR_NOT_VALID') accepted.push(bit);
    }
    expect(accepted).toEqual([]);
  });

  it('is refused: SHA-1 and SHA-384', async () => {
    const own = pair();
    const sha1 = Buffer.from('300906072a8648ce3d0401', 'hex');
    const sha384 = Buffer.from('300a06082a8648ce3d040303', 'hex');
    expect(refusal(forge(spkiOf(own.publicKey), own.privateKey, sha1, 'sha1'))).toBe('CSR_NOT_VALID');
    expect(refusal(forge(spkiOf(own.publicKey), own.privateKey, sha384, 'sha384'))).toBe('CSR_NOT_VALID');
  });
});

describe('a text that is not exactly one request', () => {
  it('is refused: bytes behind the request, in its armour', async () => {
    const der = toDer(await makeRequest());
    expect(refusal(toPem(Buffer.concat([der, Buffer.from([0])])))).toBe('CSR_NOT_VALID');
    expect(refusal(toPem(Buffer.concat([der, der])))).toBe('CSR_NOT_VALID');
    expect(refusal(toPem(der.subarray(0, -1)))).toBe('CSR_NOT_VALID');
  });

  it('is refused: two blocks, words around it, another label, broken base64', async () => {
    const pem = await makeRequest();
    const attempts = [
      `${pem}\n${await makeRequest()}`,
      `Subject: x\n${pem}`,
      `${pem}\nmore`,
      pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
      pem.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE'),
      pem.replace(/\n(.)/, '\n=$1'),
      pem.replace(/[A-Za-z0-9+/](=*)\n-----END/, '$1\n-----END'),
      '',
      '-----BEGIN CERTIFICATE REQUEST-----\n\n-----END CERTIFICATE REQUEST-----',
      toPem(Buffer.from('30800000', 'hex')),
      toPem(Buffer.from('3082ffff', 'hex')),
    ];
    for (const attempt of attempts) expect(refusal(attempt)).toBe('CSR_NOT_VALID');
  });

  it('is refused: a giant, before anything is decoded', async () => {
    const { publicKey, privateKey } = pair();
    const giant = forge(spkiOf(publicKey), privateKey).replace('-----\n', `-----\n${' '.repeat(9000)}`);
    expect(refusal(giant)).toBe('CSR_NOT_VALID');
    const subject = `CN=${'a'.repeat(7000)}`;
    expect(refusal(await makeRequest(undefined, subject))).toBe('CSR_NOT_VALID');
  });

  it('is refused, and never throws anything else: thousands of nested sequences, random bytes', async () => {
    const nested = Buffer.concat(Array.from({ length: 3000 }, () => Buffer.from('3080', 'hex')));
    expect(refusal(toPem(nested))).toBe('CSR_NOT_VALID');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        expect(refusal(toPem(element(0x30, bytes)))).toBe('CSR_NOT_VALID');
      }),
    );
  });
});
