// What the runners' own JSON reports say. scripts/ci.mjs counts and prints it.
import { readFileSync } from 'node:fs';

export function countVitest(file) {
  const report = readJson(file);
  return report && { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
}

export function countPlaywright(file) {
  const stats = readJson(file)?.stats;
  return stats && { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

export function countChecks(stdout) {
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

/** The names of what failed, each with the first lines of why: the end of a log is what is read. */
export function failures(report) {
  const brief = (text) =>
    String(text ?? '')
      .split('\n')
      .slice(0, 6)
      .join('\n      ');
  const { suites, testResults = [] } = readJson(report) ?? {};
  if (suites) return playwrightFailures(suites, brief);
  return testResults.flatMap(({ name: file, message, assertionResults }) => {
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
