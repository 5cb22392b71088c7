import type { z } from 'zod';
import type { CONSOLE_ROUTES, ConsoleReply } from '../../../shared/console/routes.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { tidyName } from '../../../shared/name-rules.ts';
import type { Clock } from '../../core/ports/basics.ts';
import type { OpenHome } from '../../home/open.ts';
import type { Caller } from '../caller.ts';

type Routes = typeof CONSOLE_ROUTES;

/** Who asks is known but for `enter`, by which they become known. */
type Handler<Name extends keyof Routes> = (
  request: z.output<Routes[Name]['request']>,
  caller: Caller,
) => ConsoleReply<Name> | Promise<ConsoleReply<Name>>;

/** One handler for every route of the contract but those that set a cookie. */
export type Handlers = { readonly [Name in Exclude<keyof Routes, 'enter' | 'leave'>]: Handler<Name> };

/** What the running home does for the console, in processes of its own. */
interface HomeAtWork {
  examine(): Promise<unknown>;
  makeBackup(): Promise<unknown>;
  testNotices(): Promise<unknown>;
}

export interface HandlerPorts {
  readonly home: OpenHome;
  readonly clock: Clock;
  readonly atWork: HomeAtWork;
  /** Has the pages ask again for what no change of the registry tells of. */
  readonly changed: (topic: 'overview' | 'backups') => void;
}

/**
 * For what cannot be undone.
 * @throws LatchkeyError CONFIRMATION_NEEDED unless the name was typed
 */
export function requireConfirmed(typed: string | undefined, name: string): void {
  if (typed !== undefined && tidyName(typed) === tidyName(name)) return;
  throw new LatchkeyError('CONFIRMATION_NEEDED', { detail: `Type the name: ${name}` });
}
