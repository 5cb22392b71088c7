/**
 * `npm run bench:enrolment [-- --runs N] [-- --json]`: a real person enrols at a real home, in the window and in the
 * terminal: from "yes" to installed, with where the time goes; from the start of the app to its first text; and how
 * large the bundles are that everybody downloads.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { Relative, type StartOptions } from '../e2e/desktop/relative.ts';
import { APP_FOLDER, ensureBuilt } from '../support/built-app.ts';
import { newPerson } from '../support/client/with-keyring.ts';
import { newDesktopPerson } from '../support/desktop/person.ts';
import { electronExecutable } from '../support/electron-host/launch.ts';
import { startProgram } from '../support/processes.ts';
import { makeThrowAwayHome, type ThrowAwayHome } from '../support/throw-away-home.ts';
import { median, round, wholeNumber } from './figures.ts';
import { SHIPPED } from './shipped.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' }, json: { type: 'boolean' } } });
const runs = wholeNumber('runs', values.runs, 100);

const STEPS = new URL('enrolment-steps.ts', import.meta.url).pathname;

type Times = Readonly<Record<string, number>>;

/** By link, in the window, beside an app that only shows a word in one: milliseconds. */
async function inTheWindow(home: ThrowAwayHome, oneWordApp: string): Promise<Times> {
  const relative = new Relative(await newDesktopPerson());
  try {
    const start = async (options: StartOptions) => {
      const window = await relative.start(options);
      return { window, ms: (await window.firstPaint()) - relative.startedAt };
    };
    const beside = await start({ appDir: oneWordApp });
    const { link } = await home.invite('Bench');
    const { window, ms } = await start({ link });
    await window.preview();
    const begun = await window.sayYes();
    await window.expectDone();
    return {
      'start of the app to its first text': ms,
      'start of an app that is one word': beside.ms,
      '"yes" to installed': Date.now() - begun,
    };
  } finally {
    await relative.leave();
  }
}

/** An app that shows a word and does nothing else: what a start costs whatever an app does. @returns its folder */
async function makeOneWordApp(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-one-word-'));
  const main = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow().loadURL('data:text/html,<title>One word</title>Hello'));
app.on('window-all-closed', () => app.quit());
`;
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'one-word', version: '1.0.0', main: 'main.cjs' }),
  );
  await writeFile(join(folder, 'main.cjs'), main);
  return folder;
}

/** The same enrolment without a window, each step by itself: milliseconds. */
async function stepByStep(home: ThrowAwayHome): Promise<Times> {
  const person = await newPerson();
  try {
    const { invite } = await home.invite('Bench');
    // By environment and not by argument, where everybody on the machine could read it.
    const env = { ...person.env, LATCHKEY_BENCH_INVITE: invite };
    const running = startProgram({ file: process.execPath, args: [STEPS], env });
    try {
      return JSON.parse(await running.nextLine()) as Times;
    } finally {
      await running.stop();
    }
  } finally {
    await person.leave();
  }
}

function summarize(all: readonly Times[]) {
  return Object.keys(all[0] ?? {}).map((name) => ({
    name,
    ms: round(median(all.map((times) => times[name] ?? Number.NaN))),
  }));
}

async function sizeOf(path: string): Promise<{ bytes: number; gzip: number }> {
  let gzip = 0;
  const count = new Writable({
    write(chunk: Buffer, _encoding, done) {
      gzip += chunk.length;
      done();
    },
  });
  await pipeline(createReadStream(path), createGzip(), count);
  return { bytes: (await stat(path)).size, gzip };
}

async function bundles() {
  const out = join(APP_FOLDER, 'out');
  const assets = (await readdir(join(out, 'renderer/assets'))).map((name) => join(out, 'renderer/assets', name));
  const parts = {
    'renderer, scripts and styles': assets.filter((name) => /\.(js|css)$/.test(name)),
    main: [join(out, 'main/index.js')],
    preload: [join(out, 'preload/index.cjs')],
    server: [SHIPPED],
  };
  return await Promise.all(
    Object.entries(parts).map(async ([name, files]) => {
      const sizes = await Promise.all(files.map(sizeOf));
      const kib = (figure: 'bytes' | 'gzip') => round(sizes.reduce((sum, size) => sum + size[figure], 0) / 1024);
      return { name, kib: kib('bytes'), gzipKib: kib('gzip') };
    }),
  );
}

await ensureBuilt();
const home = await makeThrowAwayHome();
const oneWordApp = await makeOneWordApp();
try {
  await home.up();
  const [windows, steps]: [Times[], Times[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    windows.push(await inTheWindow(home, oneWordApp));
    steps.push(await stepByStep(home));
  }
  const isElectron = electronExecutable().isReal;
  const report = { runs, isElectron, window: summarize(windows), steps: summarize(steps), bundles: await bundles() };
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    for (const { name, ms } of [...report.window, ...report.steps]) {
      process.stdout.write(`${name.padEnd(44)}${String(ms).padStart(9)} ms\n`);
    }
    for (const { name, kib, gzipKib } of report.bundles) {
      process.stdout.write(`${name.padEnd(44)}${String(kib).padStart(9)} KiB, ${gzipKib} KiB compressed\n`);
    }
  }
} finally {
  await home.remove();
  await rm(oneWordApp, { recursive: true, force: true });
}
