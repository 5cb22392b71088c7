/** The admin's console as a process of its own: its end ends nothing else. */
import type { Server } from 'node:http';
import { getPriority, setPriority } from 'node:os';
import type { Logger } from 'pino';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Clock } from '../core/ports/basics.ts';
import { askConsoleWork } from '../home/asking/ask-running.ts';
import { readPageBundle } from '../home/files/page-bundle.ts';
import { openRunningHome } from '../home/open.ts';
import { listenForProxies } from '../http/listen.ts';
import { createLogger } from '../http/log.ts';
import { Events } from './events.ts';
import { deviceHandlers } from './handlers/devices.ts';
import { invitationHandlers } from './handlers/invitations.ts';
import { logHandlers } from './handlers/log.ts';
import { overviewHandlers } from './handlers/overview.ts';
import type { HandlerPorts } from './handlers/shape.ts';
import { ConsoleServer } from './server.ts';

/** The console's priority: the processes that let people in and shut them out come first. */
const NICER = 5;
const LEAST_PRIORITY = 19;
/** Between two checks whether the home is still running, in milliseconds. */
const LOOK_FOR_PARENT = 1000;
/** After so long without a connection the process exits, and frees its memory; the home starts it again. Milliseconds. */
const IDLE_FOR = 10 * 60_000;

/**
 * Runs the console of a running home until a signal ends it, or the home has stopped.
 * @param dir the home's folder
 * @throws LatchkeyError HOME_MISSING, USAGE when the home has no console
 */
export async function runConsole(dir: string, clock: Clock, signal: AbortSignal): Promise<void> {
  yieldToOthers();
  const home = await openRunningHome(dir, clock, 'latchkey');
  const { layout, config } = home;
  if (config.console === undefined) throw new LatchkeyError('USAGE', { detail: 'latchkey.yaml says console: off.' });
  const logger = createLogger(process.stdout);
  const ask = (work: Parameters<typeof askConsoleWork>[1]) => () => askConsoleWork(layout, work);
  const atWork = { examine: ask('examine'), makeBackup: ask('make-backup'), testNotices: ask('test-notices') };
  const { server, events } = makeConsole({ home, clock, atWork, logger });
  await listenForProxies(server, layout.run.console);
  logger.info('listening');
  await untilOver(signal, server);
  events.stop();
  server.close();
  server.closeAllConnections();
  home.close();
}

/** The console of an open home, ready to listen. */
export function makeConsole({
  home,
  clock,
  atWork,
  logger,
}: Omit<HandlerPorts, 'changed'> & { readonly logger: Logger }) {
  const events = new Events(home, clock, (error) => logger.error({ error: String(error) }, 'events'));
  const ports: HandlerPorts = { home, clock, atWork, changed: (topic) => events.changed(topic) };
  const handlers = {
    ...overviewHandlers(ports),
    ...invitationHandlers(ports),
    ...deviceHandlers(ports),
    ...logHandlers(ports),
  };
  const { server } = new ConsoleServer({ home, clock, handlers, events, logger, bundle: readPageBundle('console') });
  return { server, events };
}

/** Some sandboxes do not allow this; the console runs without it. */
function yieldToOthers(): void {
  try {
    setPriority(Math.min(LEAST_PRIORITY, getPriority() + NICER));
  } catch {
    // Nothing depends on it.
  }
}

/** Resolves when it is aborted, when this process has another parent than it began with, or when nobody has come for long. */
function untilOver(signal: AbortSignal, server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const parent = process.ppid;
  let idleSince = performance.now();
  const looks = setInterval(() => {
    server.getConnections((_error, count) => {
      if (count > 0) idleSince = performance.now();
      if (process.ppid !== parent || performance.now() - idleSince > IDLE_FOR) resolve();
    });
  }, LOOK_FOR_PARENT);
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => clearInterval(looks));
}
