/**
 * What `latchkey render --for` makes, tried as far as a machine without systemd at work and without a container engine
 * can: systemd's own checks, and the image's entry with the rights that compose.yaml leaves it.
 */
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { BUNDLE, bundleServer } from '../../../scripts/pack/bundle-server.ts';
import { findTools } from '../../../server/stack/tools.ts';
import { type Running, run, startProgram } from '../../support/processes.ts';
import { latchkey } from '../../support/throw-away-home.ts';

/** Whom the home belongs to, as an admin would choose it. */
const OWNER = 61_234;

let folder: string;
let home: string;

beforeAll(async () => {
  // Not /tmp: in the container that is a file system of its own.
  folder = await mkdtemp('/var/tmp/lk-');
  await chmod(folder, 0o755);
  home = join(folder, 'home');
  await writeFile(join(folder, BUNDLE), '');
  const words = ['--domain', 'home.localhost', '--lan', '127.0.1.0/24', '--https-port', '443', '--http-port', '80'];
  expect(await latchkey(['init', '--dir', home, ...words])).toMatchObject({ code: 0 });
  for (const target of ['compose', 'systemd']) {
    const out = join(folder, target);
    const program = ['--node', process.execPath, '--bundle', join(folder, BUNDLE)];
    expect(await latchkey(['render', '--dir', home, '--for', target, '--out', out, ...program])).toMatchObject({
      code: 0,
    });
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('--for systemd', () => {
  const at = (name: string) => join(folder, 'systemd', name);
  const unit = () => at('latchkey.service');

  it('is a unit without a mistake', async () => {
    const verified = await run({ file: 'systemd-analyze', args: ['verify', '--man=no', unit()] });
    expect(verified.stderr).not.toContain('latchkey');
    expect(verified.code).toBe(0);
    const broken = at('broken.service');
    await writeFile(broken, (await readFile(unit(), 'utf8')).replace('ProtectSystem=strict', 'ProtectSystem=very'));
    expect((await run({ file: 'systemd-analyze', args: ['verify', '--man=no', broken] })).stderr).toContain('very');
  });

  it('leaves little open: an exposure of 2.4 of 10 at most, most of it for the moment in which it is root', async () => {
    const args = ['security', '--offline=true', '--threshold=24', '--no-pager', unit()];
    expect(await run({ file: 'systemd-analyze', args })).toMatchObject({ code: 0 });
  });

  it('makes its user, and the folders with their modes', async () => {
    const root = join(folder, 'root');
    await mkdir(join(root, 'etc'), { recursive: true });
    const users = ['--root', root, at('latchkey.sysusers.conf')];
    expect(await run({ file: 'systemd-sysusers', args: users })).toMatchObject({ code: 0 });
    expect(await readFile(join(root, 'etc/passwd'), 'utf8')).toMatch(/^latchkey:/m);
    const folders = ['--create', '--root', root, at('latchkey.tmpfiles.conf')];
    const made = await run({ file: 'systemd-tmpfiles', args: folders });
    expect(made, made.stderr).toMatchObject({ code: 0 });
    expect(await readdir(join(root, 'etc'))).toContain('latchkey');
  });
});

// Namespaces and users are root's to make.
describe.runIf(process.getuid?.() === 0)('--for compose', () => {
  let entry: string;
  let up: Running;

  /** The words that run something as the container would, and then `more` words. */
  async function contained(more: readonly string[]): Promise<[string, ...string[]]> {
    const { services } = parse(await readFile(join(folder, 'compose/compose.yaml'), 'utf8'));
    const kept = services.home.cap_add.map((name: string) => `+${name.toLowerCase()}`).join(',');
    return [...(['setpriv', `--bounding-set=-all,${kept}`, '--inh-caps=-all', '--no-new-privs'] as const), ...more];
  }

  beforeAll(async () => {
    await bundleServer(process.cwd(), join(folder, 'bundle'));
    await copyFile(join(folder, 'bundle', BUNDLE), join(folder, BUNDLE));
    await copyFile(process.execPath, join(folder, 'node'));
    const { caddy } = await findTools(process.env);
    await copyFile(caddy.path, join(folder, 'caddy'));
    await Promise.all(['node', 'caddy'].map((name) => chmod(join(folder, name), 0o755)));

    entry = join(folder, 'latchkey');
    const script = await readFile(join(folder, 'compose/entry.sh'), 'utf8');
    await writeFile(entry, script.replace('/opt/latchkey/latchkey.mjs', join(folder, BUNDLE)), { mode: 0o755 });

    for (const each of ['.', ...(await readdir(home, { recursive: true }))])
      await chown(join(home, each), OWNER, OWNER);
    // A network and a file system of its own, read-only but for the home and /tmp.
    const inside = `
      set -eu
      ip link set lo up
      mount --make-rprivate /
      mount --bind ${home} ${home}
      mount -o remount,bind,ro /
      mount -t tmpfs -o mode=1777 tmpfs /tmp
      exec ${(await contained([entry, 'up', '--json'])).join(' ')}`;
    const env = {
      PATH: `${folder}:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: '/tmp',
      LATCHKEY_DIR: home,
      LATCHKEY_CADDY: join(folder, 'caddy'),
    };
    up = startProgram({ file: 'unshare', args: ['--net', '--mount', '/bin/sh', '-c', inside], env, cwd: '/' });
    expect(JSON.parse(await up.nextLine(60_000))).toMatchObject({ ready: true });
  });
  afterAll(() => up?.stop());

  /** As `docker compose exec` does: in the same namespaces, as root with what compose.yaml leaves it. */
  async function exec(...words: readonly string[]) {
    const args = ['--target', String(up.pid), '--net', '--mount', ...(await contained([entry, ...words]))];
    const env = {
      PATH: `${folder}:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: '/tmp',
      LATCHKEY_DIR: home,
      LATCHKEY_CADDY: join(folder, 'caddy'),
    };
    return run({ file: 'nsenter', args, env, cwd: '/' });
  }

  it('runs the home on ports 443 and 80 as its owner, with that one capability and no way to more', async () => {
    const recorded = JSON.parse(await readFile(join(home, 'run/children.json'), 'utf8')) as {
      pid: number;
      name: string;
    }[];
    expect(recorded).toHaveLength(2);
    for (const pid of [up.pid, ...recorded.map((child) => child.pid)]) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      const field = (name: string) => new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1];
      const proxies = String((await stat(join(home, 'run/caddy'))).uid);
      expect(field('Uid')).toBe(
        Array(4)
          .fill(pid === up.pid ? OWNER : proxies)
          .join('\t'),
      );
      const lowPorts = pid === recorded.find(({ name }) => name === 'haproxy')?.pid;
      for (const set of ['CapPrm', 'CapEff', 'CapAmb'])
        expect([set, field(set)]).toEqual([set, lowPorts ? '0000000000000400' : '0000000000000000']);
      expect(field('NoNewPrivs')).toBe('1');
    }
  });

  it('is healthy to the health check, and takes commands', async () => {
    expect(await exec('status', '--running')).toMatchObject({ code: 0 });
    expect(await exec('invite', 'Dave', '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"code"'),
    });
  });

  it('ends when it is asked to, and leaves nobody behind', async () => {
    expect(await up.stop()).toBe(0);
    await expect(readFile(join(home, 'run/children.json'))).rejects.toThrow('ENOENT');
  });

  it('stays closed when the client-auth check does not hold, and ends when it is asked to', async () => {
    // A key that is open to others is a reason like it, and ends with the same code.
    await chmod(join(home, 'secret.key'), 0o644);
    const [file, ...args] = await contained([entry, 'up', '--stay-closed']);
    const env = {
      PATH: `${folder}:/usr/sbin:/usr/bin:/bin`,
      LATCHKEY_DIR: home,
      LATCHKEY_CADDY: join(folder, 'caddy'),
    };
    const stays = startProgram({ file, args, env, cwd: '/' });
    await vi.waitFor(() => expect(stays.stderr()).toContain('Nothing is served until'), 10_000);
    expect(await stays.stop()).toBe(6);
  });

  it('refuses a home that belongs to root', async () => {
    const roots = join(folder, 'roots');
    await mkdir(roots);
    await writeFile(join(roots, 'secret.key'), '');
    const refused = await run({
      file: entry,
      args: ['up'],
      env: { PATH: `${folder}:/usr/bin:/bin`, LATCHKEY_DIR: roots },
    });
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('belongs to root') });
  });
});
