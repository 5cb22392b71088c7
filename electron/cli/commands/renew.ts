import { LatchkeyError } from '../../../shared/errors.ts';
import type { RenewalEvent } from '../../core/renewal/events.ts';
import type { Client } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { renewalJson } from '../json.ts';
import { enrolledHomes } from '../pick-homes.ts';
import { retryAfter } from '../retry.ts';
import type { Terminal } from '../terminal.ts';
import { renewalLines } from '../words.ts';
import { retryLeaves } from './retry-leaves.ts';

export interface RenewFlags {
  readonly home?: string;
  readonly ifDue?: boolean;
  readonly json?: boolean;
}

type End = RenewalEvent & { type: 'not-due' | 'done' | 'failed' };

export async function renew(client: Client, terminal: Terminal, { home, ifDue, json }: RenewFlags): Promise<ExitCode> {
  await retryLeaves(client, terminal);
  const homes = await enrolledHomes(client.enrolmentStore, home);
  if (homes.length === 0 && !ifDue)
    throw new LatchkeyError('NOT_ENROLLED', home === undefined ? {} : { detail: `(${home})` });
  const ends: End[] = [];
  for (const { id } of homes) {
    const attempt = () => follow(terminal, client.renewal.run(id, { early: !ifDue }));
    const errorIn = (end: End | undefined) => (end?.type === 'failed' ? end.error : undefined);
    const end = await retryAfter(client, terminal).run(attempt, errorIn);
    if (end) ends.push(end);
  }
  const ok = ends.every(({ type }) => type !== 'failed');
  if (json) terminal.json({ ok, homes: ends.map(renewalJson) });
  return ok ? EXIT.done : EXIT.unfinished;
}

/** @returns undefined when the home has been left meanwhile */
async function follow(terminal: Terminal, events: AsyncIterable<RenewalEvent>): Promise<End | undefined> {
  let end: End | undefined;
  for await (const event of events) {
    for (const line of renewalLines(event)) terminal.say(line);
    if (event.type === 'not-due' || event.type === 'done' || event.type === 'failed') end = event;
  }
  return end;
}
