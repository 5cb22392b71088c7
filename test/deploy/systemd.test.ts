/** docs/admin.md, "With systemd", word by word on a Debian that was booted for it; and what holds there. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Identity } from '../support/probe.ts';
import { guideBlocks } from './support/guide.ts';
import { expectNobodyRoot, expectWall } from './support/proxies-wall.ts';
import { SystemdMachine, until } from './support/systemd-machine.ts';
import { codeIn, enrol, visit } from './support/visitors.ts';

/** What stands for the admin's own Nextcloud. */
const CLOUD = `systemd-run --quiet --unit cloud node -e "require('http').createServer((q, r) => r.end('in')).listen(8080, '127.0.0.1')"`;

describe('a home with systemd', () => {
  let machine: SystemdMachine;
  let device: Identity;

  const isServing = async () => (await visit(machine, 'lan')) === 200;
  const latchkey = (...words: string[]) => machine.run(['latchkey', ...words, '--dir', '/srv/latchkey']);
  const mainPid = async () => Number(await machine.property('MainPID'));

  beforeAll(async () => {
    machine = await SystemdMachine.create(inject('prepared'), 'systemd');
    await machine.shell(CLOUD);
  });
  afterAll(() => machine?.close());

  it('is installed by the blocks of the guide', async () => {
    const [install] = guideBlocks('admin', 'What the machine needs');
    await machine.shell(`systemctl disable --now haproxy\n${install?.text}`);
    const [run, look] = guideBlocks('admin', 'With systemd');
    await machine.shell(run?.text ?? '');
    await until('it serves', isServing, 30);
    const [status, analysis, doctor] = (look?.text ?? '').trim().split('\n');
    await machine.shell(`${status}\n${analysis}`);
    // No time server and no backup: warnings, and nothing else.
    const examined = await machine.run(['sh', '-c', doctor ?? '']);
    expect(examined, examined.stdout).toMatchObject({ code: 20 });
  });

  it('lets the first relative in, by the page', async () => {
    const [invite, devices] = guideBlocks('admin', 'The first relative');
    device = await enrol(machine, codeIn((await machine.shell(invite?.text ?? '')).stdout));
    expect(await visit(machine, 'wan', device)).toBe(200);
    expect(await visit(machine, 'wan')).toBe(0);
    await machine.shell(devices?.text ?? '');
    expect(await visit(machine, 'wan', device)).toBe(200);
    expect(await latchkey('shut-out', 'iMac')).toMatchObject({ code: 0 });
    expect(await visit(machine, 'wan', device)).toBe(403);
    expect(await latchkey('let-in', 'iMac')).toMatchObject({ code: 0 });
    expect(await visit(machine, 'wan', device)).toBe(200);
  });

  it('gives the user of HAProxy and Caddy what they need, and nothing else', async () => {
    await machine.shell(
      'latchkey backup /srv/latchkey/b.tar.age --to age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p --dir /srv/latchkey',
    );
    await expectWall(machine, machine.inside, '/usr/local/bin/node');
  });

  it('has no process of root, and no right but to low ports', async () => {
    const pid = await mainPid();
    expect(pid).toBeGreaterThan(1);
    await expectNobodyRoot(await machine.outside(pid));
  });

  /** Has the home go by another latchkey.yaml from its next start on. */
  const edit = (script: string) => machine.shell(`sed -i '${script}' /srv/latchkey/latchkey.yaml`);
  const renderAgain = `latchkey render --dir /srv/latchkey --for systemd --out /root/latchkey-systemd
install -m 644 latchkey-systemd/latchkey.service /etc/systemd/system/latchkey.service; systemctl daemon-reload`;
  const signal = async (name: string, what: string) =>
    machine.shell(`kill -${name} ${what === 'node' ? await mainPid() : `$(pgrep -u latchkey-proxy -x ${what})`}`);

  it.each(['node', 'caddy', 'haproxy'])('serves again when %s was killed', async (what) => {
    const pidOf = async () =>
      what === 'node' ? mainPid() : Number((await machine.run(['pgrep', '-u', 'latchkey-proxy', '-x', what])).stdout);
    const before = await pidOf();
    await signal('KILL', what);
    const killed = performance.now();
    // In a container systemd may not hear that the last process is gone, and waits for TimeoutStopSec.
    await until('another one runs', async () => ![0, before].includes(await pidOf()), 60);
    await until('it serves again', isServing);
    console.log(`  ${what}: serves again after ${((performance.now() - killed) / 1000).toFixed(1)} s`);
    expect(await visit(machine, 'wan', device)).toBe(200);
    expect(await visit(machine, 'wan')).toBe(0);
  });

  it('is watched: a Node that hangs is started again', async () => {
    const drop = '/run/systemd/system/latchkey.service.d';
    await machine.shell(
      `mkdir -p ${drop}; printf '[Service]\\nWatchdogSec=6\\n' > ${drop}/quick.conf; systemctl daemon-reload; systemctl restart latchkey`,
    );
    const before = await mainPid();
    // It lives on for longer than the watchdog waits.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    expect(await mainPid()).toBe(before);
    await signal('STOP', 'node');
    await until('another one runs', async () => ![0, before].includes(await mainPid()), 25);
    await until('it serves again', isServing);
    await machine.shell(`rm -r ${drop}; systemctl daemon-reload; systemctl restart latchkey`);
  });

  it('goes on with what ran when latchkey.yaml is broken, through a reload and a restart, and says so', async () => {
    await machine.shell(
      "cp -p /srv/latchkey/latchkey.yaml /root/right.yaml; echo 'lam: []' >> /srv/latchkey/latchkey.yaml",
    );
    expect(await machine.run(['systemctl', 'reload', 'latchkey'])).toMatchObject({ code: 1 });
    expect(await visit(machine, 'wan', device)).toBe(200);
    expect(await latchkey('shut-out', 'iMac')).toMatchObject({ code: 0 });
    expect(await visit(machine, 'wan', device)).toBe(403);
    expect(await latchkey('let-in', 'iMac')).toMatchObject({ code: 0 });
    await machine.shell('systemctl restart latchkey');
    expect(await visit(machine, 'wan', device)).toBe(200);
    expect(await machine.property('StatusText')).toContain('latchkey.yaml is not valid');
    expect((await latchkey('doctor')).stdout).toContain('The home runs with the last valid one');
    await machine.shell('cat /root/right.yaml > /srv/latchkey/latchkey.yaml; systemctl restart latchkey');
    expect(await machine.property('StatusText')).toBe('the client-certificate check holds');
  });

  it('comes back after the power button, and after a power cut', async () => {
    for (const stop of ['powerOff', 'powerCut'] as const) {
      await machine[stop]();
      await machine.boot();
      await machine.shell(CLOUD);
      await until('it serves', isServing, 30);
      expect(await visit(machine, 'wan', device)).toBe(200);
      expect(await visit(machine, 'wan')).toBe(0);
      expect(await latchkey('audit', 'verify')).toMatchObject({ code: 0 });
    }
  });

  it('waits for an address that comes late, and for a backup disk that is away', async () => {
    await edit(
      's/^home:/listen: [192.168.1.10, 203.0.113.10, 192.168.77.10]\\nbackups: { folder: \\/mnt\\/usb, to: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p] }\\nhome:/',
    );
    await machine.shell(renderAgain);
    expect((await machine.run(['systemctl', 'restart', 'latchkey'])).code).not.toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    expect((await latchkey('doctor')).stdout).toMatch(
      /ERROR +running[\s\S]*192\.168\.77\.10[\s\S]*\$ sudo systemctl start latchkey|ERROR +running[\s\S]*sudo systemctl start latchkey/,
    );
    await machine.shell('ip address add 192.168.77.10/24 dev lan0');
    await until('it serves', isServing, 20);
    await machine.shell('cat /root/right.yaml > /srv/latchkey/latchkey.yaml; latchkey reload --dir /srv/latchkey');
  });

  it('is restored by the page, and its devices are let in', async () => {
    const keys = execFileSync('age-keygen', { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    writeFileSync(machine.path('/root/identity'), keys, { mode: 0o600 });
    const recipient = /age1[a-z0-9]+/.exec(keys)?.[0];
    await machine.shell(`mkdir -p /mnt/usb
latchkey backup /mnt/usb/home.tar.age --with-ca-key --to ${recipient} --dir /srv/latchkey
systemctl stop latchkey; mv /srv/latchkey /root/old-home`);
    const [restore, begin] = guideBlocks('operations', 'Restore');
    const [restored = ''] = (restore?.text ?? '').split('\n');
    const said = await machine.shell(`${restored} --identity-file /root/identity --let-in all`);
    expect(said.stdout).toContain('chown -R latchkey:');
    await machine.shell(begin?.text ?? '');
    await until('it serves', isServing, 30);
    expect(await visit(machine, 'wan', device)).toBe(200);
    expect(await visit(machine, 'wan')).toBe(0);
    expect(await latchkey('audit', 'verify')).toMatchObject({ code: 0 });
  });

  it('takes a passphrase of the CA key from where the guide says', async () => {
    await machine.shell(
      "install -m 600 /dev/null /etc/latchkey/latchkey-ca-passphrase; echo 'correct horse battery' > /etc/latchkey/latchkey-ca-passphrase",
    );
    expect(await latchkey('ca', 'protect', '--passphrase-file', '/etc/latchkey/latchkey-ca-passphrase')).toMatchObject({
      code: 0,
    });
    await machine.shell(`${renderAgain}; systemctl restart latchkey`);
    await until('it serves', isServing);
    const invited = await latchkey('invite', 'Nina');
    expect(await visit(machine, 'wan', await enrol(machine, codeIn(invited.stdout)))).toBe(200);
  });

  it('can be looked at as its user from a folder of root, and by LATCHKEY_DIR', async () => {
    const { stdout } = await machine.run(['sudo', '-u', 'latchkey', 'latchkey', 'doctor', '--dir', '/srv/latchkey']);
    expect(stdout).toMatch(/ok +programs/);
    await machine.shell('export LATCHKEY_DIR=/srv/latchkey; latchkey status --running');
  });

  it("leaves no file of root's in the home", async () => {
    expect((await machine.shell('find /srv/latchkey -uid 0 -o -gid 0')).stdout).toBe('');
  });
});
