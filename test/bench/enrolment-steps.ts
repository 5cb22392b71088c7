/** One enrolment, as the person whose environment this is; the milliseconds between its checkpoints, as JSON. */
import process from 'node:process';
import { clientOfThisProcess } from '../../electron/cli/compose.ts';
import type { Checkpoint } from '../../electron/core/checkpoints.ts';

/** What was done when a checkpoint is passed. Events tell of a store's steps together, when it has taken the key. */
const DONE: Partial<Record<Checkpoint, string>> = {
  'key-made': 'stores looked at, key made',
  'key-kept': 'key into the secret store',
  'reply-received': 'request signed, sent, answered',
  'certificate-kept': 'certificate checked and kept',
  packed: 'PKCS#12 packed',
  imported: 'imported into the store',
  'read-back': 'read back from the store',
  'key-forgotten': 'recorded, pending key forgotten',
};

const times: Record<string, number> = {};
let last = performance.now();
function passed(name: string): void {
  const now = performance.now();
  times[name] = (times[name] ?? 0) + now - last;
  last = now;
}

const invite = process.env.LATCHKEY_BENCH_INVITE ?? '';
const { enrolment } = clientOfThisProcess({
  version: '0.1.0',
  checkpoint: (checkpoint) => {
    const name = DONE[checkpoint];
    if (name !== undefined) passed(name);
  },
});

const preview = await enrolment.preview(invite);
passed('the home is asked what it promises');
for await (const event of enrolment.start(preview)) if (event.type === 'failed') throw event.error;
process.stdout.write(`${JSON.stringify(times)}\n`);
