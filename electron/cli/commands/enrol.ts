import type { EnrolmentEvent } from '../../core/enrolment/events.ts';
import type { Client } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { errorJson, homeJson, leaveJson } from '../json.ts';
import type { Terminal } from '../terminal.ts';
import { enrolmentLines, leaveLines } from '../words.ts';

export interface EnrolFlags {
  readonly device?: string;
  readonly keepOld?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

type Done = EnrolmentEvent & { type: 'done' };
type Failed = EnrolmentEvent & { type: 'failed' };

/** @param invite undefined goes on with what is unfinished; `-` reads the invite from standard input */
export async function enrol(
  client: Client,
  terminal: Terminal,
  invite: string | undefined,
  flags: EnrolFlags,
): Promise<ExitCode> {
  const done: { event: Done; resumed: boolean }[] = [];
  const failed: Failed[] = [];
  let declined = false;
  let resumed = false;
  for await (const event of await events(client, terminal, invite, flags)) {
    for (const line of enrolmentLines(event)) terminal.say(line);
    if (event.type === 'resuming') resumed = true;
    if (event.type === 'declined') declined = true;
    if (event.type === 'failed') failed.push(event);
    if (event.type === 'done') done.push({ event, resumed });
    if (event.type === 'failed' || event.type === 'done') resumed = false;
  }
  const [first] = failed;
  if (!first && !declined) await makeUp(client, terminal);
  if (invite === undefined && done.length === 0 && !first) terminal.say('Nothing is unfinished.');

  if (flags.json) {
    terminal.json({
      ok: !first && !declined,
      declined,
      enrolled: done.map(({ event: { record, replaced, alsoHere }, resumed }) => ({
        ...homeJson(record),
        resumed,
        replaced: replaced.map(leaveJson),
        alsoHere: alsoHere.map(homeJson),
      })),
      failed: failed.map(({ step, error, resumable }) => ({ ...errorJson(error), step, resumable })),
    });
  }
  if (declined) return EXIT.failed;
  if (!first) return EXIT.done;
  if (failed.some(({ resumable }) => resumable)) return EXIT.unfinished;
  return first.error.code === 'INVITE_NOT_VALID' || first.error.code === 'USAGE' ? EXIT.usage : EXIT.failed;
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

/** Homes that could not be told earlier that a device has left. */
async function makeUp({ journal, leaving }: Client, terminal: Terminal): Promise<void> {
  if (!(await journal.list()).some(({ state }) => state === 'leaving')) return;
  const unlock = await journal.lock();
  try {
    for (const outcome of await leaving.finish()) {
      for (const line of leaveLines(outcome, 'An earlier key')) terminal.say(line);
    }
  } finally {
    await unlock();
  }
}
