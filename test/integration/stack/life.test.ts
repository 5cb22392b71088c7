/** Start, death, restart, stop: the supervisor with the real programs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { endProcess, startOf } from '../../../server/stack/process/processes.ts';
import type { ChildName, StackEvent } from '../../../server/stack/process/stack-events.ts';
import { TIMEOUTS } from '../../../server/stack/process/supervised-child.ts';
import { HomeStack } from '../../../server/stack/stack.ts';
import { countOf, further, sampleOf } from '../../support/long-tail.ts';
import { LAN_SOURCE, probe } from '../../support/probe.ts';
import { makeTestHome, type RunningHome, SOON, startTestHome, type TestHome } from '../../support/stack/home.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function make(): Promise<TestHome> {
  const home = await makeTestHome({ services: [{ name: 'cloud', upstream: 'http://127.0.0.1:9' }] });
  cleanUps.push(home.remove);
  return home;
}
async function run(home: TestHome, timeouts = SOON): Promise<RunningHome> {
  const running = await startTestHome(home, { timeouts });
  cleanUps.push(running.stop);
  return running;
}
const ask = ({ config }: TestHome) => probe({ port: config.ports.https, host: config.enrolmentHost, from: LAN_SOURCE });
const pidOf = (home: RunningHome, child: ChildName) => home.stack.pids.get(child) ?? 0;

/** A program of a home replaced by a script; `exec` in it is the real one. */
async function scripted(home: TestHome, name: ChildName, script: string): Promise<TestHome> {
  const path = join(home.layout.dir, `fake-${name}`);
  await writeFile(path, `#!/bin/sh\n${script.replaceAll('$REAL', home.tools[name].path)}\n`);
  await chmod(path, 0o755);
  return { ...home, tools: { ...home.tools, [name]: { ...home.tools[name], path } } };
}

describe('a home that runs', () => {
  test('says what becomes ready, in order, and answers', async () => {
    const home = await run(await make());
    const order = home.events
      .filter(({ kind }) => kind !== 'log')
      .map((event) => `${event.kind} ${'child' in event ? event.child : ''}`);
    expect(order).toEqual(['starting caddy', 'ready caddy', 'starting haproxy', 'ready haproxy']);
    expect(await ask(home)).toMatchObject({ status: 200 });
  });

  test.each(sampleOf('programs that hang', ['caddy', 'haproxy'] as const, 1))(
    'starts a %s that hangs again',
    async (child) => {
      const home = await run(await make(), { ...SOON, look: 300, silentLooks: 3 });
      const before = pidOf(home, child);
      process.kill(before, 'SIGSTOP');
      await home.event((event) => event.kind === 'hung' && event.child === child);
      await home.event((event) => event.kind === 'ready' && event.child === child && pidOf(home, child) !== before);
      expect(await ask(home)).toMatchObject({ status: 200 });
      // What answers is not hung, however often it is looked at.
      const looked = home.events.length;
      await new Promise((resolve) => setTimeout(resolve, 2000));
      expect(home.events.slice(looked).filter(({ kind }) => kind === 'hung')).toEqual([]);
    },
  );

  test('keeps its sockets and files to its own user', async () => {
    const { layout } = await run(await make());
    const mode = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await mode(layout.run.dir)).toBe(0o700);
    const { enrolment, lan, wan, haproxy, caddyAdmin, children, lock } = layout.run;
    for (const path of [haproxy, caddyAdmin, children, lock, layout.rendered.caddyfile])
      expect([path, await mode(path)]).toEqual([path, 0o600]);
    // What another user may share with this one lies in folders that are closed to everybody here.
    for (const folder of [layout.run.caddy, layout.rendered.dir])
      expect([folder, await mode(folder)]).toEqual([folder, 0o700]);
    for (const path of [enrolment, lan, wan]) expect([path, await mode(path)]).toEqual([path, 0o666]);
    for (const name of ['haproxy', 'lan', 'strangers', 'caddy'] as const)
      expect([name, await mode(layout.rendered[name])]).toEqual([name, 0o640]);
  });

  test('listens nowhere but on its addresses', async () => {
    const home = await run(await make());
    const children = [pidOf(home, 'caddy'), pidOf(home, 'haproxy')];
    const ports = await Promise.all(children.map(listeningPorts));
    const { https, http } = home.config.ports;
    expect(ports[0]).toEqual([]);
    expect(ports[1]).toEqual([https, Number(http)].sort((a, b) => a - b));
  });

  test('stops without leaving a process, a port or a lock behind', async () => {
    const home = await startTestHome(await make());
    const pids = [...home.stack.pids.values()].map(Number);
    await Promise.all([home.stop(), home.stack.stop()]);
    expect(await Promise.all(pids.map(startOf))).toEqual([undefined, undefined]);
    expect(await ask(home)).toMatchObject({ kind: 'refused' });
    const again = await run(home);
    expect(await ask(again)).toMatchObject({ status: 200 });
  });

  further(test)('several run side by side and do not know of each other', async () => {
    const homes = await Promise.all([make(), make(), make()]);
    const [one, two, three] = await Promise.all(homes.map((home) => run(home)));
    await one?.stack.stop();
    expect(await ask(two as RunningHome)).toMatchObject({ status: 200 });
    expect(await ask(three as RunningHome)).toMatchObject({ status: 200 });
  });
});

describe('a child that dies', () => {
  test.each(['caddy', 'haproxy'] as const)('%s, killed -9, comes back', async (child) => {
    const home = await run(await make());
    const before = pidOf(home, child);
    process.kill(before, 'SIGKILL');
    await home.event(({ kind }) => kind === 'restarting');
    await expect.poll(() => ask(home), { timeout: 15_000 }).toMatchObject({ status: 200 });
    expect(pidOf(home, child)).not.toBe(before);
  });

  test('again and again is given up, with its last words, and nothing is left running', async () => {
    const home = await make();
    const flag = join(home.layout.dir, 'broken');
    const script = `if [ "$1" = run ] && [ -e '${flag}' ]; then echo 'no more' >&2; exit 3; fi\nexec $REAL "$@"`;
    const running = await run(await scripted(home, 'caddy', script), { ...SOON, quickDeaths: 3 });
    const haproxy = pidOf(running, 'haproxy');
    await writeFile(flag, '');
    process.kill(pidOf(running, 'caddy'), 'SIGKILL');
    const error = await running.stack.failed;
    expect(error).toMatchObject({
      code: 'CHILD_FAILED',
      detail: expect.stringMatching(/exit code 3.*3 times[\s\S]*no more/),
    });
    expect(await startOf(haproxy)).toBeUndefined();
    expect(running.events.filter(({ kind }) => kind === 'restarting')).toHaveLength(2);
  });

  test('at the first start is told at once', async () => {
    const home = await scripted(
      await make(),
      'haproxy',
      `[ "$1" = -c ] && exec $REAL "$@"; echo '[ALERT]    (1) : out of luck' >&2; exit 1`,
    );
    await expect(run(home)).rejects.toMatchObject({
      code: 'CHILD_FAILED',
      detail: expect.stringContaining('out of luck'),
    });
  });

  test('never answers: it is ended and told, not waited for', async () => {
    const home = await scripted(
      await make(),
      'caddy',
      `[ "$1" = run ] || exec $REAL "$@"; trap '' TERM; echo here; while :; do sleep 0.1; done`,
    );
    const stack = new HomeStack({ ...home, env: process.env, timeouts: { ...TIMEOUTS, ready: 300, stop: 200 } });
    await stack.prepare();
    await expect(stack.start()).rejects.toMatchObject({
      code: 'CHILD_FAILED',
      detail: expect.stringContaining('does not answer'),
    });
    expect(stack.pids.size).toBe(1);
    expect(await startOf(stack.pids.get('caddy') ?? 0)).toBeUndefined();
  });
});

describe('a stop in the middle of the start', () => {
  test.each(sampleOf('moments of a start to be stopped at', [undefined, 'caddy', 'haproxy'] as const, 2))(
    'leaves nothing running (stopped when %s was started)',
    async (child) => {
      const home = await make();
      const reached = Promise.withResolvers<void>();
      const started: number[] = [];
      const onEvent = (event: StackEvent) => {
        if (event.kind !== 'starting') return;
        started.push(event.pid);
        if (event.child === child) reached.resolve();
      };
      if (!child) reached.resolve();
      const stack = new HomeStack({ ...home, env: process.env, onEvent });
      await stack.prepare();
      const start = stack.start().catch((error: unknown) => error);
      await reached.promise;
      await stack.stop();
      expect(await start).toMatchObject({ code: 'CHILD_FAILED' });
      for (const pid of started) expect(await startOf(pid)).toBeUndefined();
      expect(await ask(home)).toMatchObject({ kind: 'refused' });
    },
  );
});

describe('a supervisor that was killed -9', () => {
  async function killedHome() {
    const home = await make();
    const program = fileURLToPath(import.meta.resolve('../../support/stack/run-home.ts'));
    const supervisor = spawn(process.execPath, [program, home.layout.dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    cleanUps.push(async () => supervisor.kill('SIGKILL'));
    await once(supervisor.stdout, 'data');
    // Caddy makes its first certificate in its own time; what the tests ask after this is what they are about.
    await expect.poll(() => ask(home), { timeout: 15_000 }).toMatchObject({ kind: 'answer' });
    return { home, supervisor };
  }

  test('leaves children that the next start ends before it starts its own', async () => {
    const { home, supervisor } = await killedHome();
    supervisor.kill('SIGKILL');
    await once(supervisor, 'exit');
    const orphans: { pid: number }[] = JSON.parse(await readFile(home.layout.run.children, 'utf8'));
    expect(orphans).toHaveLength(2);
    expect(await ask(home)).toMatchObject({ kind: 'answer' });

    const next = await run(home);
    expect(await Promise.all(orphans.map(({ pid }) => startOf(pid)))).toEqual([undefined, undefined]);
    expect(next.events.filter(({ kind }) => kind === 'orphan-ended')).toHaveLength(2);
    expect(await ask(next)).toMatchObject({ status: 200 });
  });

  test('while it lives, a second start is refused and disturbs nothing', async () => {
    const { home, supervisor } = await killedHome();
    await expect(new HomeStack({ ...home, env: process.env }).prepare()).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
    });
    expect(await ask(home)).toMatchObject({ kind: 'answer' });
    supervisor.kill('SIGTERM');
    await once(supervisor, 'exit');
    expect(await ask(home)).toMatchObject({ kind: 'refused' });
  });

  test('a later process with the number of a dead child is left alone', async () => {
    const home = await make();
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
    cleanUps.push(async () => bystander.kill());
    const record = [{ name: 'caddy', pid: bystander.pid, started: 'another boot 12345' }];
    await writeFile(home.layout.run.children, JSON.stringify(record));
    const next = await run(home);
    expect(next.events.filter(({ kind }) => kind === 'orphan-ended')).toEqual([]);
    expect(await startOf(bystander.pid ?? 0)).toBeDefined();
  });

  test.each(sampleOf('damaged records', ['', '{', '[{"pid":1,"name":"init","started":"x"}]', '"x"'], 2))(
    'a damaged record (%j) does not stop the start',
    async (text) => {
      const home = await make();
      await writeFile(home.layout.run.children, text);
      expect(await ask(await run(home))).toMatchObject({ status: 200 });
    },
  );
});

const TURNS = countOf('times that a program is ended', 8, 25);
test('a program that is gone holds no port any more, not for a moment', async () => {
  const home = await make();
  const port = home.config.ports.https;
  const path = join(home.layout.dir, 'door.cfg');
  const limits = ['connect', 'client', 'server'].map((what) => `  timeout ${what} 1s`).join('\n');
  await writeFile(path, `defaults\n  mode tcp\n${limits}\nfrontend door\n  bind 127.0.0.1:${port}\n`);
  for (let turn = 0; turn < TURNS; turn += 1) {
    const door = spawn(home.tools.haproxy.path, ['-db', '-f', path], { stdio: 'ignore' });
    const pid = door.pid ?? 0;
    await expect.poll(() => ask(home), { interval: 5, timeout: 10_000 }).not.toMatchObject({ reason: 'ECONNREFUSED' });
    const record = { name: 'haproxy', pid, started: (await startOf(pid)) ?? '' };
    expect(await endProcess(record, 5000)).toBe(true);
    const holder = createServer().listen(port, '127.0.0.1');
    await once(holder, 'listening');
    holder.close();
    await once(holder, 'close');
  }
});

describe('a port that is taken', () => {
  test.each(sampleOf('ports that are taken', ['https', 'http'] as const, 1))(
    '%s: who holds it is said, and nothing is started',
    async (which) => {
      const home = await make();
      const port = Number(home.config.ports[which]);
      const holder = createServer().listen(port, '127.0.0.1');
      await once(holder, 'listening');
      cleanUps.push(async () => holder.close());
      const stack = new HomeStack({ ...home, env: process.env });
      const detail = expect.stringMatching(
        new RegExp(`^127\\.0\\.0\\.1:${port} is held by .+ \\(pid ${process.pid}\\)`),
      );
      await expect(stack.prepare()).rejects.toMatchObject({ code: 'PORT_IN_USE', detail });
      expect(stack.pids.size).toBe(0);
      holder.close();
      await once(holder, 'close');
      await run(home);
    },
  );

  test('an address that this machine does not have', async () => {
    const home = await make();
    const config = { ...home.config, listen: ['192.0.2.77'] };
    const stack = new HomeStack({ ...home, config, env: process.env });
    await expect(stack.prepare()).rejects.toMatchObject({
      code: 'ADDRESS_NOT_AVAILABLE',
      detail: expect.stringContaining('192.0.2.77'),
    });
  });
});

/** The TCP ports a process listens on, from Linux's tables. */
async function listeningPorts(pid: number): Promise<number[]> {
  const links = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  const inodes = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  const tables = await Promise.all(['tcp', 'tcp6', 'udp', 'udp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8')));
  const listening = tables.flatMap((table) => table.split('\n').slice(1)).map((line) => line.trim().split(/\s+/));
  const ports = listening.filter((fields) => (fields[3] === '0A' || fields[3] === '07') && inodes.has(fields[9]));
  return ports.map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)).sort((a, b) => a - b);
}
