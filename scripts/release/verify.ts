// Checks a release's folder, whole: node scripts/release/verify.ts <folder>. What docs/releasing.md says in two lines
// checks the files that somebody has; this one also sees what is missing and what nobody signed.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { CHECKSUMS, checksums, filesOf, SIGNATURE, SIGNERS, wrongArtefacts } from './artefacts.ts';
import { verify } from './ssh-signature.ts';

/** @throws with what is wrong: the signature, a file that is missing, one too many, or one that was changed */
export async function checkRelease(folder: string, version: string, signers: string): Promise<void> {
  const text = await readFile(join(folder, CHECKSUMS), 'utf8');
  await verify(text, join(folder, SIGNATURE), signers);
  const names = await filesOf(folder);
  const wrong = wrongArtefacts(names, version);
  if (wrong.length > 0) throw new Error(`This is no whole release of ${version}: ${wrong.join('; ')}.`);
  if ((await checksums(folder, names)) !== text) throw new Error(`${CHECKSUMS} is not about these files.`);
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '../..');
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    console.error('error: verify.ts needs a folder');
    process.exit(1);
  }
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  await checkRelease(resolve(folder), version, join(root, SIGNERS));
  console.log('Whole, signed and unchanged.');
}
