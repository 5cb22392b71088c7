/**
 * `npm run bench:revocation [-- --runs N] [-- --busy] [-- --json] [-- --compare]`: how long it takes from the decision to shut a device out, or
 * to take a service from a person, until it notices, for everything that it may have open, and what other devices notice
 * of it (nothing).
 *
 * The clock starts where `latchkey shut-out` has read its arguments and opened the home, in a process beside `latchkey
 * up`; how long the command itself takes to start is a row of its own. With `--busy`, everything is open at the same time and
 * the machine has twice as much to do as it has cores for. `--compare` measures the other ways instead.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openHome } from '../../server/home/open.ts';
import { type Identity, openTls, probe } from '../support/probe.ts';
import { enrolSoftDevice } from '../support/soft-device.ts';
import { openStream, STREAM_KINDS, upWithWebSocketsOverHttp2 } from '../support/streams.ts';
import { ENROLMENT_HOST, hostOf, latchkey, makeThrowAwayHome } from '../support/throw-away-home.ts';
import { reloadCost, requestCosts } from './alternatives.ts';
import { keepBusy } from './busy.ts';
import { Http2Client } from './http2-client.ts';
import { KeepAliveHttp1 } from './keep-alive-http1.ts';
import './shipped.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    busy: { type: 'boolean' },
    json: { type: 'boolean' },
    compare: { type: 'boolean' },
  },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1 || runs > 1000) {
  process.stderr.write('--runs takes a whole number from 1 to 1000\n');
  process.exit(2);
}

if (values.compare) {
  const result = { reload: await reloadCost(), requests: await requestCosts() };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`);
  process.exit(0);
}

const home = await makeThrowAwayHome();
await upWithWebSocketsOverHttp2(home);
const admin = await openHome(home.dir, { now: () => Date.now() }, 'admin:bench');
const place = { host: ENROLMENT_HOST, port: home.httpsPort };
const at = (identity: Identity) => ({ port: home.httpsPort, host: hostOf('cloud'), identity });

let enrolled = 0;

/** Each from an address of its own: a real home's devices do not all come from one within a minute. */
async function enrol(name: string, person = 'Bench') {
  const { code } = admin.invitations.invite({ person, deviceName: name });
  enrolled += 1;
  return enrolSoftDevice({ ...place, from: `127.0.${2 + (enrolled >> 7)}.${1 + (enrolled & 127)}` }, code);
}

/** Asks again and again, one request after the other, until one is refused. @returns the moment of the refusal */
async function untilRefused(ask: () => Promise<boolean>): Promise<number> {
  for (let tries = 0; tries < 20_000; tries += 1) if (!(await ask())) return performance.now();
  throw new Error('never refused');
}

type Watch = { readonly ended: Promise<number>; close(): void };

const WATCHES: Readonly<Record<string, (identity: Identity) => Promise<Watch>>> = {
  'new connection': async (identity) => {
    const ask = async () => {
      const result = await probe(at(identity));
      return result.kind === 'answer' && result.status === 200;
    };
    return { ended: untilRefused(ask), close: () => undefined };
  },
  'request on an open HTTP/1.1 connection': async (identity) => {
    const client = new KeepAliveHttp1(openTls(at(identity)), hostOf('cloud'));
    await client.get();
    return { ended: untilRefused(() => client.get()), close: () => client.close() };
  },
  'request on an open HTTP/2 connection': async (identity) => {
    const client = new Http2Client(at(identity));
    await client.get();
    return { ended: untilRefused(() => client.get()), close: () => client.close() };
  },
  ...Object.fromEntries(STREAM_KINDS.map((kind) => [kind, (identity: Identity) => openStream(kind, at(identity))])),
};

const witness = (await enrol('Witness')).identity;
const witnesses = await Promise.all(STREAM_KINDS.map((kind) => openStream(kind, at(witness))));
let othersDisturbed = 0;
for (const { ended } of witnesses) void ended.then(() => (othersDisturbed += 1));

const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const round = (ms: number) => Math.round(ms * 10) / 10;
const row = (name: string, times: readonly number[]) => {
  const all = sorted(times);
  return { name, p50Ms: round(all[Math.floor(all.length / 2)] ?? 0), maxMs: round(all.at(-1) ?? 0), runs: all.length };
};

type Rows = ReturnType<typeof row>[];

/** One thing open at a time, which `end` ends. */
async function oneByOne(rows: Rows, prefix: string, personOf: (name: string) => string | undefined, end: Ending) {
  for (const [kind, watch] of Object.entries(WATCHES)) {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const name = `${kind} ${run}`.slice(0, 60);
      const { identity, reply } = await enrol(name, personOf(name));
      const watched = await watch(identity);
      const decided = performance.now();
      await end(reply.device.id, name);
      times.push(Math.max(0, (await watched.ended) - decided));
      watched.close();
    }
    rows.push(row(`${prefix}${kind}`, times));
    process.stderr.write(`${prefix}${kind}: p50 ${rows.at(-1)?.p50Ms} ms, max ${rows.at(-1)?.maxMs} ms\n`);
  }
}
type Ending = (device: string, person: string) => Promise<unknown>;

/** Everything open at the same time, on a machine that has too much to do. */
async function allAtOnce(rows: Rows) {
  const { 'new connection': _, ...watches } = WATCHES;
  const times = new Map<string, number[]>([...Object.keys(watches), 'everything'].map((kind) => [kind, []]));
  const rest = keepBusy();
  try {
    for (let run = 0; run < runs; run += 1) {
      const { identity, reply } = await enrol(`busy ${run}`);
      const open = async ([kind, watch]: [string, (typeof WATCHES)[string]]) => ({ kind, ...(await watch(identity)) });
      const all = await Promise.all(Object.entries(watches).map(open));
      const decided = performance.now();
      await admin.devices.shutOut(reply.device.id);
      const took = await Promise.all(all.map(async ({ ended }) => Math.max(0, (await ended) - decided)));
      for (const [i, { kind, close }] of all.entries()) {
        times.get(kind)?.push(took[i] ?? Number.NaN);
        close();
      }
      times.get('everything')?.push(Math.max(...took));
    }
  } finally {
    rest();
  }
  for (const [kind, each] of times) rows.push(row(kind, each));
}

/** From the shell to its end. */
async function wholeCommands() {
  const times: number[] = [];
  for (let run = 0; run < Math.min(runs, 10); run += 1) {
    const { reply } = await enrol(`command ${run}`);
    times.push((await latchkey(['shut-out', reply.device.id, '--dir', home.dir])).milliseconds);
  }
  return times;
}

const rows: Rows = [];
try {
  if (values.busy) await allAtOnce(rows);
  else {
    await oneByOne(
      rows,
      '',
      () => undefined,
      (device) => admin.devices.shutOut(device),
    );
    await oneByOne(
      rows,
      'grant taken away: ',
      (name) => name,
      (_, person) => admin.granting.deny({ person, services: ['cloud'] }),
    );
    rows.push(row('the whole command, from the shell to its end', await wholeCommands()));
  }
  for (const stream of witnesses) await stream.alive().catch(() => (othersDisturbed += 1));
  const result = { busy: values.busy ?? false, rows, othersDisturbed };
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const width = Math.max(...rows.map(({ name }) => name.length));
    const lines = rows.map(
      ({ name, p50Ms, maxMs, runs: n }) =>
        `${name.padEnd(width)}  ${String(p50Ms).padStart(8)} ms  ${String(maxMs).padStart(8)} ms  ${n} runs`,
    );
    process.stdout.write(`${['what'.padEnd(width).concat('       p50          max'), ...lines].join('\n')}\n`);
    process.stdout.write(`streams of another device that were disturbed: ${othersDisturbed}\n`);
  }
  process.exitCode = othersDisturbed === 0 ? 0 : 1;
} finally {
  for (const stream of witnesses) stream.close();
  admin.close();
  await home.remove();
}
