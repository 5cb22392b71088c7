import { readFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import process from 'node:process';
import { findTools } from '../../../server/stack/tools.ts';
import { run } from '../../support/processes.ts';

/** What the figures were measured on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly system: string;
  /** Over the last minute. */
  readonly loadAverage: number;
  readonly versions: Readonly<Record<string, string>>;
}

async function firstLine(file: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run({ file, args }).catch(() => ({ stdout: '' }));
  return stdout.split('\n')[0]?.trim() || 'not there';
}

/** Asks the system and the programs. */
export async function describeMachine(): Promise<Machine> {
  const { caddy, haproxy } = await findTools(process.env);
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: /^PRETTY_NAME="?([^"\n]+)/m.exec(release)?.[1] ?? process.platform,
    loadAverage: Number((loadavg()[0] ?? 0).toFixed(1)),
    versions: {
      Node: process.versions.node,
      Caddy: caddy.version,
      HAProxy: haproxy.version,
      OpenSSL: (await firstLine('openssl', ['version'])).split(' ')[1] ?? 'not there',
      SQLite: process.versions.sqlite ?? 'not there',
    },
  };
}
