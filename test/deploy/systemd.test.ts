/** docs/admin.md, "With systemd", word by word on a Debian that was booted for it; and what holds there. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Identity } from '../support/door.ts';
import { guideBlocks } from './support/guide.ts';
import { expectNobodyRoot, expectWall } from './support/proxies-wall.ts';
import { SystemdMachine, until } from './support/systemd-machine.ts';
import { codeIn, enrol, visit } from './support/visitors.ts';

/** What stands for the admin's own Nextcloud. */
const CLOUD = `systemd-run --quiet --unit cloud node -e "require('http').createServer((q, r) => r.end('in')).listen(8080, '127.0.0.1')"`;

describe.skipIf(inject('cannot'))('a home with systemd', () => {
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
});
