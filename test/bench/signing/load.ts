import { generateKeyPairSync, sign } from 'node:crypto';
import { Agent, request } from 'node:http';
import { bitString, context, element, sequence, TAG } from '../../../server/platform/der.ts';

/** Certificate requests of keys of their own, PEM. Made beforehand: their making is the relatives' cost, not the home's. */
export function makeRequests(count: number): string[] {
  return Array.from({ length: count }, () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const name = sequence(
      element(
        TAG.set,
        sequence(Buffer.from('0603550403', 'hex'), element(TAG.utf8String, Buffer.from('latchkey', 'latin1'))),
      ),
    );
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const info = sequence(Buffer.from('020100', 'hex'), name, spki, element(context(0)));
    const der = sequence(
      info,
      Buffer.from('300a06082a8648ce3d040302', 'hex'),
      bitString(sign('sha256', info, privateKey)),
    );
    const base64 = der.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
    return `-----BEGIN CERTIFICATE REQUEST-----\n${base64}\n-----END CERTIFICATE REQUEST-----\n`;
  });
}

export interface LoadResult {
  /** Requests answered as expected, per second of the whole run. */
  readonly perSecond: number;
  /** Milliseconds from the request to the end of its answer, sorted. */
  readonly latencies: readonly number[];
}

/**
 * Posts every body once, so many at a time, on connections that are kept.
 * @throws Error when one is not answered as expected: a bench of refusals measures nothing
 */
export async function postAll(
  { port, path, status }: { readonly port: number; readonly path: string; readonly status: number },
  bodies: readonly string[],
  concurrency: number,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const latencies: number[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < bodies.length; at = next++) {
      const began = performance.now();
      const answer = await post(agent, port, path, bodies[at] ?? '');
      if (answer.status !== status) throw new Error(`answered ${answer.status}: ${answer.body.slice(0, 300)}`);
      latencies.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return { perSecond: bodies.length / seconds, latencies: latencies.toSorted((a, b) => a - b) };
}

function post(agent: Agent, port: number, path: string, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
      answer.on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}
