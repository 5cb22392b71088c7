/**
 * `npm run bench:page [-- --rounds N] [-- --json]`: how long a page of a service takes over HTTP/2 at a distance of 30 ms:
 * 60 files of 2.5 MB together, the others asked for when the first is there, as a browser does. Cold is with the connection,
 * warm on one that is open. The ways take turns; ratios are of the same round.
 */
import { readFile } from 'node:fs/promises';
import { type ClientHttp2Session, connect } from 'node:http2';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Running, startProgram } from '../../support/processes.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { wholeNumber } from '../figures.ts';
import { COMPARED, compare, inTurns, PAIRS, print } from './compare.ts';
import { startBytesService } from './start-bytes-service.ts';
import { until } from './until.ts';
import type { Visit } from './way.ts';
import { type WayName, withWays } from './ways.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '45' }, json: { type: 'boolean' } } });
const rounds = wholeNumber('rounds', values.rounds, 1000);

const DISTANCE_MS = 30;
const STATES = ['cold', 'warm'] as const;
type State = (typeof STATES)[number];

/** Bytes: a document, then a few large scripts and pictures, and many small ones. */
const DOCUMENT = 40_000;
const FILES = [
  500_000,
  350_000,
  250_000,
  150_000,
  ...Array(10).fill(50_000),
  ...Array(25).fill(20_000),
  ...Array(20).fill(10_500),
] as number[];

/** As Chromium has them, in bytes: Node's own would have each window wait for the line. */
const WINDOWS = { stream: 6 * 2 ** 20, connection: 15 * 2 ** 20 };

const get = (session: ClientHttp2Session, host: string, bytes: number) =>
  new Promise<void>((resolve, reject) => {
    const request = session.request({ ':path': `/${bytes}`, ':authority': host });
    let [status, length] = [0, 0];
    request.on('response', (headers) => {
      status = headers[':status'] ?? 0;
    });
    request.on('data', (data: Buffer) => {
      length += data.length;
    });
    request.on('error', reject);
    request.on('close', () =>
      status === 200 && length === bytes ? resolve() : reject(new Error(`${status}, ${length} of ${bytes} bytes`)),
    );
  });

async function load(session: ClientHttp2Session, host: string): Promise<void> {
  await get(session, host, DOCUMENT);
  await Promise.all(FILES.map((bytes) => get(session, host, bytes)));
}

/** Opens the page as nobody has before, and once more. @returns milliseconds */
async function open(port: number, host: string, identity: object): Promise<Record<State, number>> {
  const began = performance.now();
  const session = connect(`https://127.0.0.1:${port}`, {
    servername: host,
    rejectUnauthorized: false,
    settings: { initialWindowSize: WINDOWS.stream },
    ...identity,
  });
  const failed = new Promise<never>((_, reject) => session.once('error', reject));
  failed.catch(() => undefined);
  session.once('connect', () => session.setLocalWindowSize(WINDOWS.connection));
  try {
    await Promise.race([load(session, host), failed]);
    const cold = performance.now() - began;
    const again = performance.now();
    await Promise.race([load(session, host), failed]);
    return { cold, warm: performance.now() - again };
  } finally {
    session.destroy();
  }
}

async function withDistance({ port, from }: Visit, started: Running[]): Promise<number> {
  const [near = 0] = await freePorts(1);
  const args = [join(import.meta.dirname, 'distance.ts'), near, port, from, DISTANCE_MS].map(String);
  started.push(startProgram({ file: process.execPath, args }));
  await until(near);
  return near;
}

await withWays(startBytesService, async (wayOf) => {
  const lines: Running[] = [];
  try {
    const places = new Map<WayName, Parameters<typeof open>>();
    for (const name of COMPARED) {
      const { visit } = wayOf(name);
      const pem = visit.certificate === undefined ? undefined : await readFile(visit.certificate, 'utf8');
      places.set(name, [await withDistance(visit, lines), visit.host, pem ? { cert: pem, key: pem } : {}]);
    }
    const samples = await inTurns(COMPARED, { rounds, warmUp: true }, (name) =>
      open(...(places.get(name) ?? [0, '', {}])),
    );
    const result = compare(samples, STATES, PAIRS);
    if (values.json) process.stdout.write(`${JSON.stringify({ rounds, distanceMs: DISTANCE_MS, ...result })}\n`);
    else print('', STATES, ['cold ms', 'warm ms'], result);
  } finally {
    for (const line of lines) await line.stop();
  }
});
