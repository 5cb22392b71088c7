/** What a feed offers, believed only where the release's signed checksums say the same (docs/decisions/0024). */
import { createHash } from 'node:crypto';
import type { UpdateFacts } from '../../../shared/build.ts';
import { isSigned } from './ssh-signature.ts';

const CHECKSUMS = 'SHA256SUMS';

/** Reads a text of the feed. @throws when it is not there in time, too long, or from elsewhere than https */
export type ReadText = (url: URL) => Promise<string>;

/**
 * Reads one file of a feed's release.
 * @param name such as `latest-linux.yml`
 * @returns its text, which is what a release's signer signed
 * @throws when the signature is not right, or the file is another than was signed
 */
export async function readSigned({ feed, signers }: UpdateFacts, name: string, read: ReadText): Promise<string> {
  const at = (file: string) => read(new URL(file, feed));
  const [sums, signature, text] = await Promise.all([at(CHECKSUMS), at(`${CHECKSUMS}.sig`), at(name)]);
  if (!isSigned(sums, signature, signers)) throw new Error(`The signature of ${CHECKSUMS} is not right.`);
  const digest = createHash('sha256').update(text).digest('hex');
  if (!sums.split('\n').includes(`${digest}  ${name}`)) throw new Error(`${name} is not the one that was signed.`);
  return text;
}

/**
 * @param trial a test's feed, which may be plain http to this very machine
 * @throws when the feed is not read over https
 */
export function checkFeed(feed: string, trial: boolean): URL {
  if (!isSafe(feed, trial)) throw new Error('Updates are looked for over https only.');
  return new URL(feed);
}

/** Whether something of a feed may be read from there. */
export function isSafe(address: string, trial: boolean): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (trial && protocol === 'http:' && hostname === '127.0.0.1');
}
