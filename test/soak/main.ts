/**
 * `npm run soak -- --minutes N`: a real home under everything at once while HAProxy, Caddy and `latchkey up` are killed,
 * and at the end a ledger of all that was acknowledged. Exit code 1 when anything of it is lost, or anybody is in who
 * should not be.
 */
import { parseArgs } from 'node:util';
import { runSoak } from './soak.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, json: { type: 'boolean' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 24 * 60)) {
  process.stderr.write('error: --minutes is a number up to 1440\n');
  process.exit(2);
}
const say = (line: string) => process.stderr.write(`  ${line}\n`);
// The second half is without a fault.
const report = await runSoak({ milliseconds: minutes * 60_000, withoutFaults: minutes * 30_000, onTalk: say });
if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  const lines = Object.entries(report.counts).map(([what, count]) => `  ${String(count).padStart(7)}  ${what}`);
  for (const { name, firstMb, lastMb, mostMb } of report.memory)
    lines.push(`  ${name}: from ${firstMb} to ${lastMb} MB, at most ${mostMb} MB`);
  if (report.memory.length === 0) lines.push('  memory was not looked at: that takes half an hour');
  const end = report.violations.length === 0 ? ['Everything held.'] : ['WRONG:', ...report.violations];
  process.stdout.write(`${[`${report.seconds} seconds:`, ...lines, ...end].join('\n')}\n`);
}
// Whoever reads the JSON of a run that failed may not get to see it.
if (values.json && report.violations.length > 0) {
  say(JSON.stringify({ counts: report.counts, memory: report.memory }));
  for (const violation of report.violations) say(`WRONG: ${violation}`);
}
process.exitCode = report.violations.length === 0 ? 0 : 1;
