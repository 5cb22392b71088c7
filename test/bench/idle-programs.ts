/** What the three programs of a home take with nothing to do: below this, no home on them can be. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryAloneOf } from '../support/process-tree.ts';
import { type Command, type Running, startProgram } from '../support/processes.ts';

const SETTLE = 5000;

/** Each listens on one UNIX socket, that nobody connects to. */
async function commands(folder: string, tools: { caddy: string; haproxy: string }): Promise<Command[]> {
  const caddyfile = join(folder, 'Caddyfile');
  await writeFile(
    caddyfile,
    `{\n  admin off\n  auto_https off\n}\nhttp:// {\n  bind unix/${folder}/caddy\n  respond ok\n}\n`,
  );
  const config = join(folder, 'haproxy.cfg');
  const timeouts = 'timeout client 5s\n  timeout connect 5s\n  timeout server 5s';
  await writeFile(
    config,
    `defaults\n  mode tcp\n  ${timeouts}\nfrontend f\n  bind unix@${folder}/haproxy\n  default_backend b\nbackend b\n`,
  );
  const server = `require('node:http').createServer((_, reply) => reply.end()).listen(${JSON.stringify(`${folder}/node`)})`;
  return [
    { file: process.execPath, args: ['-e', server] },
    { file: tools.caddy, args: ['run', '--config', caddyfile] },
    { file: tools.haproxy, args: ['-db', '-f', config] },
  ];
}

/** @returns megabytes of Node, Caddy and HAProxy together (PSS, the programs themselves in whole) */
export async function idlePrograms(tools: { caddy: string; haproxy: string }): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-idle-'));
  const running: Running[] = [];
  try {
    for (const command of await commands(folder, tools)) running.push(startProgram(command));
    await sleep(SETTLE);
    return running.reduce((total, { pid }) => total + memoryAloneOf(pid), 0) / 1e6;
  } finally {
    for (const program of running) await program.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
