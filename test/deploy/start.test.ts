/**
 * docs/start.md, word by word, with the image that the Dockerfile of the repository makes, a certificate from a CA (Pebble)
 * by DNS-01 and the image's own lego; and a relative's client. How long the commands took by themselves is printed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Identity } from '../support/probe.ts';
import { type Running, startProgram } from '../support/processes.ts';
import { type AcmeFacts, PASSWORD } from './support/acme-ca.ts';
import { ContainerHost } from './support/container-host.ts';
import { guideBlocks } from './support/guide.ts';
import { expectNobodyRoot } from './support/proxies-wall.ts';
import { until } from './support/systemd-machine.ts';
import { codeIn, enrol, visit } from './support/visitors.ts';

const SERVICES =
  "for (const [port, name] of [[8080, 'cloud'], [2283, 'photos']]) require('http').createServer((q, r) => r.end(name)).listen(port, '127.0.0.1')";

const ACME_CA = fileURLToPath(new URL('support/acme-ca.ts', import.meta.url));

describe('the page to begin with', () => {
  let machine: ContainerHost;
  let services: Running;
  let device: Identity;
  let ca: Running;
  let acme: AcmeFacts;
  const seconds: [command: string, seconds: number][] = [];

  /** Remembers how long something of the guide took by itself. */
  async function timed<T>(command: string, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const done = await work();
    seconds.push([command, (performance.now() - begun) / 1000]);
    return done;
  }

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

  /** The internet is not here: what stands for it is on loopback. */
  async function leadToTheCa(): Promise<void> {
    const config = 'home/latchkey.yaml';
    const { directory, root, resolver, settings } = acme;
    const text = (await machine.shell(`cat ${config}`)).stdout;
    const dns01 = `    settings: ${JSON.stringify(settings)}
    resolvers: ["${resolver}"]
    check-dns: off
`;
    const led = text.replace(/( {6}HTTPREQ_PASSWORD: .*\n)/, `$1${dns01}`);
    expect(led).not.toBe(text);
    const section = `\nacme: { directory: "${directory}", root: acme-root.crt }\n`;
    writeFileSync(machine.path(`${machine.folder}/${config}`), led + section);
    writeFileSync(machine.path(`${machine.folder}/home/acme-root.crt`), root, { mode: 0o644 });
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
    ca = startProgram({ file, args: [...args, process.execPath, ACME_CA] });
    acme = JSON.parse(await ca.nextLine());
  }, 180_000);
  afterAll(async () => {
    await services?.stop();
    await ca?.stop();
    await machine?.close();
    const all = seconds.map(([command, took]) => `${command} ${took.toFixed(1)} s`);
    const sum = seconds.reduce((before, [, took]) => before + took, 0);
    console.log(`docs/start.md: the commands' own time is ${sum.toFixed(1)} s: ${all.join(', ')}`);
  });

  it('makes a home by the questions, of what the machine shows', async () => {
    const [yaml = '', begin = ''] = lines('The home');
    await machine.shell(`cat > compose.yaml <<'END'\n${yaml}\nEND`);
    const [init = ''] = begin.split('\n');
    const brokenOff = await atTerminal(init, ['example.com', '']);
    expect(brokenOff.code).not.toBe(0);
    expect((await machine.shell('ls -A home')).stdout).toBe('');
    // Enter takes what is offered: the LAN of the machine, and the two services that listen.
    const certificates = ['dns-01:httpreq:HTTPREQ_PASSWORD', PASSWORD];
    const made = await timed('init', () =>
      atTerminal(init, ['example.com', '', '', 'nina@example.com', ...certificates]),
    );
    expect(made, made.said).toMatchObject({ code: 0, left: [] });
    expect(made.said).not.toContain(PASSWORD);
    expect(made.said).toContain('docker compose up --detach');
    const config = (await machine.shell('cat home/latchkey.yaml')).stdout;
    expect(config).toMatch(/^lan:\n {2}- 192\.168\.1\.0\/24$/m);
    expect(config).toMatch(/^ {2}cloud: http:\/\/127\.0\.0\.1:8080$/m);
    expect(config).toMatch(/^ {2}photos: http:\/\/127\.0\.0\.1:2283$/m);
    expect((await machine.shell('stat -c %u home home/secret.key')).stdout).toBe('1000\n1000\n');
  });

  it('runs it, and it is well', async () => {
    const [, begin = '', doctor = ''] = lines('The home');
    await leadToTheCa();
    await timed('up, until it serves', async () => {
      await machine.shell(begin.split('\n')[1] ?? '');
      await until('it serves', isServing, 60);
    });
    const examined = await timed('doctor', () => machine.run(doctor));
    expect(examined, examined.stdout).toMatchObject({ code: 20 });
    const pid = Number((await machine.shell("docker compose inspect '{{.State.Pid}}'")).stdout);
    await expectNobodyRoot(await machine.outside(pid));
  });

  it("serves what the CA signed, by the image's own lego, which can prove the names again", async () => {
    const status = await machine.shell('docker compose exec home latchkey certificates status --json');
    expect(status.stdout).toContain('Pebble');
    const check = `docker compose exec home latchkey certificates check httpreq --directory ${acme.directory} --root /srv/latchkey/acme-root.crt`;
    await machine.shell(check);
  });

  it('lets the first relative in, and nobody else', async () => {
    const [invite = ''] = lines('The first relative');
    const invited = await timed('invite', () => machine.shell(invite));
    device = await timed('enrolment', () => enrol(machine, codeIn(invited.stdout)));
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
