/**
 * `npm run bench:scale [-- --devices 100,1000,10000] [-- --json]`: what a home with fifty services costs with many devices
 * and ten times as many invitations, and how that grows. Every home is a real one, with HAProxy, Caddy and `latchkey up`.
 */
import './shipped.ts';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ActiveSetWatch } from '../../server/core/access/active-set-watch.ts';
import { homeLayout } from '../../server/core/layout.ts';
import { type OpenHome, openHome } from '../../server/home/open.ts';
import { openTls, probe } from '../support/probe.ts';
import { cpuMs } from '../support/process-tree.ts';
import { enrolSoftDevice } from '../support/soft-device.ts';
import { ENROLMENT_HOST, hostOf, latchkey, makeThrowAwayHome, type ThrowAwayHome } from '../support/throw-away-home.ts';
import { median as middle } from './figures.ts';
import { DEVICES_EACH, fillRegistry } from './filled-registry.ts';
import { KeepAliveHttp1 } from './keep-alive-http1.ts';
import './shipped.ts';

const { values } = parseArgs({
  options: { devices: { type: 'string', default: '100,1000,10000' }, json: { type: 'boolean' } },
});
const sizes = values.devices.split(',').map(Number);
if (sizes.some((size) => !Number.isInteger(size) || size < 1 || size > 100_000)) {
  process.stderr.write('--devices takes whole numbers from 1 to 100000, with commas between them\n');
  process.exit(2);
}

/** Services that the home has and everybody is given by name, and connections that are open. */
const SERVICES = 50;
const NAMES = Array.from({ length: SERVICES }, (_, at) => (at === 0 ? 'cloud' : `service-${at}`));
const CONNECTIONS = 3600;
const changed = { device: undefined, service: 'cloud', allowed: false, until: undefined, changedAt: 0 };

/** Rules for every person that {@link fillRegistry} made. */
function giveServices({ registry, rules }: OpenHome, devices: number): void {
  const people = Math.ceil(devices / DEVICES_EACH);
  registry.atomically(() => {
    for (let person = 0; person < people; person += 1)
      for (const service of NAMES) rules.put({ ...changed, person: `Person ${person}`, service, allowed: true });
  });
}

/** Beside those that the home has already. */
async function declareServices({ dir, services }: ThrowAwayHome): Promise<void> {
  const path = homeLayout(dir).config;
  const more = NAMES.slice(1).map((name) => `  ${name}: ${services[0]?.upstream}\n`);
  await writeFile(
    path,
    (await readFile(path, 'utf8')).replace(/^services:\n/m, (line) => `${line}${more.join('')}`),
  );
}

const clock = { now: () => Date.now() };
const IDLE_FOR = 10_000;
const STARTS = 5;

async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The middle time of so many runs. */
async function median(runs: number, work: (run: number) => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await milliseconds(() => work(run)));
  return middle(times);
}

async function bytesBelow(dir: string, matches: (name: string) => boolean): Promise<number> {
  const names = (await readdir(dir)).filter(matches);
  const blocks = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).blocks * 512));
  return blocks.reduce((sum, each) => sum + each, 0);
}

/** @returns the home as it runs in the end, and the middle time from the start of its program until it is ready */
async function startSeveralTimes(home: ThrowAwayHome) {
  const times: number[] = [];
  for (let run = 1; ; run += 1) {
    const began = performance.now();
    const { up } = await home.up();
    times.push(performance.now() - began);
    if (run === STARTS) return { up, readyMs: middle(times) };
    await up.stop();
  }
}

/** Everything about a home of this size: milliseconds, but for what says otherwise. */
async function measure(devices: number): Promise<Record<string, number>> {
  const home = await makeThrowAwayHome();
  await declareServices(home);
  const admin = await openHome(home.dir, clock, 'admin:bench');
  try {
    fillRegistry(admin.registry, devices, clock.now());
    admin.registry.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const { directory, registry, reconciler, layout } = admin;
    const result: Record<string, number> = {};
    await mkdir(layout.run.connections, { recursive: true });
    await mkdir(layout.run.cut, { recursive: true });
    result['active set from nothing (a restored backup)'] = await milliseconds(() => reconciler.reconcile());
    result['active set, a whole look'] = await median(9, () => reconciler.reconcile());
    const watch = new ActiveSetWatch({ ...admin, clock });
    for (let i = 0; i < 3; i += 1) await sleep(600).then(() => watch.look());
    result['active set, a glance'] = await median(99, () => watch.look());

    const page = { limit: 50, at: clock.now() };
    const middle = registry.database.prepare('SELECT id FROM device ORDER BY enrolled_at LIMIT 1 OFFSET ?');
    const after = String(middle.get(Math.floor(devices / 2))?.id);
    result['a page of devices'] = await median(49, () => directory.devices({}, page));
    result['a page from the middle'] = await median(49, () => directory.devices({}, { ...page, after }));
    result['a page of what ends soon'] = await median(49, () => directory.devices({ endsUntil: page.at + 9e9 }, page));
    result['a page of open invitations'] = await median(49, () => directory.invitations({ state: 'open' }, page));
    result['a page of people'] = await median(49, () => directory.people(page));
    result['the counts of latchkey status'] = await median(9, () => directory.counts(page.at));

    giveServices(admin, devices);
    const names = registry.activeFingerprints(clock.now()).slice(0, CONNECTIONS);
    await admin.tracked.clear();
    for (const [at, fingerprint] of names.entries())
      await admin.tracked.add({ fingerprint, host: hostOf('cloud'), source: `192.0.2.1_${at + 1}` }, clock.now());
    const taken = (run: number) => ({ person: `Person ${run}`, services: ['cloud'] });
    result[`taken away, with rules for ${SERVICES} services each`] = await median(9, (run) =>
      admin.granting.deny(taken(run)),
    );
    result['every open connection looked at, after a rule has changed'] = await median(5, (run) => {
      admin.rules.put({ ...changed, person: `Person ${run}` });
      return admin.connections.reconcile();
    });
    result['a page of who may open what'] = await median(9, () => admin.granting.page(page));
    await admin.tracked.clear();

    const { up, readyMs } = await startSeveralTimes(home);
    result['latchkey up until ready'] = readyMs;
    result['the whole command latchkey devices'] = await median(5, () => latchkey(['devices', '--dir', home.dir]));
    const place = { host: ENROLMENT_HOST, port: home.httpsPort };
    const enrolled: Awaited<ReturnType<typeof enrolSoftDevice>>[] = [];
    result['a device enrols'] = await median(20, async (run) => {
      const { code } = admin.invitations.invite({ person: 'Bench', deviceName: `Bench ${run}` });
      enrolled.push(await enrolSoftDevice({ ...place, from: `127.0.${2 + run}.1` }, code));
    });
    const [first, ...others] = enrolled;
    if (!first) throw new Error('nobody enrolled');
    result['shut out'] = await median(others.length, (run) =>
      admin.devices.shutOut(others[run]?.reply.device.id ?? ''),
    );
    result['let in again'] = await median(others.length, (run) =>
      admin.devices.letIn(others[run]?.reply.device.id ?? '', false),
    );

    const visit = { port: home.httpsPort, host: hostOf('cloud'), identity: first.identity };
    const client = new KeepAliveHttp1(openTls(visit), visit.host);
    await client.get();
    result['a request at the client-auth check'] = await median(499, () => client.get());
    client.close();
    result['a new connection at the client-auth check'] = await median(29, () => probe(visit));

    // Ten seconds after its start a home gives memory back, once.
    await sleep(13_000);
    const before = cpuMs([up.pid]);
    await sleep(IDLE_FOR);
    result['latchkey up, idle (% of one processor)'] = ((cpuMs([up.pid]) - before) / IDLE_FOR) * 100;
    result['registry on disk (MB)'] = (await bytesBelow(home.dir, (name) => name.startsWith('registry.db'))) / 1e6;
    const folder = (await stat(layout.active)).blocks * 512;
    result['active set on disk (MB)'] = ((await bytesBelow(layout.active, () => true)) + folder) / 1e6;
    return result;
  } finally {
    admin.close();
    await home.remove();
  }
}

const measured: { readonly devices: number; readonly result: Record<string, number> }[] = [];
for (const devices of sizes) {
  process.stderr.write(`${devices} devices, ${devices * 10} invitations\n`);
  measured.push({ devices, result: await measure(devices) });
}

const round = (value: number) => Number(value.toPrecision(3));
const rows = Object.keys(measured[0]?.result ?? {}).map((name) => {
  const all = measured.map(({ result }) => result[name] ?? Number.NaN);
  return { name, values: all.map(round), ratios: all.map((value) => round(value / (all[0] ?? value))) };
});
if (values.json) process.stdout.write(`${JSON.stringify({ devices: sizes, rows })}\n`);
else {
  const cells = (name: string, columns: readonly (string | number)[]) =>
    `${name.padEnd(46)}${columns.map((cell) => String(cell).padStart(12)).join('')}`;
  const lines = rows.map(({ name, values: all, ratios }) =>
    cells(name, [...all, ...ratios.slice(1).map((ratio) => `× ${ratio}`)]),
  );
  process.stdout.write(
    `${[cells('ms, the middle of several', [...sizes, ...sizes.slice(1).map((size) => `× ${round(size / (sizes[0] ?? size))}`)]), ...lines].join('\n')}\n`,
  );
}
