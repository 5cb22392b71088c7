/**
 * Certificate requests that nobody meant well: trees of ASN.1 with elements changed, doubled, dropped, swapped and grown,
 * signed afterwards or not, and bytes without any sense. Either one is refused by name, or @peculiar/x509, which reads
 * requests in a way of its own, finds the same key in it and the signature good.
 * `npm run attacks` makes 100,000 of them; by itself the test makes 1,500.
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRequest } from '../../../server/ca/csr.ts';
import { bitString, element, elements, sequence, TAG } from '../../../server/platform/der.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { countOf } from '../../support/long-tail.ts';
import { PemConverter, Pkcs10CertificateRequest } from '../../support/x509.ts';

const RUNS = countOf('adversarial requests', 1500, 100_000);
const ALGORITHM = Buffer.from('300a06082a8648ce3d040302', 'hex');

const keys = {
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  other: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  k256: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ed25519: generateKeyPairSync('ed25519'),
};
const spkiOf = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });

/** ASN.1 as a tree that can be changed anywhere. */
type Node = { tag: number; content: Buffer<ArrayBuffer> | Node[] };

function toTree(bytes: Buffer<ArrayBuffer>): Node[] {
  return elements(bytes).map(({ tag, content }) => ({ tag, content: (tag & 0x20) === 0 ? content : inside(content) }));
}
/** What was changed before may not be a tree any more. */
function inside(content: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> | Node[] {
  try {
    return toTree(content);
  } catch {
    return content;
  }
}
const toDer = (node: Node): Buffer<ArrayBuffer> =>
  element(node.tag, ...(Array.isArray(node.content) ? node.content.map(toDer) : [node.content]));
const flat = (node: Node): Node[] => [node, ...(Array.isArray(node.content) ? node.content.flatMap(flat) : [])];

const names = fc.oneof(
  fc.constantFrom(
    'Dave',
    '\0',
    'Dave\0admin',
    '\u202Eevad',
    '\u2066x\u2069',
    '../../etc/passwd',
    '<b>',
    '\r\nSet-Cookie: a=b',
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constant('x'.repeat(3000)),
);
const name = (text: string) =>
  sequence(
    element(
      TAG.set,
      sequence(Buffer.from('0603550403', 'hex'), element(TAG.utf8String, Buffer.from(text.toWellFormed()))),
    ),
  );

/** One change of a tree; `at` chooses where. */
const changes = fc.oneof(
  fc.record({ how: fc.constant('tag' as const), at: fc.nat(), value: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ how: fc.constant('content' as const), at: fc.nat(), bytes: fc.uint8Array({ maxLength: 120 }) }),
  fc.record({ how: fc.constant('double' as const), at: fc.nat() }),
  fc.record({ how: fc.constant('drop' as const), at: fc.nat() }),
  fc.record({ how: fc.constant('swap' as const), at: fc.nat() }),
  fc.record({ how: fc.constant('deepen' as const), at: fc.nat(), times: fc.integer({ min: 1, max: 400 }) }),
);
type Change = typeof changes extends fc.Arbitrary<infer T> ? T : never;

function change(tree: Node, made: Change): void {
  const all = flat(tree);
  const node = all[made.at % all.length];
  if (!node) return;
  const { content } = node;
  if (made.how === 'tag') node.tag = made.value;
  else if (made.how === 'content') node.content = Buffer.from(made.bytes);
  else if (made.how === 'deepen') {
    for (let i = 0; i < made.times; i += 1) node.content = [{ tag: TAG.sequence, content: node.content }];
  } else if (Array.isArray(content) && content.length > 0) {
    const index = made.at % content.length;
    const [child] = content.slice(index, index + 1);
    if (made.how === 'drop') content.splice(index, 1);
    else if (made.how === 'swap') content.reverse();
    else if (child) content.push({ ...child });
  }
}

const requests = fc
  .record({
    key: fc.constantFrom(...(Object.keys(keys) as (keyof typeof keys)[])),
    signer: fc.constantFrom('own' as const, 'own' as const, 'own' as const, 'other' as const),
    text: names,
    attributes: fc.constantFrom(0, 1, 20, 200),
    before: fc.array(changes, { maxLength: 3 }),
    after: fc.array(changes, { maxLength: 2 }),
    bit: fc.option(fc.nat(), { nil: undefined }),
  })
  .map(({ key, signer, text, attributes, before, after, bit }) => {
    const pair = keys[key];
    const extra = Array.from({ length: attributes }, () =>
      sequence(
        Buffer.from('06092a864886f70d010907', 'hex'),
        element(TAG.set, element(TAG.utf8String, Buffer.alloc(20))),
      ),
    );
    const version = Buffer.from('020100', 'hex');
    const [info] = toTree(sequence(version, name(text), spkiOf(pair.publicKey), element(0xa0, ...extra)));
    if (!info) throw new Error('no tree');
    for (const made of before) change(info, made);
    const signed = toDer(info);
    const { privateKey } = signer === 'own' ? pair : keys.other;
    const signature = sign(key === 'ed25519' && signer === 'own' ? null : 'sha256', signed, privateKey);
    const [outer] = toTree(sequence(signed, ALGORITHM, bitString(signature)));
    if (!outer) throw new Error('no tree');
    for (const made of after) change(outer, made);
    const der = toDer(outer);
    if (bit !== undefined && bit % 3 === 0) der[bit % der.length] = (der[bit % der.length] ?? 0) ^ (1 << (bit & 7));
    return der;
  });

const everything = fc.oneof(
  { weight: 20, arbitrary: requests.map((der) => PemConverter.encode(new Uint8Array(der), 'CERTIFICATE REQUEST')) },
  {
    weight: 1,
    arbitrary: fc
      .uint8Array({ maxLength: 600 })
      .map((bytes) => PemConverter.encode(new Uint8Array(bytes), 'CERTIFICATE REQUEST')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
);

/** The other reader also looks at names and attributes, which are nothing to us: what it cannot read of those, it refuses. */
function readOtherwise(pem: string): Pkcs10CertificateRequest | undefined {
  try {
    return new Pkcs10CertificateRequest(pem);
  } catch {
    return undefined;
  }
}

test('are refused by name, or say what another reader reads too', { timeout: 900_000 }, async () => {
  let accepted = 0;
  let refused = 0;
  let agreed = 0;
  await fc.assert(
    fc.asyncProperty(everything, async (pem) => {
      let key: ReturnType<typeof readRequest>;
      try {
        key = readRequest(pem);
      } catch (error) {
        if (!LatchkeyError.is(error) || error.code !== 'CSR_NOT_VALID') throw error;
        refused += 1;
        return;
      }
      accepted += 1;
      const other = readOtherwise(pem);
      if (!other) return;
      agreed += 1;
      expect(Buffer.from(other.publicKey.rawData).equals(key.spki)).toBe(true);
      expect(await other.verify()).toBe(true);
    }),
    { numRuns: RUNS },
  );
  // Generators that make nothing good, or nothing bad, would prove nothing.
  expect(accepted).toBeGreaterThan(RUNS / 200);
  expect(agreed).toBeGreaterThan(accepted / 2);
  expect(refused).toBeGreaterThan(RUNS / 2);
});
