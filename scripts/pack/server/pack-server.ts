import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { binaryArchs } from '../binary-archs.ts';
import { writeControl } from './debian.ts';
import { layOutServer, type NodeFiles } from './tree.ts';

const run = promisify(execFile);

/** Debian's names of the processors that Node names so. */
const DEBIAN_ARCHS: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** How it is made. */
export interface PackOptions {
  /** The checkout. */
  readonly root: string;
  /** The folder that `bundleServer` made. */
  readonly bundle: string;
  /** Where the two files go. */
  readonly output: string;
  /** Of package.json, unless a test makes another one. */
  readonly version?: string;
  /** A test waits for no good compression. */
  readonly quick?: boolean;
  /** Node's own program and its licence; the pinned ones unless a test brings others. */
  readonly node?: NodeFiles;
}

/** What was made. */
export interface PackedServer {
  readonly deb: string;
  readonly tarball: string;
}

/** The date of everything inside, so that the same checkout makes the same bytes (reproducible-builds.org). */
async function epochOf(root: string): Promise<string> {
  const { SOURCE_DATE_EPOCH } = process.env;
  if (SOURCE_DATE_EPOCH !== undefined) return SOURCE_DATE_EPOCH;
  const { stdout } = await run('git', ['-C', root, 'log', '-1', '--format=%ct']);
  return stdout.trim();
}

/** Node's own program, as the lock file pins it, and its licence. */
async function pinnedNode(root: string): Promise<NodeFiles> {
  const require = createRequire(join(root, 'node_modules/node/package.json'));
  const folder = dirname(require.resolve(`node-linux-${process.arch}/package.json`));
  return { node: await realpath(join(folder, 'bin/node')), nodeLicence: join(folder, 'LICENSE') };
}

/**
 * Makes the Debian package of the server, and the same files as a tarball. For the processor of the pinned Node.
 * @throws Error for a processor that Debian packages are not made for
 */
export async function packServer(options: PackOptions): Promise<PackedServer> {
  const { root, bundle, output, quick = false } = options;
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
    homepage: string;
    author: { name: string; email: string };
  };
  const { version = manifest.version } = options;
  const node = options.node ?? (await pinnedNode(root));
  const [arch = ''] = binaryArchs(await readFile(node.node));
  const architecture = DEBIAN_ARCHS[arch];
  if (architecture === undefined) throw new Error(`no package is made for ${arch}`);
  const epoch = await epochOf(root);
  await mkdir(output, { recursive: true });
  const work = await mkdtemp(join(output, '.server-'));
  try {
    const name = `latchkey-server-${version}`;
    const tree = join(work, name);
    await mkdir(tree, { mode: 0o755 });
    await layOutServer({ root, bundle, ...node }, tree);
    const tarball = join(output, `${name}-linux-${architecture}.tar.gz`);
    const same = ['--sort=name', `--mtime=@${epoch}`, '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'];
    const gzip = `gzip --no-name -${quick ? 1 : 9}`;
    await run('tar', [...same, `--use-compress-program=${gzip}`, '-C', work, '-cf', tarball, name]);
    const { stdout: size } = await run('du', ['--summarize', '--apparent-size', '--block-size=1024', tree]);
    await writeControl(root, tree, {
      version,
      architecture,
      installedKib: Number.parseInt(size, 10),
      maintainer: `${manifest.author.name} <${manifest.author.email}>`,
      homepage: manifest.homepage,
      epoch: Number(epoch),
    });
    const deb = join(output, `latchkey_${version}_${architecture}.deb`);
    const whole = join(work, basename(deb));
    const compression = quick ? ['-Zgzip', '-z1'] : ['-Zxz', '-z6'];
    await run('dpkg-deb', ['--root-owner-group', ...compression, '--build', tree, whole], {
      env: { ...process.env, SOURCE_DATE_EPOCH: epoch },
    });
    // Under its name only when it is whole: what is cut off would be installed as `./latchkey_*.deb`.
    await rename(whole, deb);
    return { deb, tarball };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
