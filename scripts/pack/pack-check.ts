// Packs for Linux into a temporary folder, with a stand-in where Electron's runtime belongs, and checks the result:
// npm run pack:check. What a stand-in cannot prove, it says.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { packApp } from './build-app.ts';
import { checkPackages, report } from './check-package.ts';
import { makeStandIn } from './stand-in.ts';

const root = join(import.meta.dirname, '../..');
const folder = await mkdtemp(join(tmpdir(), 'latchkey-pack-'));
try {
  const electron = JSON.parse(await readFile(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
    version: string;
  };
  const [runtime, output] = [join(folder, 'electron'), join(folder, 'dist')];
  await makeStandIn(runtime, electron.version);
  await packApp(root, [
    ...['--linux', '--dir', `--${process.arch}`, '--publish', 'never'],
    ...[`-c.electronDist=${runtime}`, `-c.directories.output=${output}`, '-c.npmRebuild=false'],
  ]);
  report(await checkPackages(root, output));
  console.log(
    'The runtime was a stand-in: its fuse wire was flipped and read back, and nothing of it was run or signed.',
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
