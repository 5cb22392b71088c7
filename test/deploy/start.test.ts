/** docs/start.md, word by word, with the image that the Dockerfile of the repository makes; and a relative's client. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Identity } from '../support/probe.ts';
import { type Running, startProgram } from '../support/processes.ts';
import { ContainerHost } from './support/container-host.ts';
import { guideBlocks } from './support/guide.ts';
import { expectNobodyRoot } from './support/proxies-wall.ts';
import { until } from './support/systemd-machine.ts';
import { codeIn, enrol, visit } from './support/visitors.ts';

const SERVICES =
  "for (const [port, name] of [[8080, 'cloud'], [2283, 'photos']]) require('http').createServer((q, r) => r.end(name)).listen(port, '127.0.0.1')";

describe('the page to begin with', () => {
  let machine: ContainerHost;
  let services: Running;
  let device: Identity;

  const lines = (heading: string) => guideBlocks('start', heading).map(({ text }) => text.trim());
  const isServing = async () => (await visit(machine, 'lan')) === 200;

  /** Types at a terminal: an answer for each question that ends a line; Ctrl-C when there is none left. */
  async function atTerminal(command: string, answers: readonly string[]) {
    const [file, ...args] = machine.typing(`script --quiet --return --command '${command}' /dev/null`);
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const left = [...answers];
    let said = '';
    let line = '';
    child.stdout.on('data', (part: Buffer) => {
      const text = stripVTControlCharacters(part.toString()).replaceAll('\r', '');
      said += text;
      line = (line + text).split('\n').at(-1) ?? '';
      if (!/: ?$/.test(line)) return;
      line = '';
      child.stdin.write(left.length === 0 ? '\u0003' : `${left.shift()}\r`);
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    const [code] = (await once(child, 'close')) as [number | null];
    clearTimeout(timer);
    return { code, said, left };
  }

  beforeAll(async () => {
    const prepared = inject('prepared');
    machine = await ContainerHost.create(prepared, 'start');
    const root = join(import.meta.dirname, '../..');
    const at = (path: string) => join(prepared.folder, 'start/work', path);
    for (const path of ['Dockerfile', 'resources/image'])
      cpSync(join(root, path), at(`checkout/${path}`), { recursive: true });
    cpSync(prepared.bundle, at('checkout/out/server'), { recursive: true });
    mkdirSync(at('latchkey'));
    machine.enter('checkout');
    await machine.shell(lines('From a checkout')[0] ?? '', 110);
    machine.enter('../latchkey');
    const [file, ...args] = machine.inItsNetwork;
    services = startProgram({ file, args: [...args, process.execPath, '-e', SERVICES] });
  }, 180_000);
  afterAll(async () => {
    await services?.stop();
    await machine?.close();
  });

  it('makes a home by the questions, of what the machine shows', async () => {
    const [yaml = '', begin = ''] = lines('The home');
    await machine.shell(`cat > compose.yaml <<'END'\n${yaml}\nEND`);
    const [init = ''] = begin.split('\n');
    const brokenOff = await atTerminal(init, ['example.com', '']);
    expect(brokenOff.code).not.toBe(0);
    expect((await machine.shell('ls -A home')).stdout).toBe('');
    // Enter takes what is offered: the LAN of the machine, and the two services that listen.
    const made = await atTerminal(init, ['example.com', '', '', 'nina@example.com', 'internal']);
    expect(made, made.said).toMatchObject({ code: 0, left: [] });
    expect(made.said).toContain('docker compose up --detach');
    const config = (await machine.shell('cat home/latchkey.yaml')).stdout;
    expect(config).toMatch(/^lan:\n {2}- 192\.168\.1\.0\/24$/m);
    expect(config).toMatch(/^ {2}cloud: http:\/\/127\.0\.0\.1:8080$/m);
    expect(config).toMatch(/^ {2}photos: http:\/\/127\.0\.0\.1:2283$/m);
    expect((await machine.shell('stat -c %u home home/secret.key')).stdout).toBe('1000\n1000\n');
  });

  it('runs it, and it is well', async () => {
    const [, begin = '', doctor = ''] = lines('The home');
    await machine.shell(begin.split('\n')[1] ?? '');
    await until('it serves', isServing, 40);
    const examined = await machine.run(doctor);
    expect(examined, examined.stdout).toMatchObject({ code: 20 });
    const pid = Number((await machine.shell("docker compose inspect '{{.State.Pid}}'")).stdout);
    await expectNobodyRoot(await machine.outside(pid));
  });

  it('lets the first relative in, and nobody else', async () => {
    const [invite = ''] = lines('The first relative');
    device = await enrol(machine, codeIn((await machine.shell(invite)).stdout));
    for (const service of ['cloud', 'photos'])
      expect(await visit(machine, 'wan', device, `${service}.example.com`)).toBe(200);
    expect(await visit(machine, 'wan')).toBe(0);
  });

  it('refuses a second init, and keeps the home', async () => {
    const before = readFileSync(machine.path(`${machine.folder}/home/latchkey.yaml`), 'utf8');
    const [init = ''] = (lines('The home')[1] ?? '').split('\n');
    const again = await machine.run(`${init} --domain example.com`);
    expect(again.code).not.toBe(0);
    expect(again.stderr).toContain('latchkey.yaml');
    expect(readFileSync(machine.path(`${machine.folder}/home/latchkey.yaml`), 'utf8')).toBe(before);
  });
});
