import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a bundle's licences lie under; both bundles are built with this name. */
const FILE = 'THIRD-PARTY-LICENSES.md';

/**
 * The licences of everything of others that the app is made of, as one text to read.
 * @param out the folder with the bundles
 * @param keytar the folder of the one package that is not bundled
 */
export async function readLicences(out: string, keytar: string): Promise<string> {
  const [main, page, native] = await Promise.all(
    [join(out, 'main', FILE), join(out, 'renderer', FILE), join(keytar, 'LICENSE.md')].map((file) =>
      // A build of a developer's may be without.
      readFile(file, 'utf8').catch(() => ''),
    ),
  );
  return [main, page, native && `## keytar (MIT)\n\n${native}`, ELECTRON].filter((text) => text !== '').join('\n\n');
}

const ELECTRON = `## Electron (MIT)

Its licence, and those of Chromium and Node.js, come with every Electron:
https://github.com/electron/electron/blob/main/LICENSE`;
