/**
 * `npm run bench:signing [-- --requests N] [-- --rounds N] [-- --json]`: enrolments per second over HTTP, each on disk
 * before it is answered, beside `cfssl serve` (which stores nothing and checks no code) and beside the raw limit of one
 * verification and one signature. The rounds alternate, so that whatever else the machine does meets all of them.
 */
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createHomeMaterial } from '../../../server/ca/create.ts';
import { freePorts } from '../../support/stack/free-ports.ts';
import { type LoadResult, makeRequests, postAll } from './load.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean' },
  },
});
const count = Number(values.requests);
const rounds = Number(values.rounds);
if (![count, rounds].every((number) => Number.isInteger(number) && number > 0 && number <= 20_000)) {
  process.stderr.write('--requests and --rounds take whole numbers from 1 to 20000\n');
  process.exit(2);
}
const CONCURRENCY = 16;

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
const cleanUps: (() => Promise<void>)[] = [];

async function startLatchkey(): Promise<{ port: number; codes: string[] }> {
  const program = fileURLToPath(new URL('latchkey-server.ts', import.meta.url));
  const child = spawn(process.execPath, [program, String(count * (rounds + 1))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  cleanUps.push(async () => {
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
  });
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error('the signing API did not start');
}

/** @returns its port; undefined where the program is not there */
async function startCfssl(): Promise<number | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-cfssl-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
  const { ca } = await createHomeMaterial('Bench', { serverRoot: false }, { clock: Date, random });
  const config = { signing: { default: { usages: ['digital signature', 'client auth'], expiry: '8760h' } } };
  await Promise.all([
    writeFile(join(folder, 'ca.pem'), ca.certificatePem),
    writeFile(join(folder, 'ca.key'), ca.keyPem, { mode: 0o600 }),
    writeFile(join(folder, 'config.json'), JSON.stringify(config)),
  ]);
  const [port = 0] = await freePorts(1);
  const args = ['serve', '-address', '127.0.0.1', '-port', String(port), '-ca', 'ca.pem', '-ca-key', 'ca.key'];
  const child = spawn('cfssl', [...args, '-config', 'config.json', '-loglevel', '5'], { cwd: folder, stdio: 'ignore' });
  const started = await Promise.race([
    once(child, 'spawn').then(() => true),
    once(child, 'error').then(() => false),
  ]).catch(() => false);
  if (!started) return undefined;
  cleanUps.unshift(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  for (let tries = 0; tries < 100; tries += 1) {
    if (await answers(port)) return port;
    await sleep(50);
  }
  throw new Error('cfssl serve does not answer');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** One verification and one signature after the other, on one core: what no signing server can be faster than there. */
function rawLimit(): number {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const info = createHash('sha512').update('request').digest();
  const signature = sign('sha256', info, privateKey);
  const began = performance.now();
  for (let i = 0; i < count; i += 1) {
    if (!verify('sha256', info, publicKey, signature)) throw new Error('not verified');
    sign('sha256', info, privateKey);
  }
  return count / ((performance.now() - began) / 1000);
}

const at = (result: LoadResult, share: number) => result.latencies[Math.floor(result.latencies.length * share)] ?? 0;

const results: Record<string, LoadResult[]> = { latchkey: [], cfssl: [] };
const raw: number[] = [];
try {
  const latchkey = await startLatchkey();
  const cfssl = await startCfssl();
  // One round more than is counted: the first warms both up.
  for (let round = 0; round <= rounds; round += 1) {
    const requests = makeRequests(count);
    const codes = latchkey.codes.slice(round * count, (round + 1) * count);
    const enrolments = requests.map((csr, i) => JSON.stringify({ code: codes[i], csr, device: { name: 'Laptop' } }));
    const ours = { port: latchkey.port, path: '/v1/certificates', status: 201 };
    const load = await postAll(ours, enrolments, CONCURRENCY);
    if (round > 0) results.latchkey?.push(load);
    if (cfssl !== undefined) {
      const bodies = requests.map((csr) => JSON.stringify({ certificate_request: csr }));
      const theirs = await postAll({ port: cfssl, path: '/api/v1/cfssl/sign', status: 200 }, bodies, CONCURRENCY);
      if (round > 0) results.cfssl?.push(theirs);
    }
    if (round > 0) raw.push(rawLimit());
  }
} finally {
  for (const cleanUp of cleanUps) await cleanUp();
}

const rows = Object.entries(results)
  .filter(([, loads]) => loads.length > 0)
  .map(([name, loads]) => ({
    name,
    perSecond: Math.round(median(loads.map(({ perSecond }) => perSecond))),
    p50Ms: median(loads.map((load) => at(load, 0.5))),
    p99Ms: median(loads.map((load) => at(load, 0.99))),
  }));
const [ours, theirs] = rows;
const report = {
  rows: [...rows, { name: 'one verification and one signature, one core', perSecond: Math.round(median(raw)) }],
  ratioToCfssl: ours && theirs ? ours.perSecond / theirs.perSecond : undefined,
  requests: count,
  rounds,
  concurrency: CONCURRENCY,
};
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  for (const row of report.rows) {
    const latency = 'p50Ms' in row ? `   p50 ${row.p50Ms.toFixed(1)} ms, p99 ${row.p99Ms.toFixed(1)} ms` : '';
    process.stdout.write(`${row.name.padEnd(46)} ${String(row.perSecond).padStart(7)}/s${latency}\n`);
  }
  const ratio =
    report.ratioToCfssl === undefined ? 'cfssl is not installed' : `${report.ratioToCfssl.toFixed(2)} of cfssl`;
  process.stdout.write(`${ratio}; ${rounds} rounds of ${count}, ${CONCURRENCY} at a time\n`);
}
