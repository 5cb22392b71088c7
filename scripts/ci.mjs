// Runs check, test and demo one after the other, whatever each says, and counts what they proved. Called by .ci/run.
// Counts come from the runners' own JSON reports, never from their output's wording; a part that fails without a
// single failed test (it crashed, or never began) counts as one failure.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'latchkey-ci-'));
const inReports = (name) => join(reports, `${name}.json`);

const PARTS = [
  { name: 'set-up', command: ['node', 'scripts/setup.mjs'] },
  ...['style', 'types', 'imports', 'dead'].map((name) => ({
    name: `check:${name}`,
    command: ['npm', 'run', '--silent', `check:${name}`],
    count: (ok) => (ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
  })),
  ...['unit', 'integration'].map((name) => ({
    name: `test:${name}`,
    command: ['npm', 'run', '--silent', `test:${name}`, '--', '--reporter=default', '--reporter=json'],
    extra: [`--outputFile.json=${inReports(name)}`],
    count: () => countVitest(inReports(name)),
  })),
  {
    name: 'test:e2e',
    command: ['npm', 'run', '--silent', 'test:e2e', '--', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: inReports('e2e') },
    count: () => countPlaywright(inReports('e2e')),
  },
  {
    name: 'demo',
    command: ['npm', 'run', '--silent', 'demo', '--', '--json'],
    count: (_ok, stdout) => countChecks(stdout),
  },
];

function countVitest(file) {
  const report = readJson(file);
  return report && { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
}

function countPlaywright(file) {
  const stats = readJson(file)?.stats;
  return stats && { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

function countChecks(stdout) {
  const start = stdout.indexOf('{');
  try {
    const { checks } = JSON.parse(stdout.slice(start));
    const passed = checks.filter((check) => check.ok === true).length;
    return { passed, failed: checks.length - passed };
  } catch {
    return undefined;
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

let current;
function run({ command, extra = [], env = {} }) {
  return new Promise((resolve) => {
    const [program, ...args] = [...command, ...extra];
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, CI: 'true', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    current = child;
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', (error) => resolve({ ok: false, stdout: `${stdout}${error.message}` }));
    child.on('close', (code) => resolve({ ok: code === 0, stdout }));
  });
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    current?.kill(signal);
    rmSync(reports, { recursive: true, force: true });
    process.exit(130);
  });
}

/** The names of what failed, each with the first lines of why: the end of a log is what is read. */
function failures({ name }) {
  const brief = (text) =>
    String(text ?? '')
      .split('\n')
      .slice(0, 6)
      .join('\n      ');
  if (name.startsWith('test:e2e')) return playwrightFailures(readJson(inReports('e2e'))?.suites ?? [], brief);
  const files = readJson(inReports(name.slice('test:'.length)))?.testResults ?? [];
  return files.flatMap(({ name: file, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed');
    const named = tests.map(
      ({ fullName, failureMessages }) => `${file} › ${fullName}\n      ${brief(failureMessages[0])}`,
    );
    return named.length > 0 || !message ? named : [`${file}\n      ${brief(message)}`];
  });
}

function playwrightFailures(suites, brief) {
  return suites.flatMap(({ suites: inner = [], specs = [] }) => [
    ...playwrightFailures(inner, brief),
    ...specs
      .filter(({ ok }) => !ok)
      .map(({ file, line, title, tests }) => {
        const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors ?? []));
        return `${file}:${line} › ${title}\n      ${brief(errors[0]?.message)}`;
      }),
  ]);
}

const total = { passed: 0, failed: 0 };
const summary = [];
const red = [];
try {
  for (const part of PARTS) {
    console.log(`\n── ${part.name}: ${part.command.join(' ')}`);
    const started = Date.now();
    const { ok, stdout } = await run(part);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const counted = part.count ? part.count(ok, stdout) : { passed: 0, failed: 0 };
    const count = counted ?? { passed: 0, failed: 0 };
    // Green without a test, or red without a failed one, or skipped: none of these is a pass.
    const empty = part.count !== undefined && count.passed + count.failed === 0;
    if (count.failed === 0 && (!ok || empty)) count.failed = 1;
    if (count.skipped) count.failed += count.skipped;
    if (count.failed > 0) red.push(part.name, ...failures(part).map((failure) => `    ${failure}`));
    total.passed += count.passed;
    total.failed += count.failed;
    const skipped = count.skipped ? ` (of which ${count.skipped} skipped)` : '';
    summary.push(
      `${part.name.padEnd(18)} ${seconds.padStart(7)} s   ${count.passed} passed, ${count.failed} failed${skipped}`,
    );
  }
} finally {
  rmSync(reports, { recursive: true, force: true });
}
if (red.length > 0) console.log(`\n── red\n${red.join('\n')}`);
console.log(`\n── summary\n${summary.join('\n')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
