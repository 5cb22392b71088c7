/** The Debian package on a machine without Node: installed, upgraded, removed, purged. The home is there in the end. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { packServer } from '../../scripts/pack/server/pack-server.ts';
import { findTools } from '../../server/stack/tools.ts';
import type { Identity } from '../support/probe.ts';
import { expectNobodyRoot, expectWall } from './support/proxies-wall.ts';
import { SystemdMachine, until } from './support/systemd-machine.ts';
import { codeIn, enrol, visit } from './support/visitors.ts';

const NODE = '/usr/lib/latchkey/node';
/** What stands for the admin's own Nextcloud. */
const CLOUD = `systemd-run --quiet --unit cloud ${NODE} -e "require('http').createServer((q, r) => r.end('in')).listen(8080, '127.0.0.1')"`;
const INIT =
  'latchkey init --domain example.com --name "Our Home" --lan 192.168.1.0/24 --service cloud=http://127.0.0.1:8080';

describe('the Debian package', () => {
  let machine: SystemdMachine;
  let device: Identity;
  const packages: string[] = [];

  const seconds: [what: string, seconds: number][] = [];
  /** Remembers how long a command of the guide took by itself. */
  async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const done = await work();
    seconds.push([what, (performance.now() - begun) / 1000]);
    return done;
  }

  const isServing = async () => (await visit(machine, 'lan')) === 200;
  const isActive = async () => (await machine.run(['systemctl', 'is-active', 'latchkey'])).stdout.trim();
  /** What apt and the package's scripts said. */
  const apt = async (words: string) => {
    const done = await machine.shell(
      `DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes -o Dpkg::Progress=0 ${words}`,
      120,
    );
    return done.stdout + done.stderr;
  };
  const installed = (deb: string | undefined) => apt(`install --allow-downgrades --no-install-recommends ./${deb}`);

  beforeAll(async () => {
    const prepared = inject('prepared');
    machine = await SystemdMachine.create(prepared, 'package', { bare: true });
    const root = join(import.meta.dirname, '../..');
    for (const version of ['0.1.0-rc.1', '0.1.0']) {
      const output = join(prepared.folder, `packed-${version}`);
      const { deb } = await packServer({ root, bundle: prepared.bundle, output, version, quick: true });
      copyFileSync(deb, machine.path(`/root/${basename(deb)}`));
      packages.push(basename(deb));
    }
  }, 300_000);
  afterAll(async () => {
    await machine?.close();
    const sum = seconds.reduce((before, [, took]) => before + took, 0);
    const all = seconds.map(([what, took]) => `${what} ${took.toFixed(1)} s`).join(', ');
    console.log(`  the package on a fresh machine: the commands' own time is ${sum.toFixed(1)} s: ${all}`);
  });

  it('is installed on a machine without Node, and says where Caddy comes from', async () => {
    expect(await machine.run(['which', 'node', 'caddy'])).toMatchObject({ stdout: '' });
    const said = await timed('apt install', () => installed(packages[0]));
    expect(said).toContain('needs Caddy 2.11.4 or newer');
    expect(said).toContain('$(dpkg --print-architecture)');
    expect(said).toContain('To make a home: sudo latchkey init');
    expect((await machine.shell('latchkey --version; man -w latchkey 2>/dev/null || true')).stdout).toMatch(/^0\.1\.0/);
    // Nothing runs before there is a home, and starting it is no failure.
    await machine.shell('systemctl start latchkey');
    expect(await isActive()).toBe('inactive');
  });

  it('makes a home without Caddy, says what it will not run without, and says so again when it is too old', async () => {
    const made = await timed('init', () => machine.shell(INIT));
    expect(made.stderr).toContain('Caddy 2.11.4 or later is needed');
    expect(made.stderr).toContain('caddyserver.com/api/download');
    expect(made.stdout).toContain('sudo systemctl enable --now latchkey');
    expect((await machine.shell('stat -c %U:%G /srv/latchkey /srv/latchkey/secret.key')).stdout).toBe(
      'latchkey:latchkey\nlatchkey:latchkey\n',
    );
    writeFileSync(machine.path('/usr/local/bin/caddy'), '#!/bin/sh\necho v2.6.2\n', { mode: 0o755 });
    const up = await machine.run(['latchkey', 'up']);
    expect(up).toMatchObject({ code: 5 });
    expect(up.stderr).toContain('/usr/local/bin/caddy is 2.6.2');
    expect((await machine.run(['latchkey', 'doctor'])).stdout).toContain('caddyserver.com/api/download');
  });

  it('runs it, lets in with a key and refuses without', async () => {
    const { caddy } = await findTools(process.env);
    copyFileSync(caddy.path, machine.path('/usr/local/bin/caddy'));
    await machine.shell(`systemctl disable --now haproxy; ${CLOUD}`);
    await timed('up, until it serves', async () => {
      await machine.shell('systemctl enable --now latchkey');
      await until('it serves', isServing, 30);
    });
    const invited = await timed('invite', () => machine.shell('latchkey invite "Grandma Rose"'));
    device = await timed('enrolment', () => enrol(machine, codeIn(invited.stdout)));
    expect(await visit(machine, 'wan', device)).toBe(200);
    expect(await visit(machine, 'wan')).toBe(0);
    expect((await machine.run(['latchkey', 'doctor'])).code).toBe(20);
    await expectNobodyRoot(await machine.outside(Number(await machine.property('MainPID'))));
    await expectWall(machine, machine.inside, NODE);
  });

  it("runs a home of root's in another folder once it has a user, by the command that init prints", async () => {
    const second = `${INIT} --dir /srv/second --https-port 8443 --certificates internal`;
    const { stdout } = await machine.shell(second);
    const [step = '', start = ''] = [/^ {2}(.*chown.*)$/m, /^ {2}(latchkey up .*?) {2,}/m].map(
      (line) => line.exec(stdout)?.[1],
    );
    const refused = await machine.run(['sh', '-c', start]);
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining(step) });
    await machine.shell(`${step}\nsystemd-run --quiet --unit second ${start}`);
    const running = ['latchkey', 'status', '--running', '--dir', '/srv/second'];
    await until('it runs', async () => (await machine.run(running)).code === 0, 30);
    await machine.shell('systemctl stop second; rm -r /srv/second');
  });

  it('is upgraded: a home that runs goes on with the new program, one that is stopped stays so', async () => {
    const before = await machine.property('MainPID');
    // Caddy is where the first installation said.
    expect(await installed(packages[1])).not.toContain('needs Caddy');
    expect(await machine.property('MainPID')).not.toBe(before);
    await until('it serves', isServing, 30);
    expect(await visit(machine, 'wan', device)).toBe(200);
    await machine.shell('systemctl stop latchkey');
    await installed(packages[0]);
    expect(await isActive()).toBe('inactive');
    await machine.shell('systemctl start latchkey');
    await until('it serves', isServing, 30);
  });

  it('has an upgrade end well when the home cannot start again, and says so', async () => {
    await machine.shell('chmod 644 /srv/latchkey/ca/homelab-ca.key');
    expect(await installed(packages[1])).toContain('latchkey did not start again');
    await machine.shell('chmod 600 /srv/latchkey/ca/homelab-ca.key; systemctl start latchkey');
    await until('it serves', isServing, 30);
  });

  it('is removed and purged without a question, and the home stays', async () => {
    const files = async () =>
      (await machine.shell('cd /srv/latchkey; find ca registry.db latchkey.yaml | sort')).stdout;
    await machine.shell('echo secret > /etc/latchkey/dns-token');
    const before = await files();
    expect(await apt('remove latchkey')).toContain('/srv/latchkey is kept');
    expect(await isActive()).not.toBe('active');
    expect(await visit(machine, 'lan')).toBe(0);
    const purged = await apt('purge latchkey');
    expect(purged).toContain('/srv/latchkey is kept');
    expect(purged).toContain('/etc/latchkey is kept');
    expect(await files()).toBe(before);
    expect(await machine.run(['ls', '/etc/systemd/system/multi-user.target.wants/latchkey.service'])).toMatchObject({
      code: 2,
    });
  });

  it('is installed again over the home that stayed, and its devices are let in', async () => {
    await installed(packages[1]);
    expect(await isActive()).not.toBe('active');
    await machine.shell('systemctl enable --now latchkey');
    await until('it serves', isServing, 30);
    expect(await visit(machine, 'wan', device)).toBe(200);
  });
});
