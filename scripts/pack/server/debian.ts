/** The files of a Debian package's control part (deb-control(5), Debian policy 5 and 6). */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { GET_CADDY } from '../../../server/core/doctor/checks/programs.ts';
import { LEAST_CADDY } from '../../../server/stack/tools.ts';
import { DOC } from './tree.ts';

/** A version of npm as Debian orders it: what comes before a release is marked by `~` (deb-version(7)). */
export const debianVersion = (version: string): string => version.replace('-', '~');

interface Control {
  readonly version: string;
  /** Debian's name of the processor. */
  readonly architecture: string;
  readonly installedKib: number;
  readonly maintainer: string;
  readonly homepage: string;
  /** When, in seconds since 1970. */
  readonly epoch: number;
}

const control = ({ version, architecture, installedKib, maintainer, homepage }: Control) => `Package: latchkey
Version: ${debianVersion(version)}
Architecture: ${architecture}
Maintainer: ${maintainer}
Installed-Size: ${installedKib}
Depends: haproxy (>= 2.6), libc6 (>= 2.28), libstdc++6 (>= 10), systemd (>= 247)
Recommends: lego
Suggests: caddy (>= ${LEAST_CADDY})
Section: net
Priority: optional
Homepage: ${homepage}
Description: private key for each computer that may open your services at home
 Latchkey runs at home, in front of what you host there. Whoever is in your
 network at home uses your services as always; whoever comes from outside needs
 a client certificate that you invited their computer to. Everybody else is
 refused, on every name.
 .
 This package is the home: the signing API, and HAProxy and Caddy under its
 supervision. It brings a Node of its own. Caddy ${LEAST_CADDY} or newer comes
 from its makers.
`;

/** Debian's own kind of changelog (deb-changelog(5)); what is new for people is in CHANGELOG.md. */
const changelog = ({
  version,
  maintainer,
  epoch,
}: Control) => `latchkey (${debianVersion(version)}) unstable; urgency=medium

  * CHANGELOG.md.gz, beside this file, says what is new.

 -- ${maintainer}  ${new Date(epoch * 1000).toUTCString().replace('GMT', '+0000')}
`;

const SCRIPTS = ['postinst', 'prerm', 'postrm'] as const;

/** Within a here-document of the shell, as it stands. */
const literal = (text: string) => text.replaceAll(/[\\`$]/g, '\\$&');

/** Writes DEBIAN/ and Debian's changelog into a tree that has everything else. */
export async function writeControl(root: string, tree: string, facts: Control): Promise<void> {
  const folder = join(tree, 'DEBIAN');
  await mkdir(folder);
  await writeFile(join(folder, 'control'), control(facts));
  const news = join(tree, DOC, 'changelog.gz');
  await writeFile(news, gzipSync(changelog(facts), { level: 9 }));
  await chmod(news, 0o644);
  for (const name of SCRIPTS) {
    const text = await readFile(join(root, 'resources/deb', name), 'utf8');
    const place = join(folder, name);
    await writeFile(
      place,
      text.replace('@CADDY@', LEAST_CADDY).replace('@GET_CADDY@', () => literal(GET_CADDY)),
    );
    await chmod(place, 0o755);
  }
}
