import { LatchkeyError } from '../../../shared/errors.ts';
import type { EnrolmentRecord } from '../../core/enrolment-record.ts';
import type { LeaveOutcome } from '../../core/leaving/leaving.ts';
import type { Client } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { leaveJson } from '../json.ts';
import { enrolledHomes } from '../pick-homes.ts';
import type { Terminal } from '../terminal.ts';
import { leaveLines } from '../words.ts';

export interface LeaveFlags {
  readonly home?: string;
  readonly forget?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export async function leave(client: Client, terminal: Terminal, flags: LeaveFlags): Promise<ExitCode> {
  const homes = flags.forget ? [] : await chosen(client, flags.home);
  if (!(await agreed(terminal, homes, flags))) {
    terminal.say('Nothing was done.');
    return EXIT.failed;
  }
  const outcomes = await leaveAll(client, homes, flags.forget ?? false);
  const forgotten = flags.forget ? await forgetUnfinished(client, terminal) : 0;

  for (const line of outcomes.flatMap((outcome) => leaveLines(outcome, 'The key'))) terminal.say(line);
  if (outcomes.length + forgotten === 0) terminal.say('There was nothing to do.');
  const finished = outcomes.every(({ removed, home }) => removed && home !== 'later');
  if (flags.json) terminal.json({ ok: finished, left: outcomes.map(leaveJson), forgotten });
  return finished ? EXIT.done : EXIT.unfinished;
}

async function agreed(
  terminal: Terminal,
  homes: readonly EnrolmentRecord[],
  { yes, json }: LeaveFlags,
): Promise<boolean> {
  if (homes.length === 0 || yes || json || !terminal.interactive) return true;
  for (const { home, person, device } of homes) terminal.say(`${home.name}: the key of ${person}, "${device.name}"`);
  return terminal.confirm('Give it back?');
}

/** Leaves the homes, and makes up for what earlier leavings could not do. */
async function leaveAll(
  { enrolmentStore, leaving }: Client,
  homes: readonly EnrolmentRecord[],
  giveUp: boolean,
): Promise<LeaveOutcome[]> {
  return enrolmentStore.withLock(async () => {
    const outcomes: LeaveOutcome[] = [];
    const earlier = await enrolmentStore.list('leaving');
    for (const record of homes) outcomes.push(await leaving.leave(record));
    for (const record of earlier) {
      outcomes.push(await (giveUp ? leaving.leaveUnnotified(record) : leaving.leave(record)));
    }
    return outcomes;
  });
}

/** The one home there is, or the one that was named. */
async function chosen({ enrolmentStore }: Client, domain: string | undefined): Promise<EnrolmentRecord[]> {
  const homes = await enrolledHomes(enrolmentStore, domain);
  const domains = [...new Set(homes.map(({ home }) => home.domain))];
  if (domains.length > 1) {
    const hint = `Name one with --home: ${domains.join(', ')}.`;
    throw new LatchkeyError('USAGE', { detail: 'This computer has keys to several homes.', hint });
  }
  const unfinished = (await enrolmentStore.list('leaving')).length > 0;
  if (homes.length === 0 && (domain !== undefined || !unfinished)) throw new LatchkeyError('NOT_ENROLLED');
  return homes;
}

async function forgetUnfinished({ enrolment }: Client, terminal: Terminal): Promise<number> {
  const unfinished = await enrolment.unfinished();
  for (const { id, host, deviceName } of unfinished) {
    await enrolment.forget(id);
    terminal.say(`Forgot the unfinished enrolment of "${deviceName}" at ${host}.`);
  }
  return unfinished.length;
}
