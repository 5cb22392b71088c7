/**
 * Messages of SCEP that nobody meant well: trees of BER with elements changed, doubled, dropped, swapped, emptied and grown, in
 * the message, in its signed part (signed anew) and in the request inside the envelope (encrypted anew). Each is refused by name
 * or answered; no certificate goes to another key, nothing else is thrown, and nothing takes long.
 * `npm run attacks` makes 100,000 of them; by itself the test makes 300.
 */
import type { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBer } from '../../../server/platform/ber.ts';
import { element } from '../../../server/platform/der.ts';
import { seal } from '../../../server/scep/cms.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { countOf } from '../../support/long-tail.ts';
import {
  AES_128,
  askFor,
  csrOf,
  messageOf,
  readReply,
  registrationAuthorityIn,
  type ScepClient,
  scepClient,
} from '../../support/scep-client.ts';
import { makeHome, type TestHome } from '../../unit/server/core/support.ts';

const RUNS = countOf('adversarial messages of SCEP', 300, 100_000);
/** Milliseconds that no message takes, by far, on a machine that is busy with something else. */
const LONG = 15_000;
/** Milliseconds for all of them: a message takes three and a half of a core that it has to itself. */
const ENOUGH = Math.max(60_000, RUNS * 60);

let home: TestHome;
let client: ScepClient;
let authority: X509Certificate;
beforeAll(async () => {
  [home, client] = await Promise.all([makeHome(), scepClient()]);
  authority = registrationAuthorityIn(await home.scep().certificates());
});
afterAll(() => home?.dispose());

/** Numbers that look random and are the same in every run. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Tree = { tag: number; content: Buffer | Tree[] };

function toTree({ tag, content, children }: ReturnType<typeof readBer>): Tree {
  return { tag, content: children.length > 0 ? children.map(toTree) : Buffer.from(content) };
}
const toDer = ({ tag, content }: Tree): Buffer =>
  element(tag, ...(Array.isArray(content) ? content.map(toDer) : [content]));
const flat = (tree: Tree): Tree[] => [tree, ...(Array.isArray(tree.content) ? tree.content.flatMap(flat) : [])];

/** One change somewhere in a message. */
function changed(bytes: Uint8Array, number: (below: number) => number): Buffer {
  const tree = toTree(readBer(bytes));
  const nodes = flat(tree);
  const pick = (): Tree => nodes[number(nodes.length)] ?? tree;
  const [node, other] = [pick(), pick()];
  switch (number(8)) {
    case 0:
      node.tag = number(256) & ~0x1f ? number(255) : 0x30;
      break;
    case 1:
      node.content = Buffer.alloc(0);
      break;
    case 2:
      if (Buffer.isBuffer(node.content) && node.content.length > 0) {
        const at = number(node.content.length);
        node.content.writeUInt8(node.content.readUInt8(at) ^ (1 << number(8)), at);
      }
      break;
    case 3:
      if (Array.isArray(node.content)) node.content.splice(number(node.content.length + 1), 1);
      break;
    case 4:
      if (Array.isArray(node.content)) node.content.push(...node.content);
      break;
    case 5:
      if (Array.isArray(node.content)) node.content.reverse();
      break;
    case 6:
      node.content = Buffer.alloc(number(4000), number(256));
      break;
    default:
      if (!flat(other).includes(node)) node.content = other.content;
  }
  const der = toDer(tree);
  if (number(6) !== 0) return der;
  // Bytes, whatever they were a part of.
  const at = number(der.length);
  der.writeUInt8(number(256), at);
  return number(3) === 0 ? der.subarray(0, at) : der;
}

test('each is refused by name or answered, and no certificate goes to another key', { timeout: ENOUGH }, async () => {
  const number = numbersFrom(20_261_129);
  const { code } = home.invitations.invite({ person: 'Dave' });
  const { challenge } = (() => {
    const challenges = home.challenges();
    if (!challenges) throw new Error('no challenges');
    return challenges.swap(code, 'iphone');
  })();
  const csr = await csrOf(client, challenge);
  const good = await askFor(client, challenge, authority);
  const envelope = seal(csr, authority, AES_128);
  const makers = [
    () => changed(good, number),
    () => messageOf(client, changed(envelope, number)),
    () => messageOf(client, seal(changed(csr, number), authority, AES_128)),
    () => messageOf(client, envelope, String(number(30))),
  ];
  const seen = new Map<string, number>();
  let slowest = 0;
  const start = performance.now();
  for (let run = 0; run < RUNS; run += 1) {
    const bytes = (makers[run % makers.length] ?? makers[0])?.() ?? good;
    const began = performance.now();
    const outcome = await answerTo(bytes);
    const took = performance.now() - began;
    expect(took).toBeLessThan(LONG);
    slowest = Math.max(slowest, took);
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  }
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(
    `${RUNS} messages of SCEP in ${seconds} s, the slowest in ${Math.round(slowest)} ms: ${JSON.stringify([...seen])}`,
  );
  // It tries something: some are no messages, some are refused for what is inside, and some are good after all.
  for (const outcome of ['REQUEST_NOT_VALID', 'INVITATION_NOT_VALID', 'certificate'])
    expect(seen.get(outcome), JSON.stringify([...seen])).toBeGreaterThan(0);
  expect([...seen.keys()].sort()).toEqual(['INVITATION_NOT_VALID', 'REQUEST_NOT_VALID', 'certificate']);
  expect(home.registry.devices()).toHaveLength(1);
});

async function answerTo(bytes: Buffer): Promise<string> {
  const scep = home.scep();
  try {
    const request = scep.read(bytes);
    const reply = readReply({ ...client, certificate: request.client.raw }, await scep.answer(request));
    expect(reply.certificate?.checkPrivateKey(client.key)).toBe(true);
    return 'certificate';
  } catch (error) {
    if (LatchkeyError.is(error)) return error.code;
    throw error;
  }
}
