/**
 * What the other ways of ending open streams cost (docs/decisions/0007): HAProxy reloaded with a short grace, and a
 * sub-request for everything. On the real programs, each in the smallest configuration that does it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { homeLayout } from '../../server/core/layout.ts';
import { findTools } from '../../server/stack/tools.ts';
import { startAuthEndpoint } from '../support/stack/auth-endpoint.ts';
import { freePorts } from '../support/stack/free-ports.ts';
import { KeepAliveHttp1 } from './keep-alive-http1.ts';

const FINGERPRINT = 'ab'.repeat(32);
const DEVICES = 10;
const CONNECTIONS = 16;
const MEASURE = 1000;
/** Of so many rounds, one variant after the other, the best of each counts: what else the machine did is left out. */
const ROUNDS = 5;

const listening = async (port: number) => {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await sleep(25);
  }
  throw new Error(`nothing listens on ${port}`);
};

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

export interface ReloadCost {
  /** Milliseconds until the stream that had to end had ended. */
  readonly endedMs: number;
  /** Streams of other devices that ended with it. */
  readonly othersCut: number;
  readonly others: number;
}

/** Reloads HAProxy with a grace of one second while ten devices have a stream open, of which one is to be cut. */
export async function reloadCost(): Promise<ReloadCost> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  const { haproxy } = await findTools(process.env);
  const upstream = createTcpServer((socket) => {
    const timer = setInterval(() => socket.write('x'), 50);
    socket.on('error', () => undefined).on('close', () => clearInterval(timer));
  });
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const [port = 0] = await freePorts(1);
  const file = join(dir, 'haproxy.cfg');
  const backend = (upstream.address() as AddressInfo).port;
  await writeFile(
    file,
    `global\n  hard-stop-after 1s\ndefaults\n  mode tcp\n  timeout connect 5s\n  timeout client 1h\n  timeout server 1h\n` +
      `frontend door\n  bind 127.0.0.1:${port}\n  default_backend home\nbackend home\n  server caddy 127.0.0.1:${backend}\n`,
  );
  const child = spawn(haproxy.path, ['-W', '-f', file], { stdio: 'ignore' });
  try {
    await listening(port);
    const sockets = await Promise.all(
      Array.from({ length: DEVICES }, async () => {
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        await once(socket, 'data');
        return socket;
      }),
    );
    const decided = performance.now();
    child.kill('SIGUSR2');
    const endOf = (socket: Socket) => once(socket.resume(), 'close').then(() => performance.now() - decided);
    const late = sleep(10_000).then(() => undefined);
    const ends = await Promise.all(sockets.map((socket) => Promise.race([endOf(socket), late])));
    for (const socket of sockets) socket.destroy();
    const othersCut = ends.slice(1).filter((end) => end !== undefined).length;
    return { endedMs: Math.round(ends[0] ?? Number.NaN), othersCut, others: DEVICES - 1 };
  } finally {
    await stop(child);
    upstream.close();
    await rm(dir, { recursive: true, force: true });
  }
}

export interface RequestCost {
  readonly name: string;
  /** Over one connection, one after the other. */
  readonly p50Ms: number;
  /** Over sixteen connections. */
  readonly requestsPerSecond: number;
}

/** What a request costs behind each way of knowing whose it is. */
export async function requestCosts(): Promise<RequestCost[]> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  const layout = homeLayout(dir);
  await mkdir(layout.run.dir, { recursive: true, mode: 0o700 });
  await mkdir(layout.active);
  await writeFile(join(layout.active, FINGERPRINT), '');
  const authEndpoint = await startAuthEndpoint({ layout, config: { name: 'Home' } });
  const upstream = createServer((_request, response) => response.end('hello'));
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const backend = `127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const ask = (matcher: string) => `forward_auth ${matcher} unix/${layout.run.authEndpoint} {
      uri /
      header_up X-Latchkey-Fingerprint ${FINGERPRINT}
      header_up X-Latchkey-Source {http.request.remote.host}_{http.request.remote.port}
    }`;
  const look = (name: string, root: string, path: string) => `@${name} not file {
      root ${root}
      try_files ${path}
    }`;
  const lookIntoActiveSet = `${look('stranger', layout.active, `/${FINGERPRINT}`)}\n    respond @stranger 403`;
  const source = '{http.request.remote.host}_{http.request.remote.port}';
  const lookIntoNotes = `${look('untracked', layout.run.connections, `/${FINGERPRINT}/${source}`)}\n    ${ask('@untracked')}`;
  const variants: readonly [string, string][] = [
    ['nothing', ''],
    ['the active set alone', lookIntoActiveSet],
    ['the active set, and the notes of connections', `${lookIntoActiveSet}\n    ${lookIntoNotes}`],
    ['the notes of connections alone (ours)', lookIntoNotes],
    ['a sub-request for everything', ask('*')],
  ];
  const ports = await freePorts(variants.length);
  const sites = variants.map(
    ([, middle], index) => `http://127.0.0.1:${ports[index]} {
    route {
    ${middle}
    reverse_proxy ${backend}
    }
  }`,
  );
  const file = join(dir, 'Caddyfile');
  await writeFile(
    file,
    `{\n  admin off\n  auto_https off\n  log default {\n    output discard\n  }\n}\n${sites.join('\n')}\n`,
  );
  const { caddy } = await findTools(process.env);
  const env = { ...process.env, XDG_DATA_HOME: dir, XDG_CONFIG_HOME: dir };
  const child = spawn(caddy.path, ['run', '--config', file, '--adapter', 'caddyfile'], { stdio: 'ignore', env });
  try {
    const rounds: Omit<RequestCost, 'name'>[][] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const costs: Omit<RequestCost, 'name'>[] = [];
      for (const port of ports) costs.push(await loadOf(port));
      rounds.push(costs);
    }
    return variants.map(([name], index) => ({
      name,
      p50Ms: Math.min(...rounds.map((costs) => costs[index]?.p50Ms ?? Number.NaN)),
      requestsPerSecond: Math.max(...rounds.map((costs) => costs[index]?.requestsPerSecond ?? Number.NaN)),
    }));
  } finally {
    await stop(child);
    authEndpoint.close();
    upstream.close();
    upstream.closeAllConnections();
    await rm(dir, { recursive: true, force: true });
  }
}

async function loadOf(port: number): Promise<Omit<RequestCost, 'name'>> {
  await listening(port);
  const dial = async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new KeepAliveHttp1(socket, `127.0.0.1:${port}`);
  };
  const get = async (client: KeepAliveHttp1) => {
    if (!(await client.get())) throw new Error('refused');
  };
  const single = await dial();
  const times: number[] = [];
  for (let run = 0; run < 600; run += 1) {
    const began = performance.now();
    await get(single);
    if (run >= 100) times.push(performance.now() - began);
  }
  single.close();

  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, dial));
  const until = performance.now() + MEASURE;
  let answered = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        await get(client);
        answered += 1;
      }
    }),
  );
  for (const client of clients) client.close();
  const sorted = times.sort((a, b) => a - b);
  return {
    p50Ms: Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 100) / 100,
    requestsPerSecond: Math.round((answered * 1000) / MEASURE),
  };
}
