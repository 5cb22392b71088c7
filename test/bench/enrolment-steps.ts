/** One enrolment, as the person whose environment this is; the milliseconds between its events, as JSON. */
import { homedir, hostname, tmpdir } from 'node:os';
import process from 'node:process';
import { composeClient } from '../../electron/cli/compose.ts';
import type { EnrolmentEvent } from '../../electron/core/enrolment/events.ts';

const invite = process.env.LATCHKEY_BENCH_INVITE ?? '';
const { enrolment } = composeClient({
  env: process.env,
  version: '0.1.0',
  platform: process.platform,
  hostname: hostname(),
  home: homedir(),
  tempRoot: tmpdir(),
  uid: process.getuid?.(),
});

/** What was done when an event is told. */
const DONE: Partial<Record<EnrolmentEvent['type'], string>> = {
  'key-made': 'stores looked at, key made',
  'key-kept': 'key into the secret store',
  'certificate-received': 'request signed, sent, answered',
  checked: 'certificate checked and kept',
  packed: 'PKCS#12 packed',
  imported: 'imported into the store',
  'read-back': 'read back from the store',
  done: 'recorded, pending key forgotten',
};

const times: Record<string, number> = {};
let last = performance.now();
const preview = await enrolment.preview(invite);
times['the home is asked what it promises'] = performance.now() - last;
last = performance.now();
for await (const event of enrolment.start(preview)) {
  if (event.type === 'failed') throw event.error;
  const name = DONE[event.type];
  if (name === undefined) continue;
  const now = performance.now();
  times[name] = (times[name] ?? 0) + now - last;
  last = now;
}
process.stdout.write(`${JSON.stringify(times)}\n`);
