import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

let checkout: string;

/** Stands for npm: does for `npm run --silent <part>` what BEHAVIOUR says, and by default passes with one test. */
const NPM = `#!${process.execPath}
const fs = require('node:fs');
const part = process.argv[4];
const behaviour = JSON.parse(process.env.BEHAVIOUR)[part] ?? {};
const vitest = { numPassedTests: 1, numFailedTests: 0, numPendingTests: 0, testResults: [] };
const playwright = { stats: { expected: 1, unexpected: 0, flaky: 0, skipped: 0 }, suites: [] };
const file = process.argv.find((word) => word.startsWith('--outputFile.json='))?.slice('--outputFile.json='.length);
const report = behaviour.report === null ? undefined : { ...(file ? vitest : playwright), ...behaviour.report };
if (report) fs.writeFileSync(file ?? process.env.PLAYWRIGHT_JSON_OUTPUT_FILE, JSON.stringify(report));
console.log(behaviour.says ?? part + ' ran');
if (behaviour.words) console.log(process.env.TESTS ?? '', process.argv.join(' '));
process.exitCode = behaviour.code ?? 0;
`;

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'latchkey-ci-test-'));
  mkdirSync(join(checkout, 'scripts'));
  for (const name of ['ci.mjs', 'ci-reports.mjs', 'landing-tests.json'])
    copyFileSync(join('scripts', name), join(checkout, 'scripts', name));
  writeFileSync(join(checkout, 'npm'), NPM);
  chmodSync(join(checkout, 'npm'), 0o755);
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

function tests(behaviour: Record<string, { code?: number; says?: string; words?: boolean; report?: object | null }>) {
  const { stdout, status } = spawnSync(process.execPath, [join(checkout, 'scripts/ci.mjs'), 'tests'], {
    encoding: 'utf8',
    env: { PATH: checkout, BEHAVIOUR: JSON.stringify(behaviour) },
  });
  const [last] = stdout.trimEnd().split('\n').slice(-1);
  return { last, stdout, status };
}

it('counts what passed, and prints the whole of what ran beside when it has ended', () => {
  const { last, stdout, status } = tests({});
  expect([last, status]).toEqual(['4 passed, 0 failed', 0]);
  for (const part of ['unit', 'integration', 'deploy', 'e2e']) expect(stdout).toContain(`test:${part} ran\n`);
});

it('takes a machine that cannot for neither a pass nor a failure, and says why', () => {
  const reason = 'not run here: test:deploy, only root may boot a machine';
  const { last, stdout, status } = tests({ 'test:deploy': { code: 77, says: reason, report: null } });
  expect([last, status]).toEqual(['3 passed, 0 failed', 0]);
  expect(stdout).toMatch(new RegExp(`── summary[\\s\\S]*test:deploy +${reason}`));
});

it.each([
  {
    'test:unit': { what: 'no report', report: null },
    'test:integration': { what: 'a skipped test', report: { numPendingTests: 1 } },
    'test:deploy': { what: 'a crash', code: 1 },
    'test:e2e': { what: 'a skipped test', report: { stats: { expected: 1, unexpected: 0, flaky: 0, skipped: 1 } } },
  },
  {
    'test:unit': { what: 'no test, by a part that every machine can run', code: 77, report: null },
    'test:integration': { what: 'no test', report: { numPassedTests: 0 } },
    'test:deploy': { what: 'a failed test', code: 1, report: { numFailedTests: 1 } },
    'test:e2e': {
      what: 'a test that passed the second time',
      report: { stats: { expected: 0, unexpected: 0, flaky: 1 } },
    },
  },
])('takes for a failure: %j', (parts) => {
  const { stdout, status } = tests(parts);
  for (const part of Object.keys(parts)) expect(stdout).toMatch(new RegExp(`\n${part} .* s   [01] passed, 1 failed`));
  expect(status).toBe(1);
});

it('leaves to .ci/run what takes long, and says so; each of it is there', () => {
  const { integration, e2e } = JSON.parse(readFileSync('scripts/landing-tests.json', 'utf8')) as Record<
    'integration' | 'e2e',
    readonly string[]
  >;
  const { stdout } = tests({ 'test:integration': { words: true }, 'test:e2e': { words: true } });
  for (const file of integration) {
    expect(existsSync(file)).toBe(true);
    expect(stdout).toContain(`left to .ci/run: ${file}\n`);
  }
  expect(stdout).toMatch(/^quick .* test:integration /m);
  const inverted = new RegExp(/--grep-invert=(.*)/.exec(stdout)?.[1] ?? '^$');
  for (const file of e2e) {
    expect(existsSync(join('test/e2e', file))).toBe(true);
    expect(` ${file} a title`).toMatch(inverted);
  }
  expect(' desktop/happy.spec.ts a title').not.toMatch(inverted);
});
