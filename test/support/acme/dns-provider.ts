/** A DNS provider with an API of its own, as lego's `httpreq` knows it: it puts records into the DNS that a test CA asks. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { HomeConfig } from '../../../server/core/config/home-config.ts';
import type { AcmeCa } from './ca.ts';
import type { TestDns } from './dns.ts';

export interface TestProvider {
  /** What latchkey.yaml names it with. */
  readonly settings: Readonly<Record<string, string>>;
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
  /** The values by name that are in the DNS now. */
  const records = new Map<string, Set<string>>();
  const provider = { password, silent: false, forgetful: false, shown };
  const present = (host: string, value: string) => {
    records.set(host, (records.get(host) ?? new Set()).add(value));
    return dns.tell('set-txt', { host, value });
  };
  // The test DNS forgets all values of a name at once: only when nobody waits for another one any more.
  const cleanUp = async (host: string, value: string) => {
    const left = records.get(host);
    left?.delete(value);
    if (!left?.size) await dns.tell('clear-txt', { host, value });
  };
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
    if (!provider.forgetful) await (request.url === '/present' ? present : cleanUp)(fqdn, value);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(provider, {
    settings: { HTTPREQ_ENDPOINT: `http://127.0.0.1:${port}`, HTTPREQ_USERNAME: 'home', HTTPREQ_POLLING_INTERVAL: '0' },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  });
}

/** A home of `httpreq` that asks this CA and this provider. */
export function atTestProvider(
  { certificates, ...config }: HomeConfig,
  { dns, directory, rootFile: root }: Pick<AcmeCa, 'dns' | 'directory' | 'rootFile'>,
  { settings }: Pick<TestProvider, 'settings'>,
): HomeConfig {
  if (certificates.kind !== 'dns-01') throw new Error('the home has other certificates');
  const asking = { settings, resolvers: [dns.address], checkDns: false };
  return { ...config, certificates: { ...certificates, ...asking }, acme: { directory, root } };
}
