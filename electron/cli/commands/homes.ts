import type { Client } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { homeJson } from '../json.ts';
import type { Terminal } from '../terminal.ts';

const STATES = { installing: 'unfinished', enrolled: 'has a key', leaving: 'on its way out' } as const;

export async function homes(
  client: Client,
  terminal: Terminal,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const records = await client.enrolmentStore.list();
  const unfinished = await client.enrolment.unfinished();
  if (json) {
    terminal.json({ ok: true, homes: records.map(homeJson), unfinished });
    return EXIT.done;
  }
  for (const { home, state, person, device, notAfter } of records) {
    terminal.row([home.domain, STATES[state], person, device.name, `until ${notAfter.slice(0, 10)}`]);
  }
  if (records.length === 0) terminal.say('This computer has no key to any home.');
  for (const { host, deviceName } of unfinished) terminal.say(`unfinished: "${deviceName}" at ${host}`);
  return EXIT.done;
}
