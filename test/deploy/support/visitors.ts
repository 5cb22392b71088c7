/** People who come to a machine of the test's, by true addresses. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { certificateReplySchema } from '../../../shared/api.ts';
import type { Identity } from '../../support/probe.ts';
import { run } from '../../support/processes.ts';
import { LAN_ADDRESS, WAN_ADDRESS } from './network.ts';

const VISITOR = fileURLToPath(new URL('../../support/crowd/visitor.ts', import.meta.url));
const answerSchema = z.object({ status: z.number(), body: z.unknown().optional(), key: z.string().default('') });

/** Where somebody can come from: the words that lead into the machine's network. */
interface Reached {
  readonly inItsNetwork: readonly [string, ...string[]];
}

async function visitor({ inItsNetwork: [file, ...before] }: Reached, address: string, command: object) {
  const args = [...before, process.execPath, VISITOR, 'enroll.example.com', address];
  const { stdout, stderr } = await run({ file, args, input: JSON.stringify(command) });
  if (stdout === '') throw new Error(stderr);
  return answerSchema.parse(JSON.parse(stdout));
}

/** The status that a service answers with; 0 when there is no answer. */
export async function visit(machine: Reached, from: 'lan' | 'wan', identity?: Identity, service = 'cloud.example.com') {
  const address = from === 'lan' ? LAN_ADDRESS : WAN_ADDRESS;
  return (await visitor(machine, address, { do: 'visit', service, ...(identity && { identity }) })).status;
}

/** Redeems a code from outside. @throws Error with the answer when it is refused */
export async function enrol(machine: Reached, code: string): Promise<Identity> {
  const { status, body, key } = await visitor(machine, WAN_ADDRESS, { do: 'enrol', code, patient: false });
  if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return { cert: certificateReplySchema.parse(body).certificate, key };
}

const CODE = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/;

/** The code in what `latchkey invite` printed. */
export function codeIn(text: string): string {
  const [code] = CODE.exec(text) ?? [];
  if (code === undefined) throw new Error(`no code in: ${text}`);
  return code;
}
