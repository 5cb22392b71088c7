/** ApacheBench (Debian: apache2-utils): HTTP/1.1-style keep-alive or a full handshake each, with a client certificate. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../support/processes.ts';
import type { Visit } from './way.ts';

/** More than can be answered in the time there is. */
const ENDLESS = 10_000_000;

export interface Load {
  readonly concurrency: number;
  /** Without it every request opens a connection. */
  readonly keepAlive: boolean;
  readonly seconds: number;
  /** Header lines beside the few that ab sends by itself. */
  readonly headers?: readonly string[];
}

export interface Measured {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** @throws Error with the one command that installs it */
export async function requireAb(): Promise<void> {
  await run({ file: 'ab', args: ['-V'] }).catch(() => {
    throw new Error('ApacheBench is not installed. Type: npm run setup -- bench');
  });
}

/** @throws Error when anything but a complete 200 came back, or connections were not kept as asked */
export async function ab(visit: Visit, load: Load): Promise<Measured> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-ab-'));
  const csv = join(dir, 'percentiles.csv');
  try {
    const { code, stdout, stderr } = await run({
      file: 'ab',
      args: [
        ...['-q', '-t', String(load.seconds), '-n', String(ENDLESS), '-c', String(load.concurrency)],
        ...(load.keepAlive ? ['-k'] : []),
        ...['-B', visit.from, '-e', csv],
        ...[`Host: ${visit.host}`, ...(load.headers ?? [])].flatMap((line) => ['-H', line]),
        ...(visit.certificate === undefined ? [] : ['-E', visit.certificate]),
        `https://127.0.0.1:${visit.port}/`,
      ],
    });
    const number = (label: string) => Number(new RegExp(`^${label}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1] ?? 0);
    const requests = number('Complete requests');
    const kept = number('Keep-Alive requests');
    const bad = number('Failed requests') + number('Non-2xx responses');
    if (code !== 0 || requests === 0 || bad > 0) throw new Error(`ab: ${stderr}${stdout}`);
    if (load.keepAlive && kept < requests * 0.9) throw new Error(`only ${kept} of ${requests} connections were kept`);
    const lines = (await readFile(csv, 'utf8')).split('\n').map((line) => line.split(','));
    const at = (percentage: string) => Number(lines.find(([first]) => first === percentage)?.[1]);
    return { requests, perSecond: number('Requests per second'), p50Ms: at('50'), p99Ms: at('99') };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
