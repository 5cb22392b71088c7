// Writes SHA256SUMS over everything in a release's folder, and its signature: node scripts/release/sign.ts <folder>
// The private key comes in RELEASE_SIGNING_KEY; what it signs has to be what docs/release-signers can check.
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { CHECKSUMS, checksums, filesOf, SIGNATURE, SIGNERS, wrongArtefacts } from './artefacts.ts';
import { sign } from './ssh-signature.ts';
import { checkRelease } from './verify.ts';

/**
 * @param signers the file by which everybody will check it
 * @throws when the release is not whole, or its signature would not be believed
 */
export async function signRelease(folder: string, version: string, key: string, signers: string): Promise<void> {
  const names = await filesOf(folder);
  const wrong = wrongArtefacts(names, version);
  if (wrong.length > 0) throw new Error(`This is no whole release of ${version}: ${wrong.join('; ')}.`);
  const text = await checksums(folder, names);
  await writeFile(join(folder, CHECKSUMS), text);
  await writeFile(join(folder, SIGNATURE), await sign(text, key));
  await checkRelease(folder, version, signers);
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '../..');
  const [folder = ''] = process.argv.slice(2);
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const key = process.env.RELEASE_SIGNING_KEY ?? '';
  if (folder === '' || key === '') {
    console.error('error: sign.ts needs a folder, and the private key in RELEASE_SIGNING_KEY');
    process.exit(1);
  }
  await signRelease(resolve(folder), version, key, join(root, SIGNERS));
  console.log(`${CHECKSUMS} and ${SIGNATURE} are written, and checked by ${SIGNERS}.`);
}
