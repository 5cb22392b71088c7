import { Agent, request } from 'node:https';
import type { Identity } from '../../../server/stack/probe/https.ts';

export interface KeepAliveOptions {
  readonly port: number;
  readonly host: string;
  readonly from: string;
  readonly identity: Identity;
  readonly ca: string;
}

export interface KeepAliveReply {
  readonly status: number;
  readonly refusal: string | undefined;
  /** Whether it came over the connection of the request before. */
  readonly reused: boolean;
  /** Milliseconds from the request to the reply. */
  readonly milliseconds: number;
}

/** A browser's tab: one connection that stays open between its requests. */
export class KeepAliveClient {
  readonly #options: KeepAliveOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(options: KeepAliveOptions) {
    this.#options = options;
  }

  get(path = '/'): Promise<KeepAliveReply> {
    const { port, host, from, identity, ca } = this.#options;
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const asking = request({
        host: '127.0.0.1',
        port,
        path,
        servername: host,
        headers: { host: `${host}:${port}` },
        localAddress: from,
        cert: identity.certificatePem,
        key: identity.keyPem,
        ca,
        agent: this.#agent,
        timeout: 10_000,
      });
      asking.once('response', (reply) => {
        const milliseconds = performance.now() - began;
        const refusal = reply.headers['latchkey-refusal'] as string | undefined;
        reply.resume().once('end', () => {
          resolve({ status: reply.statusCode ?? 0, refusal, reused: asking.reusedSocket, milliseconds });
        });
      });
      asking.once('timeout', () => asking.destroy(new Error('no reply in time')));
      asking.once('error', reject);
      asking.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
