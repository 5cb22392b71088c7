import type { Logger } from 'pino';
import { createLogger } from '../../http/log.ts';
import type { OnStackEvent, StackEvent } from '../../stack/process/stack-events.ts';
import { HomeStack } from '../../stack/stack.ts';
import { findTools, type Tools } from '../../stack/tools.ts';
import { openLogFile } from '../files/log-files.ts';
import type { OpenHome } from '../open.ts';
import type { Wall } from '../owner/leave-root.ts';

interface StackDeps {
  readonly home: OpenHome;
  readonly env: NodeJS.ProcessEnv;
  readonly wall: Wall | undefined;
  readonly onStackEvent: OnStackEvent;
  readonly onTools: (tools: Tools) => void;
}

/** HAProxy's and Caddy's own words, one file for both, in the order they were said. */
function writeStackEvent(log: Logger, event: StackEvent): void {
  if (event.kind === 'log') {
    const { child, level, message, fields } = event.line;
    log[level]({ child, ...fields }, message);
  } else if (event.kind === 'gave-up') log.error({ error: event.error.message }, event.kind);
  else log.info(event, event.kind);
}

/**
 * HAProxy and Caddy of a home, found but neither tried nor started, and their log.
 * @throws LatchkeyError TOOL_MISSING, TOOL_NOT_TRUSTED, TOOL_TOO_OLD
 */
export async function makeStack({ home, env, wall, onStackEvent, onTools }: StackDeps) {
  const tools = await findTools(env);
  onTools(tools);
  const log = createLogger(openLogFile(home.layout.logs, 'stack.log'));
  const stack = new HomeStack({
    config: home.config,
    layout: home.layout,
    tools,
    env,
    onEvent: (event) => {
      writeStackEvent(log, event);
      onStackEvent(event);
    },
    ...(wall && { launchers: wall.launchers, lock: wall.lock, lowPorts: wall.lowPorts }),
  });
  return { stack, log };
}
