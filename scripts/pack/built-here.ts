// Whether native modules were built on this machine, and not downloaded.
import { access } from 'node:fs/promises';
import { join } from 'node:path';

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * node-gyp leaves its configuration beside what it built; prebuild-install unpacks the finished module alone.
 * @param module a package with native code, unpacked
 * @returns one sentence for each sign of a binary that was made elsewhere
 */
export async function madeElsewhere(module: string): Promise<string[]> {
  const prebuilt = await isThere(join(module, 'prebuilds'));
  const built = await isThere(join(module, 'build/config.gypi'));
  return [
    ...(prebuilt ? [`${module} has prebuilt binaries`] : []),
    ...(built ? [] : [`${module} was not built here: node-gyp left nothing in its build folder`]),
  ];
}
