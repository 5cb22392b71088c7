/**
 * Somebody with a right to come in, who does one thing at a home and prints as JSON how long it took, with its answer.
 *
 * node visitor.ts HOST ADDRESS: reads {"do": …} as JSON from standard input; see the commands below. A relative who enrols
 * comes again when told to, as people do; whoever renews, shows a certificate or is at home must not have to.
 */
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { probe } from '../probe.ts';
import { makeSoftKey, postJson } from '../soft-device.ts';

const identitySchema = z.object({ cert: z.string(), key: z.string() });
const commandSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('enrol'), code: z.string(), patient: z.boolean() }),
  z.object({ do: z.literal('renew'), deviceId: z.string(), renewalSecret: z.string() }),
  z.object({ do: z.literal('est-enrol'), code: z.string() }),
  z.object({ do: z.literal('est-renew'), identity: identitySchema }),
  z.object({ do: z.literal('visit'), service: z.string(), identity: identitySchema.optional() }),
]);
type Command = z.output<typeof commandSchema>;

const [host = '', address = ''] = process.argv.slice(2);
const place = { host, port: 443, address };
const PATIENCE = 30_000;
const began = performance.now();

/** Asks once; when patient, again after a refusal that is none for good, within the time that is promised. */
async function post(path: string, body: unknown, patient = false): Promise<{ status: number; body: unknown }> {
  for (;;) {
    const answer = await postJson(place, path, body).catch((error: unknown) => ({ status: 0, body: String(error) }));
    const isFinal = answer.status !== 0 && answer.status !== 429;
    if (isFinal || !patient || performance.now() - began > PATIENCE) return answer;
    await pause(1000);
  }
}

function est(path: string, body: string, more: object): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { host: address, port: 443, servername: host, rejectUnauthorized: false, method: 'POST', path };
    const headers = { host, 'content-type': 'application/pkcs10' };
    const sending = request({ ...options, headers, ...more }, async (reply) =>
      resolve({ status: reply.statusCode ?? 0, body: await text(reply) }),
    );
    sending.once('error', reject).end(body);
  });
}
const bare = (pem: string) => pem.replace(/-----[A-Z ]+-----/g, '').trim();

async function obey(command: Command): Promise<{ status: number; body?: unknown; key?: string }> {
  const { key, csr } = await makeSoftKey();
  switch (command.do) {
    case 'enrol': {
      const { code, patient } = command;
      const preview = await post('/v1/invitations/preview', { code }, patient);
      if (preview.status !== 200) return preview;
      return { ...(await post('/v1/certificates', { code, csr, device: { name: 'Laptop' } }, patient)), key };
    }
    case 'renew':
      return post('/v1/renewals', { deviceId: command.deviceId, renewalSecret: command.renewalSecret, csr });
    case 'est-enrol':
      return { ...(await est('/.well-known/est/simpleenroll', bare(csr), { auth: `x:${command.code}` })), key };
    case 'est-renew':
      return est('/.well-known/est/simplereenroll', bare(csr), command.identity);
    case 'visit': {
      const { service, identity } = command;
      const result = await probe({ port: 443, host: service, address, identity });
      return result.kind === 'answer' ? { status: result.status } : { status: 0, body: result.reason };
    }
  }
}

const answer = await obey(commandSchema.parse(JSON.parse(await text(process.stdin))));
console.log(JSON.stringify({ milliseconds: performance.now() - began, ...answer }));
process.exit(0);
