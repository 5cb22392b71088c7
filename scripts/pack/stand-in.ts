// A folder that looks like Electron's for Linux and runs nothing, so that a package can be made and read where Electron's
// binary cannot be had. Its fuse wire is a real one, as Electron ships it: electron-builder flips it and the check reads it.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SENTINEL } from './fuse-wire.ts';

const WIRE_VERSION = 1;
/** Electron 45's defaults, by place: see FUSES in package-rules.ts. */
const DEFAULTS = '101100011';

export async function makeStandIn(folder: string, electronVersion: string): Promise<void> {
  await mkdir(join(folder, 'locales'), { recursive: true });
  await mkdir(join(folder, 'resources'));
  const wire = Buffer.concat([
    Buffer.from(`This is no Electron, only its shape.\n${SENTINEL}`, 'latin1'),
    Buffer.from([WIRE_VERSION, DEFAULTS.length]),
    Buffer.from(DEFAULTS, 'latin1'),
  ]);
  await writeFile(join(folder, 'electron'), wire, { mode: 0o755 });
  await writeFile(join(folder, 'version'), electronVersion);
  for (const file of ['chrome-sandbox', 'icudtl.dat', 'LICENSE', 'LICENSES.chromium.html', 'resources.pak']) {
    await writeFile(join(folder, file), '');
  }
  for (const locale of ['en-US', 'de', 'fr', 'es', 'nl', 'ja']) {
    await writeFile(join(folder, 'locales', `${locale}.pak`), '');
  }
}
