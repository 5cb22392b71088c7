/** The server's Debian package and tarball, with a Node that is cut short; test/deploy installs the real ones. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLE } from '../../../scripts/pack/bundle-server.ts';
import { debianVersion } from '../../../scripts/pack/server/debian.ts';
import { type PackedServer, packServer } from '../../../scripts/pack/server/pack-server.ts';
import { run } from '../../support/processes.ts';

const ROOT = process.cwd();
let folder: string;
let packed: PackedServer;

async function packAgain(name: string): Promise<PackedServer> {
  const bundle = join(folder, name, 'bundle');
  await mkdir(join(bundle, 'templates'), { recursive: true });
  await writeFile(join(bundle, BUNDLE), '#!/usr/bin/env node\n');
  await writeFile(join(bundle, 'THIRD-PARTY-LICENSES.md'), 'licences\n');
  const node = join(folder, name, 'node');
  const file = await open(process.execPath);
  await writeFile(node, (await file.read(new Uint8Array(4096), 0, 4096, 0)).buffer);
  await file.close();
  // Made at another time, in another folder.
  await utimes(node, 1, name.length);
  const options = { root: ROOT, bundle, output: join(folder, name, 'out'), quick: true };
  return packServer({ ...options, node: { node, nodeLicence: join(ROOT, 'LICENSE') } });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-deb-'));
  packed = await packAgain('a');
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
const debianArch = { x64: 'amd64', arm64: 'arm64' }[process.arch as 'x64' | 'arm64'];

describe('the package', () => {
  test('is the same bytes whenever and wherever it is made', async () => {
    // Dates in archives have whole seconds.
    await sleep(1100);
    const again = await packAgain('another');
    for (const kind of ['deb', 'tarball'] as const) {
      expect(basename(again[kind])).toBe(basename(packed[kind]));
      expect(await sha256(again[kind])).toBe(await sha256(packed[kind]));
    }
  });

  test('is for the processor of the Node inside, and depends on HAProxy', async () => {
    const { stdout } = await run({ file: 'dpkg-deb', args: ['--field', packed.deb] });
    expect(stdout).toContain('Package: latchkey\n');
    expect(stdout).toContain(`Architecture: ${debianArch}\n`);
    expect(stdout).toMatch(/^Depends: haproxy \(>= 2\.6\), /m);
    expect(basename(packed.deb)).toMatch(new RegExp(`^latchkey_[^_]+_${debianArch}\\.deb$`));
  });

  test('holds program, unit, users, man page and completion, and nothing that others may change', async () => {
    const { stdout } = await run({ file: 'dpkg-deb', args: ['--contents', packed.deb] });
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/));
    const files = new Map(entries.map(([mode = '', owner = '', , , , path = '']) => [path, { mode, owner }]));
    for (const path of [
      'usr/bin/latchkey',
      'usr/lib/latchkey/node',
      'usr/lib/latchkey/latchkey.mjs',
      'usr/lib/systemd/system/latchkey.service',
      'usr/lib/sysusers.d/latchkey.conf',
      'usr/share/man/man1/latchkey.1.gz',
      'usr/share/bash-completion/completions/latchkey',
      'usr/share/zsh/vendor-completions/_latchkey',
      'usr/share/fish/vendor_completions.d/latchkey.fish',
      'usr/share/doc/latchkey/copyright',
      'usr/share/doc/latchkey/NODE-LICENSE',
      'usr/share/doc/latchkey/THIRD-PARTY-LICENSES.md',
    ])
      expect([...files.keys()]).toContain(`./${path}`);
    expect(files.get('./etc/latchkey/')).toEqual({ mode: 'drwx------', owner: 'root/root' });
    for (const { mode, owner } of files.values())
      expect([owner, mode.slice(7)]).toEqual(['root/root', expect.not.stringMatching(/w/)]);
    // Nothing of an admin's is the package's: dpkg would delete it.
    expect([...files.keys()].filter((path) => path.startsWith('./srv'))).toEqual([]);
  });

  test('has a unit that systemd reads, for the folder of the home', async () => {
    const out = join(folder, 'unpacked');
    await run({ file: 'dpkg-deb', args: ['--extract', packed.deb, out] });
    const unit = await readFile(join(out, 'usr/lib/systemd/system/latchkey.service'), 'utf8');
    const here = join(folder, 'latchkey.service');
    // systemd wants to see the program where the unit names it.
    await writeFile(here, unit.replaceAll('/usr/lib/latchkey/node', process.execPath));
    const verified = await run({ file: 'systemd-analyze', args: ['verify', '--man=no', here] });
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.stderr).not.toContain('latchkey');
    expect(unit).toContain('ConditionPathExists=/srv/latchkey/latchkey.yaml');
  });

  test('has scripts that a POSIX shell reads, and no word of the templates left in them', async () => {
    const control = join(folder, 'control');
    await run({ file: 'dpkg-deb', args: ['--control', packed.deb, control] });
    for (const name of ['postinst', 'prerm', 'postrm']) {
      const script = join(control, name);
      expect(await run({ file: 'sh', args: ['-n', script] })).toMatchObject({ code: 0 });
      expect(await readFile(script, 'utf8')).not.toMatch(/@[A-Z_]+@/);
    }
  });

  test('keeps to what lintian asks of every package', async () => {
    const { stdout } = await run({ file: 'dpkg-deb', args: ['--field', packed.deb] });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    // Essential: it is there without being asked for, and asking for it is an error.
    expect(stdout).not.toContain('init-system-helpers');
    const out = join(folder, 'changelog');
    await run({ file: 'dpkg-deb', args: ['--extract', packed.deb, out] });
    const changelog = gunzipSync(await readFile(join(out, 'usr/share/doc/latchkey/changelog.gz'))).toString();
    expect(changelog).toMatch(
      /^latchkey \(\S+\) unstable; urgency=medium\n\n {2}\* .*\n\n -- .* <.*> {2}\w{3}, \d{2} \w{3} \d{4} [\d:]{8} \+0000\n$/,
    );
    const news = gunzipSync(await readFile(join(out, 'usr/share/doc/latchkey/CHANGELOG.md.gz'))).toString();
    expect(news).toBe(await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8'));
  });

  test('comes as a tarball of the same tree', async () => {
    const listed = await run({ file: 'tar', args: ['--list', '--gzip', '--file', packed.tarball] });
    expect(listed.stdout).toMatch(/^latchkey-server-[\d.]+\/usr\/lib\/latchkey\/node$/m);
    expect(listed.stdout).not.toContain('DEBIAN');
  });
});

test('a version before a release is older for Debian too', async () => {
  const args = ['--compare-versions', debianVersion('1.0.0-rc.1'), 'lt', debianVersion('1.0.0')];
  expect(await run({ file: 'dpkg', args })).toMatchObject({ code: 0 });
});
