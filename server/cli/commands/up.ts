import { once } from 'node:events';
import type { Command } from 'commander';
import { LatchkeyError } from '../../../shared/errors.ts';
import { inviteOrigin } from '../../../shared/invite.ts';
import { shellWord } from '../../core/doctor/commands.ts';
import type { HomeEvent } from '../../home/home-event.ts';
import type { OpenHome } from '../../home/open.ts';
import { whenBrokenOff } from '../../platform/breaking-off.ts';
import { serviceManager } from '../../platform/service-manager.ts';
import { endpointsOf, formatEndpoint } from '../../stack/endpoints.ts';
import type { StackEvent } from '../../stack/process/stack-events.ts';
import {
  type CommandContext,
  type CommonOptions,
  ExitWithCode,
  homeFolder,
  withCommonOptions,
  withHome,
} from '../command.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { whenLauncherEnds } from '../launcher.ts';
import { complain, lines, localTime, paint, plain, result, say, type Terminal } from '../terminal.ts';
import { reloadLines } from './reload.ts';

const NAMES = { caddy: 'Caddy', haproxy: 'HAProxy', console: 'the console' } as const;

/** What a stack event is to the admin; nothing for what only the log needs. */
function stackText(event: StackEvent): string | undefined {
  switch (event.kind) {
    case 'orphan-ended':
      return `ended ${event.child} (pid ${event.pid}), which a crash had left behind`;
    case 'ready':
      return `${NAMES[event.child]} answers (${Math.round(event.milliseconds)} ms)`;
    case 'hung':
      return `${NAMES[event.child]} does not answer any more; ending it`;
    case 'restarting':
      return `${NAMES[event.child]} ended (${event.reason}); starting it again${event.inMilliseconds > 0 ? ` in ${event.inMilliseconds} ms` : ''}`;
    case 'log':
      // Their warnings are for logs/stack.log; an error is for the admin.
      return event.line.level === 'error' ? `${NAMES[event.line.child]}: ${event.line.message}` : undefined;
    default:
      return undefined;
  }
}

function homeText(event: HomeEvent): string {
  switch (event.kind) {
    case 'tools':
      return `Caddy ${event.caddy}, HAProxy ${event.haproxy}`;
    case 'warning':
      return `warning: ${event.message}`;
    case 'signing-api-ready':
      return 'the signing API listens';
    case 'active-set-repaired': {
      const { created, removed, stuck } = event.repaired;
      const left = stuck.length > 0 ? `; remove by hand: ${stuck.join(', ')}` : '';
      return `active set corrected: ${created.length} added, ${removed.length} removed${left}`;
    }
    case 'reloaded':
      return `reloaded: ${reloadLines(event.report).join(' ')}`;
    case 'files-taken-over':
      return 'what is new on disk is served: certificates, keys, tokens';
    case 'certificate-asked': {
      const nobody = event.first ? '; nobody is served until it is there' : '';
      return `getting a server certificate for ${event.names.join(', ')} by DNS-01 (${event.provider}), which takes up to some minutes${nobody}`;
    }
    case 'certificate-obtained':
      return `there is a server certificate for ${event.names.join(', ')}, valid until ${localTime(new Date(event.notAfter))}`;
    case 'certificate-failed':
      return `warning: no server certificate could be had. ${event.reason}. Tried again at ${localTime(new Date(event.nextTry))}; at once with latchkey certificates renew`;
    case 'ca-taken-over':
      return 'the home uses the new Homelab CA: it signs with it, and trusts the certificates in ca/homelab-ca.crt';
    case 'client-auth-tested': {
      const refused = event.attempts.filter(({ outcome }) => outcome === 'refused').length;
      const [unreached, ...more] = event.attempts.filter(({ outcome }) => outcome === 'closed');
      const note = unreached
        ? ` (${more.length + 1} did not reach the client-certificate check: ${unreached.host}, ${unreached.detail})`
        : '';
      const skipped = event.attempts.filter(({ outcome }) => outcome === 'skipped');
      const not = skipped.map(({ host, detail }) => `; not tried: ${host} (${detail})`).join('');
      const way = event.throughTheProxy
        ? 'from outside'
        : 'at the WAN listener (no address of this machine is outside)';
      return `the client-certificate check holds: ${refused} attacks ${way}, none got in${note}${not}`;
    }
  }
}

function readyResult({ config, layout, facts }: OpenHome, startedIn: number) {
  return {
    ready: true,
    pid: process.pid,
    dir: layout.dir,
    home: config.name,
    listen: endpointsOf(config).map(formatEndpoint),
    enrolment: inviteOrigin({ host: config.enrolmentHost, port: config.ports.https }),
    services: facts.services,
    milliseconds: Math.round(startedIn),
  };
}

function readyText({ home, listen, enrolment, services, dir }: ReturnType<typeof readyResult>, terminal: Terminal) {
  const width = Math.max('enrolment'.length, ...services.map(({ name }) => name.length));
  const places = [...services.map(({ name, url }) => [name, url]), ['enrolment', enrolment]];
  return plain`${paint(['bold', 'green'], `${home} is up`, terminal.out)} on ${listen.join(', ')}
${lines(places.map(([name = '', url]) => `  ${name.padEnd(width)}  ${url}`))}
${lines(terminal.err.isTTY ? [`Invite somebody from another terminal: latchkey invite "<person>" --dir ${shellWord(dir)}`, 'Ctrl-C stops it.'] : [`Invite somebody: latchkey invite "<person>" --dir ${shellWord(dir)}`])}`;
}

/** Aborts when somebody breaks it off, or when npx has ended. Who reads its output may go. @returns a function that undoes it */
function abortWhenAsked(controller: AbortController, terminal: Terminal): () => void {
  const stop = (reason: string) => {
    if (!controller.signal.aborted) say(terminal, `${reason}: stopping`);
    controller.abort();
  };
  const unhook = whenLauncherEnds(process, () => stop('npx ended'));
  const undo = whenBrokenOff((by) => {
    if (by !== 'output closed') stop(by);
  });
  return () => {
    unhook();
    undo();
  };
}

/** The audit log has it, and with it the admin's notices. */
function recordRefused({ audit }: OpenHome, { detail }: LatchkeyError): void {
  audit.record({ kind: 'configuration-refused', outcome: 'refused', detail: { reason: detail ?? '' } });
}

interface UpOptions extends CommonOptions {
  readonly stayClosed?: boolean;
  readonly lastValid?: boolean;
}

/** Keeps this process alive until then. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => undefined, 60_000);
  if (!signal.aborted) await once(signal, 'abort');
  clearInterval(alive);
}

/** `latchkey up`: runs the home in the foreground. */
export function upCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('up'))
    .option(
      '--stay-closed',
      'when the client-certificate check does not hold, serve nothing and wait instead of ending: for containers',
    )
    .option('--last-valid', 'when latchkey.yaml is not valid, run with the one that ran last, and say so: for services')
    .addHelpText(
      'after',
      `
Examples:
  latchkey up --dir /srv/latchkey
  latchkey up --dir /srv/latchkey --json     one line on standard output when it is ready

As root: HAProxy and Caddy run as a user of their own, and the home as the owner of its folder; nothing stays root.`,
    )
    .action(async (options: UpOptions) => {
      const { terminal, clock } = context;
      const started = performance.now();
      const controller = new AbortController();
      const unhook = abortWhenAsked(controller, terminal);
      const [{ leaveRoot }, { caUnlock, readUnlockAhead }] = await Promise.all([
        import('../../home/owner/leave-root.ts'),
        import('../ca-unlock.ts'),
      ]);
      const dir = homeFolder(options, context);
      if (process.getuid?.() === 0) await readUnlockAhead(dir, context);
      const manager = serviceManager(context.env);
      controller.signal.addEventListener('abort', () => manager.stopping());
      const wall = await leaveRoot(dir);
      try {
        const run = async (home: OpenHome, problem: LatchkeyError | undefined) => {
          if (problem) recordRefused(home, problem);
          for (const warning of home.warnings) say(terminal, `warning: ${warning}`);
          const [{ runHome }, { backupInChild }] = await Promise.all([
            import('../../home/run.ts'),
            import('../../home/jobs/backup-in-child.ts'),
          ]);
          await runHome(
            {
              home,
              env: context.env,
              clock,
              unlock: caUnlock(home, context),
              wall,
              program: context.program,
              makeBackup: backupInChild(home.layout.dir, context),
              signal: controller.signal,
              onHomeEvent: (event) => say(terminal, homeText(event)),
              onStackEvent: (event) => {
                const text = stackText(event);
                if (text !== undefined) say(terminal, text);
              },
            },
            () => {
              const ready = readyResult(home, performance.now() - started);
              result(terminal, options.json, ready, () => readyText(ready, terminal));
              manager.ready(
                problem
                  ? 'latchkey.yaml is not valid: the home runs with the last valid one'
                  : 'the client-certificate check holds',
              );
              manager.watched();
            },
          );
        };
        await withHome(options, context, run, { strict: !options.lastValid, checked: true });
      } catch (thrown) {
        wall?.close();
        if (!options.stayClosed || !LatchkeyError.is(thrown) || exitCodeOf(thrown.code) !== EXIT.closed) throw thrown;
        complain(terminal, options.json ?? false, thrown);
        say(terminal, 'Nothing is served until somebody has found the cause and starts the home again.');
        await untilAborted(controller.signal);
        throw new ExitWithCode(EXIT.closed);
      } finally {
        wall?.close();
        unhook();
      }
    });
}
