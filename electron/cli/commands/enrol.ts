import { LatchkeyError } from '../../../shared/errors.ts';
import type { EnrolmentEvent } from '../../core/enrolment/events.ts';
import { type Preview, requireDeviceName } from '../../core/enrolment/preview.ts';
import type { Client } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { errorJson, homeJson, leaveJson } from '../json.ts';
import { retryAfter } from '../retry.ts';
import type { Terminal } from '../terminal.ts';
import { enrolmentLines, previewLines } from '../words.ts';
import { retryLeaves } from './retry-leaves.ts';

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
  readonly declined: boolean;
}

/** @param invite undefined goes on with what is unfinished; `-` reads the invite from standard input */
export async function enrol(
  client: Client,
  terminal: Terminal,
  invite: string | undefined,
  flags: EnrolFlags,
): Promise<ExitCode> {
  const tally =
    invite === undefined
      ? await follow(client, terminal, () => client.enrolment.resume())
      : await use(client, terminal, invite === '-' ? await terminal.readInput() : invite, flags);
  if (tally.failed.length === 0 && !tally.declined) await retryLeaves(client, terminal);
  if (invite === undefined && tally.done.length + tally.failed.length === 0) terminal.say('Nothing is unfinished.');
  if (flags.json) terminal.json(tallyJson(tally));
  return exitCode(tally);
}

/** @param begin begins, or goes on with what an earlier try has kept */
async function follow(client: Client, terminal: Terminal, begin: () => AsyncIterable<EnrolmentEvent>): Promise<Tally> {
  const done: Tally['done'][number][] = [];
  const attempt = async () => {
    const failed: Failed[] = [];
    let resumed = false;
    for await (const event of begin()) {
      for (const line of enrolmentLines(event)) terminal.say(line);
      if (event.type === 'resuming') resumed = true;
      if (event.type === 'failed') failed.push(event);
      if (event.type === 'done') done.push({ event, resumed });
      if (event.type === 'failed' || event.type === 'done') resumed = false;
    }
    return failed;
  };
  const errorIn = (failed: readonly Failed[]) => failed.find(({ error }) => error.retryAfter !== undefined)?.error;
  return { done, failed: await retryAfter(client, terminal).run(attempt, errorIn), declined: false };
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

/** Says what the invite promises, asks, and enrols. */
async function use(client: Client, terminal: Terminal, text: string, flags: EnrolFlags): Promise<Tally> {
  const { device, keepOld, yes, json } = flags;
  try {
    const named = device === undefined ? {} : { deviceName: requireDeviceName(device) };
    const ask = () => client.enrolment.preview(text);
    const refusalIn = (preview: Preview) => (preview.type === 'promised' ? undefined : preview.refusal);
    const preview = await retryAfter(client, terminal).run(ask, refusalIn);
    if (preview.type === 'promised') {
      for (const line of previewLines({ ...preview, ...named })) terminal.say(line);
      const asks = !yes && !json && terminal.interactive;
      if (asks && !(await terminal.confirm('Continue?'))) {
        terminal.say('Nothing was done.');
        return { done: [], failed: [], declined: true };
      }
    }
    return await follow(client, terminal, () => client.enrolment.start(preview, { ...named, keepOld }));
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    const step = error.code === 'INVITE_NOT_VALID' ? 'parse' : 'preview';
    const failed: Failed = { type: 'failed', step, error, resumable: false };
    for (const line of enrolmentLines(failed)) terminal.say(line);
    return { done: [], failed: [failed], declined: false };
  }
}
