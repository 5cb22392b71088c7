/** A DNS provider with an API of its own, as lego's `httpreq` knows it: it puts records into the DNS that a test CA asks. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestDns } from './dns.ts';

export interface TestProvider {
  readonly endpoint: string;
  /** The password that it takes. */
  password: string;
  /** Set, it takes requests and answers none of them. */
  silent: boolean;
  /** Set, it says yes and does nothing. */
  forgetful: boolean;
  /** Every `Authorization` that it was shown. */
  readonly shown: readonly string[];
  stop(): Promise<void>;
}

/** Starts one. It says what it was shown when it refuses, as careless ones do. */
export async function startTestProvider(dns: TestDns, password: string): Promise<TestProvider> {
  const shown: string[] = [];
  const provider = { password, silent: false, forgetful: false, shown };
  const server = createServer(async (request, response) => {
    const { fqdn, value } = JSON.parse(await text(request));
    const { authorization = '' } = request.headers;
    shown.push(authorization);
    if (provider.silent) return;
    const [, said = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':');
    if (said !== provider.password) {
      response.writeHead(401).end(`\u001b[31mno such password: ${said} (${authorization})\u001b[0m`);
      return;
    }
    if (!provider.forgetful)
      await dns.tell(request.url === '/present' ? 'set-txt' : 'clear-txt', { host: fqdn, value });
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(provider, {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  });
}
