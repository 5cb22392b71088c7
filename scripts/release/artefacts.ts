// What a release consists of, and its one checksum file. Pure but for reading the folder.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export const CHECKSUMS = 'SHA256SUMS';
export const SIGNATURE = `${CHECKSUMS}.sig`;
/** What a signature is for (ssh-keygen's namespace): one for anything else does not count. */
export const NAMESPACE = 'latchkey-release';
/** Whose signatures count, in ssh-keygen's allowed signers format. */
export const SIGNERS = 'docs/release-signers';
export const SIGNER = 'latchkey-release';

/** Every file of a release, for each system and processor that one is made for. */
const EXPECTED = [
  'Latchkey-VERSION-mac-universal.dmg',
  'Latchkey-VERSION-mac-universal.zip',
  'Latchkey-VERSION-win-x64.exe',
  'Latchkey-VERSION-linux-x86_64.AppImage',
  'Latchkey-VERSION-linux-arm64.AppImage',
  'Latchkey-VERSION-linux-amd64.deb',
  'Latchkey-VERSION-linux-arm64.deb',
  // What apps read to find out about this release.
  'latest-mac.yml',
  'latest.yml',
  'latest-linux.yml',
  'latest-linux-arm64.yml',
  'latchkey_VERSION_amd64.deb',
  'latchkey_VERSION_arm64.deb',
  'latchkey-server-VERSION-linux-amd64.tar.gz',
  'latchkey-server-VERSION-linux-arm64.tar.gz',
] as const;

/** @returns the names that a release of that version has, and no others */
export const expectedArtefacts = (version: string): string[] =>
  EXPECTED.map((name) => name.replace('VERSION', version)).sort();

/** @returns one sentence for each file that is missing or that nobody expected; none for a whole release */
export function wrongArtefacts(found: readonly string[], version: string): string[] {
  const expected = expectedArtefacts(version);
  return [
    ...expected.filter((name) => !found.includes(name)).map((name) => `${name} is missing`),
    ...found.filter((name) => !expected.includes(name)).map((name) => `nobody expected ${name}`),
  ];
}

/** The files that the checksum file is about: all of the folder but itself and its signature. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const other = entries.find((entry) => !entry.isFile());
  if (other) throw new Error(`${other.name} is no plain file`);
  return entries
    .map(({ name }) => name)
    .filter((name) => name !== CHECKSUMS && name !== SIGNATURE)
    .sort();
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** @returns the text of {@link CHECKSUMS}, as sha256sum writes and reads it */
export async function checksums(folder: string, names: readonly string[]): Promise<string> {
  const lines = await Promise.all(names.map(async (name) => `${await sha256(join(folder, name))}  ${name}\n`));
  return lines.join('');
}
