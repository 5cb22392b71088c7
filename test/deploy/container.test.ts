/** docs/admin.md, "With Docker Compose", word by word, with the container that it makes; and what holds there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Identity } from '../support/probe.ts';
import { type Running, startProgram } from '../support/processes.ts';
import { ContainerHost } from './support/container-host.ts';
import { guideBlocks } from './support/guide.ts';
import { expectNobodyRoot, expectWall } from './support/proxies-wall.ts';
import { until } from './support/systemd-machine.ts';
import { codeIn, enrol, visit } from './support/visitors.ts';

const CLOUD = "require('http').createServer((q, r) => r.end('in')).listen(8080, '127.0.0.1')";

describe('a home in a container', () => {
  let machine: ContainerHost;
  let cloud: Running;
  let device: Identity;

  const isServing = async () => (await visit(machine, 'lan')) === 200;
  const inspect = async (what: string) => (await machine.shell(`docker compose inspect '${what}'`)).stdout.trim();
  const exec = (words: string) => machine.run(`docker compose exec home latchkey ${words}`);

  beforeAll(async () => {
    machine = await ContainerHost.create(inject('prepared'), 'c');
    const [file, ...args] = machine.inItsNetwork;
    cloud = startProgram({ file, args: [...args, process.execPath, '-e', CLOUD] });
  });
  afterAll(async () => {
    await cloud?.stop();
    await machine?.close();
  });

  it('is made and started by the block of the guide', async () => {
    const [run, look] = guideBlocks('admin', 'With Docker Compose');
    await machine.shell(run?.text ?? '', 110);
    await until('it serves', isServing, 30);
    const [ps, doctor, logs] = (look?.text ?? '').trim().split('\n');
    machine.enter('latchkey-compose');
    await until('it is healthy', async () => (await machine.shell(ps ?? '')).stdout.includes('running (healthy)'));
    const examined = await machine.run(doctor ?? '');
    expect(examined, examined.stdout).toMatchObject({ code: 20 });
    expect((await machine.shell(logs ?? '')).stderr).toContain('the client-certificate check holds');
  }, 120_000);

  it('lets in with a key and refuses without', async () => {
    device = await enrol(machine, codeIn((await exec('invite Dave --device Laptop')).stdout));
    expect(await visit(machine, 'wan', device)).toBe(200);
    expect(await visit(machine, 'wan')).toBe(0);
  });

  it('gives the user of HAProxy and Caddy what they need, and nothing else', async () => {
    const leader = Number(await inspect('{{.State.Pid}}'));
    await expectWall(machine, await machine.insideContainer(leader), '/usr/local/bin/node');
  });

  it('has no process of root, and no right but to low ports', async () => {
    await expectNobodyRoot(await machine.outside(Number(await inspect('{{.State.Pid}}'))));
  });

  it('has a root that nobody writes to, and gives a backup through a pipe', async () => {
    expect((await machine.run('docker compose exec home touch /x')).code).not.toBe(0);
    const key = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
    const { stdout } = await machine.shell(
      `docker compose exec -T home latchkey backup - --to ${key} > b.age; head -c 21 b.age; echo; stat -c %s b.age`,
    );
    const [begin, size] = stdout.split('\n');
    expect(begin).toBe('age-encryption.org/v1');
    expect(Number(size)).toBeGreaterThan(10_000);
  });

  it('stops at once when it is told to, and comes back', async () => {
    const began = performance.now();
    await machine.shell('docker compose stop');
    console.log(`  stopped after ${((performance.now() - began) / 1000).toFixed(1)} s`);
    // 137 would be SIGKILL after the grace.
    expect(await inspect('{{.State.ExitCode}}')).toBe('0');
    await machine.shell('docker compose start');
    await until('it serves', isServing, 30);
    expect(await visit(machine, 'wan', device)).toBe(200);
  });

  it('goes on with what ran when latchkey.yaml is broken', async () => {
    const file = machine.path('/srv/latchkey/latchkey.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}\nlam: []\n`);
    await machine.shell('docker compose restart');
    await until('it serves', isServing, 30);
    expect((await exec('shut-out Laptop')).code).toBe(0);
    expect(await visit(machine, 'wan', device)).toBe(403);
    const doctor = await exec('doctor');
    expect(doctor.stdout).toContain('The home runs with the last valid one');
    writeFileSync(file, text);
    expect((await exec('reload')).code).toBe(0);
  });

  it('stays closed, and is not healthy, when somebody has to look first', async () => {
    await machine.shell('chmod 644 /srv/latchkey/ca/homelab-ca.key; docker compose restart');
    await until(
      'it says so',
      async () => (await machine.shell('docker compose logs home')).stderr.includes('Nothing is served until'),
      30,
    );
    expect(await visit(machine, 'lan')).toBe(0);
    expect((await machine.shell('docker compose ps')).stdout).toContain('unhealthy');
    expect(await inspect('{{.State.Status}}')).toBe('running');
    await machine.shell('chmod 600 /srv/latchkey/ca/homelab-ca.key; docker compose restart');
    await until('it serves', isServing, 30);
  });
});
