/**
 * `npm run demo`: a throw-away home and a throw-away relative, from nothing to a closed door, with every attack made for
 * real. Nothing of the user's is touched, and nothing is left.
 */
import process from 'node:process';
import { parseArgs, styleText } from 'node:util';
import { whenLauncherEnds } from '../../server/cli/launcher.ts';
import { makeSoftKey, redeem } from '../support/soft-device.ts';
import {
  ENROLMENT_HOST,
  type Invited,
  latchkeyJson,
  makeThrowAwayHome,
  type ThrowAwayHome,
} from '../support/throw-away-home.ts';
import type { CheckContext } from './check.ts';
import { CHECKS } from './checks.ts';
import { keepRunning } from './keep.ts';
import { makeRelative, type Relative } from './relative.ts';

const HELP = `npm run demo [-- options]

  --cli    enrol at the terminal instead of in the app's window
  --keep   leave the home running at the end, and print an invite and commands to try
  --json   print the checks and timings as JSON on standard output (with npm run --silent)
`;

interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

const timings: Record<string, number> = {};
const say = (line = '') => process.stderr.write(`${line}\n`);
const heading = (text: string) => say(`\n${styleText('bold', text, { stream: process.stderr })}`);
const typed = (words: string) => say(styleText('cyan', `  $ ${words}`, { stream: process.stderr }));
const heard = (line: string) => say(styleText('dim', `    ${line}`, { stream: process.stderr }));

/** Words as a person would type them in a shell. */
const shell = (args: readonly string[]) =>
  args.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ');

async function timed<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    timings[name] = Math.round(performance.now() - started);
  }
}

async function enrolRelative(home: ThrowAwayHome, relative: Relative, cli: boolean) {
  heading('The admin invites Dave');
  typed(`latchkey invite Dave --device 'MacBook Air' --dir ${home.dir}`);
  const invited = await timed('invite', () => home.invite('Dave', 'MacBook Air'));
  heard(`code ${invited.code}`);
  const host = cli ? await enrolAtTerminal(relative, invited) : await enrolByLink(relative, invited);
  return { invited, host };
}

async function enrolByLink({ person }: Relative, { link }: Invited): Promise<string> {
  heading('Dave opens the link');
  typed(`Latchkey ${link}`);
  const { enrolInWindow } = await import('./window.ts');
  const { host, ...seen } = await enrolInWindow(person, link, heard);
  heard(host === 'electron' ? 'on real Electron' : 'on the stand-in for Electron: its binary is not here');
  Object.assign(timings, seen);
  return host;
}

async function enrolAtTerminal(relative: Relative, { invite }: Invited): Promise<string> {
  heading('Dave enrols on his computer');
  typed(`npm run enrol -- '${invite}'`);
  const enrolled = await timed('enrol', () => relative.enrol(invite, heard));
  if (enrolled.code !== 0) throw new Error(`enrolling ended with ${enrolled.code}: ${enrolled.stderr}`);

  heading('Dave tests his access');
  typed('npm run access');
  await timed('access', () => relative.access(heard));
  return 'terminal';
}

async function enrolNeighbour(home: ThrowAwayHome): Promise<CheckContext['neighbour']> {
  const invited = await home.invite('Nina', 'Tablet');
  const key = await makeSoftKey();
  const place = { host: ENROLMENT_HOST, port: home.httpsPort };
  const enrolled = await timed('signing', () => redeem(place, invited.code, key, 'Tablet'));
  if (!enrolled.ok) throw new Error(`the neighbour was refused: ${enrolled.problem.title}`);
  const { certificate, fingerprint } = enrolled.reply;
  return { identity: { cert: certificate, key: key.key }, key, invited, fingerprint };
}

async function runChecks(context: CheckContext): Promise<CheckResult[]> {
  heading('The checks, each by trying');
  const results: CheckResult[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    const result = await check(context).then(
      (detail) => ({ name, ok: true, detail }),
      (thrown: unknown) => ({ name, ok: false, detail: thrown instanceof Error ? thrown.message : String(thrown) }),
    );
    results.push(result);
    const mark = result.ok
      ? styleText('green', '✓', { stream: process.stderr })
      : styleText('red', '✗', { stream: process.stderr });
    say(`  ${mark} ${name.padEnd(38)} ${result.detail.split('\n')[0]}`);
  }
  return results;
}

async function demo(options: { cli: boolean; keep: boolean; json: boolean }, stopped: Promise<void>): Promise<boolean> {
  const cleanups: (() => Promise<void>)[] = [];
  try {
    heading('The admin makes a home');
    const home = await timed('init', () => makeThrowAwayHome((args) => typed(`latchkey ${shell(args)}`)));
    cleanups.push(() => home.remove());

    heading('and runs it');
    typed(`latchkey up --dir ${home.dir}`);
    await timed('upToReady', () => home.up(heard));

    const relative = await makeRelative();
    cleanups.push(() => relative.leave());
    const { invited, host } = await enrolRelative(home, relative, options.cli);
    const neighbour = await enrolNeighbour(home);
    const checks = await runChecks({ home, relative, invited, neighbour });

    const failed = checks.filter(({ ok }) => !ok).length;
    say(
      `\n${checks.length - failed} of ${checks.length} checks hold. ${Object.entries(timings)
        .map(([name, ms]) => `${name} ${ms} ms`)
        .join(', ')}`,
    );
    const { devices } = await latchkeyJson<{ devices: unknown[] }>(['devices', '--dir', home.dir]);
    if (options.json) process.stdout.write(`${JSON.stringify({ checks, timings, devices: devices.length, host })}\n`);
    if (options.keep) await keepRunning({ home, relative, say, typed }, stopped);
    return failed === 0;
  } finally {
    say('\nCleaning up.');
    for (const cleanup of cleanups.reverse()) await cleanup().catch((thrown: unknown) => say(`  ${String(thrown)}`));
  }
}

const { values } = parseArgs({
  options: {
    cli: { type: 'boolean' },
    keep: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
} else {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  let isStopped = false;
  void stopped.then(() => {
    isStopped = true;
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  whenLauncherEnds(process, stop);
  const interrupted = stopped.then(() => 'interrupted' as const);
  const running = demo(
    { cli: values.cli ?? false, keep: values.keep ?? false, json: values.json ?? false },
    stopped,
  ).then(
    (ok) => ok,
    (thrown: unknown) => {
      // What a step misses because the signal reached its programs too is no error of the demo.
      if (isStopped) say('\nInterrupted.');
      else say(`\nerror: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
      return false;
    },
  );
  const end = await Promise.race([running, interrupted]);
  // Interrupted: the step that runs comes to its end, then everything is taken down as always.
  const ok = end === 'interrupted' ? await running : end;
  process.exitCode = end === 'interrupted' && !values.keep ? 130 : ok ? 0 : 1;
}
