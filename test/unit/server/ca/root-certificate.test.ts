import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { namesBelow } from '../../../../server/ca/name-constraints.ts';
import { type RootOrder, rootToBeSigned } from '../../../../server/ca/root-certificate.ts';
import { DAY } from '../../../../server/core/validity.ts';
import { elements } from '../../../../server/platform/der.ts';
import { countOf } from '../../../support/long-tail.ts';
import {
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '../../../support/x509.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** What an element has inside. */
const inside = (der: Uint8Array) => elements(elements(Buffer.from(der))[0]?.content ?? Buffer.alloc(0));

/** Name constraints as the library has an extension; what they say is for test/integration/standards/name-constraints. */
const byTheLibraryToo = (der: Uint8Array) =>
  new Extension('2.5.29.30', true, new Uint8Array(inside(der)[2]?.content ?? []));

/** The same certificate, made by the library that the profile was first written with. */
async function byTheLibrary(order: RootOrder, serial: Uint8Array, signingKey: CryptoKey) {
  const name = new Name([{ CN: [{ utf8String: order.commonName }] }, { O: [{ utf8String: order.organization }] }]);
  const spki = new Uint8Array(order.spki);
  const { rawData } = await X509CertificateGenerator.create({
    serialNumber: Buffer.from(serial).toString('hex'),
    subject: name,
    issuer: name,
    notBefore: new Date(order.notBefore),
    notAfter: new Date(order.notAfter),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    publicKey: spki,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(true, order.pathLength, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(spki),
      ...order.constraints.map(byTheLibraryToo),
    ],
  });
  return inside(new Uint8Array(rawData))[0]?.whole.toString('hex');
}

it('is, byte for byte, what @peculiar/x509 makes of the same order', async () => {
  const { privateKey } = await crypto.subtle.generateKey(P256, false, ['sign']);
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }).filter((value) => value.isWellFormed());
  await fc.assert(
    fc.asyncProperty(
      fc.record({ commonName: text, organization: text, pathLength: fc.constantFrom(0, 1) }),
      fc.option(fc.domain()),
      fc.uint8Array({ minLength: 16, maxLength: 16 }).filter((bytes) => bytes.some((byte) => byte > 0)),
      fc.integer({ min: 0, max: Date.UTC(2090, 0) / 1000 }),
      async (said, domain, serial, start) => {
        const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const order: RootOrder = {
          ...said,
          spki: publicKey.export({ type: 'spki', format: 'der' }),
          notBefore: start * 1000,
          notAfter: start * 1000 + 3650 * DAY,
          constraints: domain === null ? [] : [namesBelow(domain)],
        };
        const made = rootToBeSigned(order, serial);
        expect(made.toString('hex')).toBe(await byTheLibrary(order, serial, privateKey));
      },
    ),
    { numRuns: countOf('random root certificates', 40, 200) },
  );
});
