/** Binds the contract: one wrapper around every handler, and no other channel. */
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { CALLS, type CallName, type CallReply, channelOf, type Envelope } from '../../../shared/ipc/contract.ts';
import type { Log } from '../log/log.ts';
import { failureOf } from './failure.ts';

/** Whatever a handler returns where nothing is replied, the wrapper takes only nothing for an answer. */
type Answer<Reply> = Reply extends undefined ? unknown : Reply;

/** What carries out the calls: one function each, given the argument as it was checked. */
export type Handlers = {
  readonly [Name in CallName]: (
    argument: z.output<(typeof CALLS)[Name]['argument']>,
  ) => Answer<CallReply<Name>> | Promise<Answer<CallReply<Name>>>;
};

export interface BindDeps {
  readonly ipcMain: Pick<IpcMain, 'handle'>;
  /** Whether it is our own page that asks, and not some other frame. */
  readonly isTrusted: (event: IpcMainInvokeEvent) => boolean;
  readonly handlers: Handlers;
  readonly log: Log;
  /** Random and short: leads from what the window shows to the log. */
  readonly newId: () => string;
}

/** Answers each call of our own page. What its handler throws comes back as a failure, and a stranger gets one too. */
export function bindCalls({ ipcMain, isTrusted, handlers, log, newId }: BindDeps): void {
  for (const name of Object.keys(CALLS) as CallName[]) {
    ipcMain.handle(channelOf('call', name), async (event, ...given: unknown[]): Promise<Envelope<unknown>> => {
      try {
        if (!isTrusted(event)) throw new Error('somebody else asked');
        if (given.length > 1) throw new Error('more than one argument');
        const { argument, reply } = CALLS[name];
        const handle = handlers[name] as (argument: unknown) => unknown;
        const answer = await handle(demand(argument, given[0], 'argument'));
        return { ok: true, value: demand(reply, answer, 'reply') };
      } catch (error) {
        return { ok: false, failure: failureOf(error, log, name, newId) };
      }
    });
  }
}

/** @throws Error that names the place and never the value: it may be an invite */
function demand(schema: z.ZodType, value: unknown, what: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`the ${what} is not as agreed: ${issue?.path.join('.')} ${issue?.code}`);
}
