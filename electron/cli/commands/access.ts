import { LatchkeyError, unlessExpected } from '../../../shared/errors.ts';
import type { AccessReport } from '../../core/access/access-test.ts';
import { difference, keepServicesNow } from '../../core/access/services-now.ts';
import type { EnrolmentRecord } from '../../core/enrolment-record.ts';
import type { Client } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { accessJson } from '../json.ts';
import { enrolledHomes } from '../pick-homes.ts';
import type { Terminal } from '../terminal.ts';
import { accessSentence, changeLines, strangerSentence } from '../words.ts';

export interface AccessFlags {
  readonly home?: string;
  readonly json?: boolean;
}

export async function access(client: Client, terminal: Terminal, { home, json }: AccessFlags): Promise<ExitCode> {
  const homes = await enrolledHomes(client.enrolmentStore, home);
  if (homes.length === 0) throw new LatchkeyError('NOT_ENROLLED', home === undefined ? {} : { detail: `(${home})` });
  const reports: AccessReport[] = [];
  for (const record of homes) reports.push(await testOne(client, terminal, record));

  const verdicts = reports.map(({ verdict }) => verdict);
  const ok = verdicts.every((verdict) => verdict === 'ok');
  if (json) terminal.json({ ok, homes: reports.map(accessJson) });
  if (ok) return EXIT.done;
  return verdicts.includes('not-ok') ? EXIT.failed : EXIT.unfinished;
}

async function testOne(client: Client, terminal: Terminal, record: EnrolmentRecord): Promise<AccessReport> {
  let { contact } = record;
  for await (const event of client.access.run(record)) {
    switch (event.type) {
      case 'begun':
        terminal.say(`${record.home.name} (${record.home.domain}), as "${record.device.name}", by ${event.probe}:`);
        break;
      case 'whoami':
        terminal.say(
          `  the home sees: ${event.reply ? `${event.reply.state}, ${event.reply.zone}` : 'it could not be asked'}`,
        );
        for (const line of changeLines(difference(record.services, event.record.services))) terminal.say(line);
        if (event.record.services.length === 0) terminal.say('  nothing is open to this device now');
        contact = event.record.contact;
        // Another copy of the app may be at work; then the next look keeps it.
        await keepServicesNow(client.enrolmentStore, record.id, event.reply, client.clock.now()).catch(unlessExpected);
        break;
      case 'service':
        terminal.say(`  ${event.service.name}: ${accessSentence(event.outcome, contact)}`);
        break;
      case 'stranger':
        terminal.say(`  a stranger at ${event.service.name}: ${strangerSentence(event.outcome)}`);
        break;
      case 'done':
        return event.report;
    }
  }
  throw new Error('the access test ended without a report');
}
