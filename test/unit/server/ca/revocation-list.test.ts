/** The bytes of a CRL; test/unit/server/core/access/revocation-list.test.ts has OpenSSL judge whole ones. */
import { expect, it } from 'vitest';
import { revocationListToBeSigned, signedRevocationList } from '../../../../server/ca/revocation-list.ts';
import { elements, sequence, TAG } from '../../../../server/platform/der.ts';

const issuer = { name: sequence(), keyIdentifier: Buffer.alloc(20, 7) };
const times = { thisUpdate: Date.UTC(2026, 0, 1), nextUpdate: Date.UTC(2026, 0, 2) };
const partsOf = (whole: Buffer<ArrayBuffer>) => elements(elements(whole)[0]?.content ?? Buffer.alloc(0));

it('leaves an empty list out, as RFC 5280 asks', () => {
  const parts = partsOf(revocationListToBeSigned({ number: 1, ...times, revoked: [] }, issuer));
  expect(parts.map(({ tag }) => tag)).toEqual([
    TAG.integer,
    TAG.sequence,
    TAG.sequence,
    TAG.utcTime,
    TAG.utcTime,
    0xa0,
  ]);
});

it.each([
  ['shut-out', 9],
  ['left', 5],
  ['superseded', 4],
] as const)('says why a certificate is good no more: %s', (reason, code) => {
  const revoked = [{ serial: '00ff', at: times.thisUpdate, reason }];
  const list = partsOf(revocationListToBeSigned({ number: 2 ** 40, ...times, revoked }, issuer));
  const [entry] = elements(list[5]?.content ?? Buffer.alloc(0));
  const [serial, at, extensions] = elements(entry?.content ?? Buffer.alloc(0));
  expect(serial?.content.toString('hex')).toBe('00ff');
  expect(at?.content.toString('latin1')).toBe('260101000000Z');
  expect(extensions?.content.toString('hex').endsWith(`0a010${code}`)).toBe(true);
  expect(list[6]?.content.toString('hex').endsWith('0206010000000000')).toBe(true);
});

it('is signed with ECDSA and SHA-256, over what was to be signed', () => {
  const tbs = revocationListToBeSigned({ number: 1, ...times, revoked: [] }, issuer);
  const [first, algorithm, signature] = partsOf(signedRevocationList(tbs, Buffer.from([1, 2])));
  expect(first?.whole).toEqual(tbs);
  expect(algorithm?.content.toString('hex')).toBe('06082a8648ce3d040302');
  expect(signature?.content).toEqual(Buffer.from([0, 1, 2]));
});
