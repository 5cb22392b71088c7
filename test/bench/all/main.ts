/**
 * `npm run bench [-- --quick] [-- --only data-path,scale] [-- --out DIR]`: every benchmark, one after the other, in under
 * twenty minutes; the hour of `--only soak` has to be asked for. Writes docs/benchmarks.md, its figures and its plots; with
 * --quick, whose figures are for nobody's eyes, into out/benchmarks/. One that fails leaves the figures of its last good run
 * where they are.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { APP_FOLDER } from '../../support/built-app.ts';
import { run } from '../../support/processes.ts';
import { describeMachine } from './machine.ts';
import type { Part } from './part.ts';
import { PARTS } from './parts.ts';
import { type Measured, page, type Section } from './report.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, out: { type: 'string' } },
});
const names = PARTS.map(({ name }) => name);
const only = values.only?.split(',') ?? PARTS.filter(({ alone }) => !alone).map(({ name }) => name);
const unknown = only.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`--only takes some of: ${names.join(',')}; not ${unknown.join(', ')}\n`);
  process.exit(2);
}
const out = resolve(values.out ?? join(APP_FOLDER, values.quick ? 'out/benchmarks' : 'docs'));
const folder = join(out, 'benchmarks');
const MINUTE = 60_000;

/** A file of figures. */
interface Stored extends Measured {
  readonly command: string;
  readonly seconds?: number;
  readonly result: unknown;
}

const fileOf = ({ name }: Part) => join(folder, `${name}.json`);

/** What is checked out, `-dirty` with changes beside a benchmark's own; undefined where there is no repository. */
async function commitOf(): Promise<string | undefined> {
  const git = (...args: string[]) => run({ file: 'git', args, cwd: APP_FOLDER }).catch(() => undefined);
  const commit = await git('rev-parse', '--short=8', 'HEAD');
  if (commit?.code !== 0) return undefined;
  const changed = await git('diff', '--quiet', 'HEAD', '--', '.', ':!docs/benchmarks', ':!docs/benchmarks.md');
  return `${commit.stdout.trim()}${changed?.code === 0 ? '' : '-dirty'}`;
}

async function measure(part: Part, of: Measured): Promise<void> {
  const args = values.quick ? part.quick : part.full;
  const { code, stdout, stderr, milliseconds } = await run({
    file: process.execPath,
    args: [join(APP_FOLDER, part.program), ...args, '--json'],
    cwd: APP_FOLDER,
    timeout: part.atMost * MINUTE,
    // Whoever waits for an hour sees that something goes on.
    ...(part.alone && { onTalk: (line: string) => process.stderr.write(`${line}\n`) }),
  });
  if (code !== 0) throw new Error(`${part.name} ended with ${code}:\n${stderr}`);
  const command = `npm run ${part.script ?? `bench:${part.name}`}${args.length > 0 ? ` -- ${args.join(' ')}` : ''}`;
  const seconds = Math.round(milliseconds / 1000);
  const stored: Stored = { ...of, command, seconds, result: JSON.parse(stdout) };
  await writeFile(fileOf(part), `${JSON.stringify(stored, null, 2)}\n`);
  process.stderr.write(`${part.name}: ${seconds} s\n`);
}

async function readStored(part: Part): Promise<Stored | undefined> {
  const text = await readFile(fileOf(part), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Stored);
}

await mkdir(folder, { recursive: true });
const now: Measured = {
  date: new Date().toISOString().slice(0, 10),
  commit: await commitOf(),
  machine: await describeMachine(),
};
const failed: string[] = [];
for (const part of PARTS.filter(({ name }) => only.includes(name))) {
  try {
    await measure(part, now);
  } catch (error) {
    failed.push(part.name);
    process.stderr.write(`${part.name} failed: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

const sections: Section[] = [];
for (const part of PARTS) {
  const stored = await readStored(part);
  if (!stored) continue;
  if (part.plot) await writeFile(join(folder, `${part.name}.svg`), part.plot(stored.result));
  const { name, title, family } = part;
  const { command, seconds, date, commit, machine } = stored;
  sections.push({
    name,
    title,
    command,
    seconds,
    measured: { date, commit, machine },
    text: part.tell(stored.result),
    family: family?.(stored.result) ?? [],
    hasPlot: part.plot !== undefined,
  });
}
const written = join(out, 'benchmarks.md');
await writeFile(written, page(now, sections));
const formatter = join(APP_FOLDER, 'node_modules/@biomejs/biome/bin/biome');
await run({ file: process.execPath, args: [formatter, 'format', '--write', written, folder], cwd: APP_FOLDER });
process.stderr.write(`${written}${failed.length > 0 ? `; failed: ${failed.join(', ')}` : ''}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
