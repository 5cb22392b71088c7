// Runs check, test and demo, whatever each says, and counts what they proved. Called by .ci/run; npm test is its tests.
// Counts come from the runners' own JSON reports, never from their output's wording; a part that fails without a
// single failed test (it crashed, or never began) counts as one failure.
//
//   node scripts/ci.mjs          everything
//   node scripts/ci.mjs tests    the tests only, without those of landing-tests.json
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { countChecks, countPlaywright, countVitest, failures } from './ci-reports.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'latchkey-ci-'));
const inReports = (name) => join(reports, `${name}.json`);
/** Nothing was run, because this machine cannot: the part says why. */
const NOT_HERE = 77;

const quick = process.argv[2] === 'tests';
const { integration, e2e } = JSON.parse(readFileSync(new URL('landing-tests.json', import.meta.url), 'utf8'));
const left = quick ? [...integration, ...e2e] : [];

const vitest = (name, more = {}) => ({
  name: `test:${name}`,
  command: ['npm', 'run', '--silent', `test:${name}`, '--', '--reporter=default', '--reporter=json'],
  extra: [`--outputFile.json=${inReports(`test:${name}`)}`],
  count: () => countVitest(inReports(`test:${name}`)),
  ...more,
});

const UNIT = vitest('unit');
// It waits most of its time, for systemd and for what it killed: it goes beside the next part.
const DEPLOY = vitest('deploy', { beside: true });
const OTHERS = [
  vitest('integration', quick ? { env: { TESTS: 'quick' } } : {}),
  {
    name: 'test:e2e',
    command: ['npm', 'run', '--silent', 'test:e2e', '--', '--reporter=list,json'],
    // It is matched with the file and the title of each test.
    extra: quick ? [`--grep-invert=(${e2e.map((file) => file.replaceAll('.', '\\.')).join('|')}) `] : [],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: inReports('test:e2e'), ...(quick && { TESTS: 'quick' }) },
    count: () => countPlaywright(inReports('test:e2e')),
  },
];
const EVERYTHING = [
  { name: 'set-up', command: ['node', 'scripts/setup.mjs', 'tests'] },
  ...['style', 'types', 'imports', 'dead'].map((name) => ({
    name: `check:${name}`,
    command: ['npm', 'run', '--silent', `check:${name}`],
    // Each of them is one thread's work: they go beside the unit tests.
    beside: true,
    count: (ok) => (ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
  })),
  UNIT,
  {
    name: 'demo',
    command: ['npm', 'run', '--silent', 'demo', '--', '--json'],
    // One step after the other: it goes beside the integration tests. It builds the app, which the end-to-end tests do not
    // have to then; both at once would build it under each other.
    beside: true,
    count: (_ok, stdout) => countChecks(stdout),
  },
  DEPLOY,
  ...OTHERS,
];
/** The unit tests have no checks beside them here: the deployment tests begin with them, and have ended earlier. */
const QUICK = [DEPLOY, UNIT, ...OTHERS];

const running = new Set();
/** @param out what is done with each piece of its output */
function run({ command, extra = [], env = {} }, out) {
  return new Promise((resolve) => {
    const [program, ...args] = [...command, ...extra];
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, CI: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      out(process.stdout, chunk);
    });
    child.stderr.on('data', (chunk) => out(process.stderr, chunk));
    const end = (code, text) => {
      running.delete(child);
      resolve({ code, stdout: text });
    };
    child.on('error', (error) => end(127, `${stdout}${error.message}`));
    child.on('close', (code) => end(code, stdout));
  });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
    rmSync(reports, { recursive: true, force: true });
    process.exit(130);
  });
}

const total = { passed: 0, failed: 0 };
const summary = [];
const red = [];

function countUp(part, { code, stdout }, seconds) {
  const name = part.name.padEnd(18);
  if (code === NOT_HERE && part.beside) {
    summary.push(`${name} ${stdout.trim().split('\n').at(-1)}`);
    return;
  }
  const count = part.count ? (part.count(code === 0, stdout) ?? { passed: 0, failed: 0 }) : { passed: 0, failed: 0 };
  // Green without a test, or red without a failed one, or skipped: none of these is a pass.
  const empty = part.count !== undefined && count.passed + count.failed === 0;
  if (count.failed === 0 && (code !== 0 || empty)) count.failed = 1;
  if (count.skipped) count.failed += count.skipped;
  if (count.failed > 0) red.push(part.name, ...failures(inReports(part.name)).map((failure) => `    ${failure}`));
  total.passed += count.passed;
  total.failed += count.failed;
  const skipped = count.skipped ? ` (of which ${count.skipped} skipped)` : '';
  const took = seconds.toFixed(1).padStart(7);
  summary.push(`${name} ${took} s   ${count.passed} passed, ${count.failed} failed${skipped}`);
}

async function runPart(part) {
  const title = `\n── ${part.name}: ${part.command.join(' ')}`;
  const started = performance.now();
  const held = [];
  if (part.beside) console.log(`${title} (begins; its output comes when it has ended)`);
  else console.log(title);
  const result = await run(part, (stream, chunk) => (part.beside ? held.push(chunk) : stream.write(chunk)));
  const seconds = (performance.now() - started) / 1000;
  if (part.beside) process.stdout.write(`${title}\n${Buffer.concat(held)}`);
  countUp(part, result, seconds);
}

for (const test of left) console.log(`left to .ci/run: ${test}`);
const beside = [];
try {
  for (const part of quick ? QUICK : EVERYTHING) {
    if (part.beside) beside.push(runPart(part));
    else await runPart(part);
  }
  await Promise.all(beside);
} finally {
  rmSync(reports, { recursive: true, force: true });
}
if (red.length > 0) console.log(`\n── red\n${red.join('\n')}`);
console.log(`\n── summary\n${summary.join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
