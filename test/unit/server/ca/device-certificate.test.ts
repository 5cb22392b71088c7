import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toBeSigned } from '../../../../server/ca/device-certificate.ts';
import type { CertificateTemplate } from '../../../../server/core/ports/authority.ts';
import { DAY } from '../../../../server/core/validity.ts';
import { elements } from '../../../../server/platform/der.ts';
import { countOf } from '../../../support/long-tail.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '../../../support/x509.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const authorityKeyId = Buffer.alloc(20, 7);

/** By the library. */
const nameOf = (...parts: readonly (readonly ['CN' | 'OU' | 'O', string])[]) =>
  new Name(parts.map(([type, utf8String]) => ({ [type]: [{ utf8String }] })));

/** The same certificate, made by the library that the profile was first written with. */
async function byTheLibrary(order: CertificateTemplate, serial: Uint8Array, signingKey: CryptoKey): Promise<Buffer> {
  const certificate = await X509CertificateGenerator.create({
    serialNumber: Buffer.from(serial).toString('hex'),
    subject: nameOf(['CN', order.person], ['OU', order.deviceName], ['O', order.home]),
    issuer: nameOf(['CN', 'Homelab CA'], ['O', order.home]),
    notBefore: new Date(order.notBefore),
    notAfter: new Date(order.notAfter),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    publicKey: order.key.spki,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([{ type: 'url', value: `urn:uuid:${order.deviceId}` }]),
      await SubjectKeyIdentifierExtension.create(order.key.spki),
      new AuthorityKeyIdentifierExtension(authorityKeyId.toString('hex')),
    ],
  });
  const [outer] = elements(Buffer.from(certificate.rawData));
  const [tbs] = outer ? elements(outer.content) : [];
  return tbs?.whole ?? Buffer.alloc(0);
}

it('is, byte for byte, what @peculiar/x509 makes of the same order', async () => {
  const { privateKey } = await crypto.subtle.generateKey(P256, false, ['sign']);
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }).filter((value) => value.isWellFormed());
  const seconds = fc.integer({ min: 0, max: Date.UTC(2090, 0) / 1000 });
  await fc.assert(
    fc.asyncProperty(
      fc.record({ person: text, deviceName: text, home: text, deviceId: fc.uuid() }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }).filter((bytes) => bytes.some((byte) => byte > 0)),
      seconds,
      async (names, serial, start) => {
        const spki = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
          type: 'spki',
          format: 'der',
        });
        const order: CertificateTemplate = {
          ...names,
          key: { spki: new Uint8Array(spki), spkiHash: '' },
          notBefore: start * 1000,
          notAfter: start * 1000 + 365 * DAY,
        };
        const issuer = {
          name: new Uint8Array(nameOf(['CN', 'Homelab CA'], ['O', order.home]).toArrayBuffer()),
          keyIdentifier: authorityKeyId,
        };
        const made = toBeSigned(order, issuer, serial);
        expect(made.toString('hex')).toBe((await byTheLibrary(order, serial, privateKey)).toString('hex'));
      },
    ),
    { numRuns: countOf('random device certificates', 40, 200) },
  );
});
