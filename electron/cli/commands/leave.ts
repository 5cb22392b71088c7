import { LatchkeyError } from '../../../shared/errors.ts';
import type { HomeRecord } from '../../core/home-record.ts';
import type { LeaveOutcome } from '../../core/leaving.ts';
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
  if (homes.length > 0 && !flags.yes && !flags.json && terminal.interactive) {
    for (const { home, person, device } of homes) terminal.say(`${home.name}: the key of ${person}, "${device.name}"`);
    if (!(await terminal.confirm('Give it back?'))) {
      terminal.say('Nothing was done.');
      return EXIT.failed;
    }
  }
  const unlock = await client.journal.lock();
  const outcomes: LeaveOutcome[] = [];
  try {
    for (const record of homes) outcomes.push(await client.leaving.leave(record));
    const done = new Set(homes.map(({ id }) => id));
    for (const record of await client.journal.list()) {
      if (record.state !== 'leaving' || done.has(record.id)) continue;
      outcomes.push(await (flags.forget ? client.leaving.giveUpTelling(record) : client.leaving.leave(record)));
    }
  } finally {
    await unlock();
  }
  const forgotten = flags.forget ? await forgetUnfinished(client, terminal) : 0;

  for (const outcome of outcomes) for (const line of leaveLines(outcome, 'The key')) terminal.say(line);
  if (outcomes.length + forgotten === 0) terminal.say('There was nothing to do.');
  const finished = outcomes.every(({ removed, home }) => removed && home !== 'later');
  if (flags.json) terminal.json({ ok: finished, left: outcomes.map(leaveJson), forgotten });
  return finished ? EXIT.done : EXIT.unfinished;
}

/** The one home there is, or the one that was named. */
async function chosen({ journal }: Client, domain: string | undefined): Promise<HomeRecord[]> {
  const homes = await enrolledHomes(journal, domain);
  const domains = [...new Set(homes.map(({ home }) => home.domain))];
  if (domains.length > 1) {
    const hint = `Name one with --home: ${domains.join(', ')}.`;
    throw new LatchkeyError('USAGE', { detail: 'This computer has keys to several homes.', hint });
  }
  const unfinished = (await journal.list()).some(({ state }) => state === 'leaving');
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
