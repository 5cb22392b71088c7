import type { EnrolmentEvent } from '../../core/enrolment/events.ts';
import type { Client } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { errorJson, homeJson, leaveJson } from '../json.ts';
import type { Terminal } from '../terminal.ts';
import { enrolmentLines } from '../words.ts';
import { makeUp } from './make-up.ts';

export interface EnrolFlags {
  readonly device?: string;
  readonly keepOld?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

type Done = EnrolmentEvent & { type: 'done' };
type Failed = EnrolmentEvent & { type: 'failed' };

/** What a whole run came to. */
interface Tally {
  readonly done: { readonly event: Done; readonly resumed: boolean }[];
  readonly failed: Failed[];
  declined: boolean;
}

/** @param invite undefined goes on with what is unfinished; `-` reads the invite from standard input */
export async function enrol(
  client: Client,
  terminal: Terminal,
  invite: string | undefined,
  flags: EnrolFlags,
): Promise<ExitCode> {
  const tally = await follow(terminal, await events(client, terminal, invite, flags));
  if (tally.failed.length === 0 && !tally.declined) await makeUp(client, terminal);
  if (invite === undefined && tally.done.length + tally.failed.length === 0) terminal.say('Nothing is unfinished.');
  if (flags.json) terminal.json(tallyJson(tally));
  return exitCode(tally);
}

async function follow(terminal: Terminal, events: AsyncIterable<EnrolmentEvent>): Promise<Tally> {
  const tally: Tally = { done: [], failed: [], declined: false };
  let resumed = false;
  for await (const event of events) {
    for (const line of enrolmentLines(event)) terminal.say(line);
    if (event.type === 'resuming') resumed = true;
    if (event.type === 'declined') tally.declined = true;
    if (event.type === 'failed') tally.failed.push(event);
    if (event.type === 'done') tally.done.push({ event, resumed });
    if (event.type === 'failed' || event.type === 'done') resumed = false;
  }
  return tally;
}

function tallyJson({ done, failed, declined }: Tally) {
  return {
    ok: failed.length === 0 && !declined,
    declined,
    enrolled: done.map(({ event: { record, replaced, alsoHere }, resumed }) => ({
      ...homeJson(record),
      resumed,
      replaced: replaced.map(leaveJson),
      alsoHere: alsoHere.map(homeJson),
    })),
    failed: failed.map(({ step, error, resumable }) => ({ ...errorJson(error), step, resumable })),
  };
}

function exitCode({ failed, declined }: Tally): ExitCode {
  if (failed.some(({ resumable }) => resumable)) return EXIT.unfinished;
  if (failed.some(({ error }) => error.code === 'INVITE_NOT_VALID' || error.code === 'USAGE')) return EXIT.usage;
  return failed.length > 0 || declined ? EXIT.failed : EXIT.done;
}

async function events(
  client: Client,
  terminal: Terminal,
  invite: string | undefined,
  { device, keepOld, yes, json }: EnrolFlags,
): Promise<AsyncIterable<EnrolmentEvent>> {
  if (invite === undefined) return client.enrolment.resume();
  const text = invite === '-' ? await terminal.readInput() : invite;
  const ask = !yes && !json && terminal.interactive;
  return client.enrolment.enrol(text, {
    ...(device === undefined ? {} : { deviceName: device }),
    ...(keepOld ? { keepOld } : {}),
    ...(ask ? { confirm: () => terminal.confirm('Go on?') } : {}),
  });
}
