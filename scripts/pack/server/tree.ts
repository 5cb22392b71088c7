import { chmod, copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { COMPLETION_SCRIPTS, SHELLS } from '../../../server/cli/completion/scripts.ts';
import { packagedUnit, systemUsers } from '../../../server/stack/install/systemd.ts';
import { BUNDLE } from '../bundle-server.ts';

/** Where a packaged home is, unless its admin says otherwise. */
const HOME_FOLDER = '/srv/latchkey';
const PROGRAM = '/usr/lib/latchkey';
/** Where a package's documents lie. */
export const DOC = 'usr/share/doc/latchkey';

/** Where each shell looks for what packages bring. */
const COMPLETIONS = {
  bash: 'usr/share/bash-completion/completions/latchkey',
  zsh: 'usr/share/zsh/vendor-completions/_latchkey',
  fish: 'usr/share/fish/vendor_completions.d/latchkey.fish',
} as const;

/** Node's own program and its licence. */
export interface NodeFiles {
  readonly node: string;
  readonly nodeLicence: string;
}

/** What a tree is made of. */
interface TreeParts extends NodeFiles {
  /** The checkout. */
  readonly root: string;
  /** The folder that `bundleServer` made. */
  readonly bundle: string;
}

/** As gzip -n: without a date. */
const zipped = async (path: string) => gzipSync(await readFile(path), { level: 9 });

const COPYRIGHT = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Latchkey

Files: *
Copyright: The Latchkey authors
License: Expat
Comment: What is built into latchkey.mjs is named in THIRD-PARTY-LICENSES.md, and what is built into
 /usr/lib/latchkey/node in NODE-LICENSE, beside this file.

License: Expat
`;

/** The text of a licence as the copyright file wants it: a space before each line, and a full stop in empty ones. */
const indented = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => ` ${line.trim() || '.'}\n`)
    .join('');

/**
 * Lays out the server as it lies on a machine below `/`: the program with a Node of its own, the unit, its users, the man
 * page and completion.
 * @param into an empty folder
 */
export async function layOutServer({ root, bundle, node, nodeLicence }: TreeParts, into: string): Promise<void> {
  const write = async (path: string, content: string | Buffer, mode = 0o644) => {
    const place = join(into, path);
    await mkdir(dirname(place), { recursive: true, mode: 0o755 });
    await writeFile(place, content);
    await chmod(place, mode);
  };
  const program = join(into, PROGRAM);
  await mkdir(program, { recursive: true });
  await copyFile(node, join(program, 'node'));
  await chmod(join(program, 'node'), 0o755);
  // Not executable: its first line would ask for the machine's own Node.
  await write(join(PROGRAM, BUNDLE), await readFile(join(bundle, BUNDLE)));
  await write('usr/bin/latchkey', await readFile(join(root, 'resources/deb/latchkey')), 0o755);
  await write(
    'usr/lib/systemd/system/latchkey.service',
    packagedUnit(HOME_FOLDER, { node: `${PROGRAM}/node`, bundle: `${PROGRAM}/${BUNDLE}` }),
  );
  await write('usr/lib/sysusers.d/latchkey.conf', systemUsers(HOME_FOLDER));
  await write('usr/share/man/man1/latchkey.1.gz', await zipped(join(root, 'docs/latchkey.1')));
  for (const shell of SHELLS) await write(COMPLETIONS[shell], COMPLETION_SCRIPTS[shell]);
  await write(`${DOC}/copyright`, COPYRIGHT + indented(await readFile(join(root, 'LICENSE'), 'utf8')));
  await write(`${DOC}/CHANGELOG.md.gz`, await zipped(join(root, 'CHANGELOG.md')));
  await write(`${DOC}/NODE-LICENSE`, await readFile(nodeLicence));
  for (const name of await readdir(bundle)) {
    if (name !== BUNDLE && name !== 'LICENSE') await cp(join(bundle, name), join(into, DOC, name), { recursive: true });
  }
  // Secrets that the unit hands over.
  await mkdir(join(into, 'etc/latchkey'), { recursive: true });
  await chmod(join(into, 'etc/latchkey'), 0o700);
}
