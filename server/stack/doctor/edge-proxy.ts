import { lookup, Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { ROUTES } from '../../../shared/api.ts';
import { parseJson } from '../../../shared/json.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { Answer, ClientAuthTry, EdgeProxy, ServerCertificate } from '../../core/doctor/ports.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { HaproxySessions } from '../haproxy/runtime.ts';
import { open, reachable, tryConnect } from '../probe/connect.ts';
import { type Identity, probe } from '../probe/https.ts';
import { findOutside, tryEveryName } from '../probe/negative-test.ts';

const TIMEOUT = 4000;
/** How long HAProxy may take to list a connection: looks and milliseconds between them. */
const LOOKS = { count: 20, every: 50 } as const;

export interface EdgeProxyOptions {
  readonly config: HomeConfig;
  readonly layout: HomeLayout;
  /** Root of the home's server certificates, PEM, where it has one of its own. */
  readonly serverRoot: string | undefined;
  /** Certificates that must open nothing; without `notActive` when the CA's key cannot be used. */
  readonly identities: () => Promise<{ readonly notActive: Identity | undefined; readonly foreignCa: Identity }>;
}

/** The reasons of Node's TLS that mean: this is somebody else. */
const NOT_TRUSTED = /CERT|ALTNAME|UNABLE_TO|SELF_SIGNED/;

/** The real edge proxy, as the doctor looks at it. */
export class RealEdgeProxy implements EdgeProxy {
  readonly #options: EdgeProxyOptions;

  constructor(options: EdgeProxyOptions) {
    this.#options = options;
  }

  async addresses(host: string): Promise<readonly string[]> {
    const { config } = this.#options;
    if (host.endsWith('.localhost')) return config.listen.map(reachable);
    const resolver = new Resolver({ timeout: TIMEOUT / 2, tries: 2 });
    const none = (): string[] => [];
    const found = (
      await Promise.all([resolver.resolve4(host).catch(none), resolver.resolve6(host).catch(none)])
    ).flat();
    if (found.length > 0) return found;
    // Names of /etc/hosts, and of a resolver that only the system knows.
    const known = await lookup(host, { all: true }).catch(() => []);
    return [...new Set(known.map(({ address }) => address))];
  }

  async whoami(address: string): Promise<Answer> {
    const { config, serverRoot } = this.#options;
    const outcome = await probe({
      target: { host: address, port: config.ports.https },
      host: config.enrolmentHost,
      path: ROUTES.whoami.path,
      timeout: TIMEOUT,
      ...(serverRoot === undefined ? {} : { ca: serverRoot }),
    });
    if (outcome.kind === 'no-server-certificate') return { kind: 'none', detail: 'it has no server certificate' };
    if (outcome.kind === 'closed') {
      return { kind: NOT_TRUSTED.test(outcome.reason) ? 'stranger' : 'none', detail: outcome.reason };
    }
    const parsed = ROUTES.whoami.reply.safeParse(parseJson(outcome.body));
    if (!parsed.success) return { kind: 'stranger', detail: `status ${outcome.status}` };
    const date = Date.parse(outcome.headers.get('date') ?? '');
    return { kind: 'home', zone: parsed.data.zone, time: Number.isNaN(date) ? Date.parse(parsed.data.time) : date };
  }

  serverCertificate(host: string): Promise<ServerCertificate | undefined> {
    const { config } = this.#options;
    const [listen = '127.0.0.1'] = config.listen;
    return new Promise((resolve) => {
      const socket = connectTls({
        host: reachable(listen),
        port: config.ports.https,
        servername: host,
        rejectUnauthorized: false,
        ALPNProtocols: ['http/1.1'],
        timeout: TIMEOUT,
      });
      const end = (certificate?: ServerCertificate) => {
        socket.destroy();
        resolve(certificate);
      };
      socket.once('secureConnect', () => {
        const certificate = socket.getPeerX509Certificate();
        end(
          certificate && {
            fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
            notBefore: certificate.validFromDate.getTime(),
            notAfter: certificate.validToDate.getTime(),
            matches: certificate.checkHost(host) !== undefined,
          },
        );
      });
      socket.once('timeout', () => end());
      socket.once('error', () => end());
    });
  }

  async asksForCertificate(host: string): Promise<boolean | undefined> {
    const { config, identities } = this.#options;
    const [listen = '127.0.0.1'] = config.listen;
    const { foreignCa } = await identities();
    const outcome = await probe({
      target: { host: reachable(listen), port: config.ports.https },
      host,
      path: ROUTES.whoami.path,
      identity: foreignCa,
      timeout: TIMEOUT,
    });
    const answer = ROUTES.whoami.reply.safeParse(outcome.kind === 'reply' ? parseJson(outcome.body) : undefined);
    // Offered to everybody who asks: what the home says of it is what it was asked for.
    return answer.data && answer.data.state !== 'none';
  }

  async attack(hosts: readonly string[], address?: string): Promise<readonly ClientAuthTry[]> {
    const { config, layout, identities } = this.#options;
    const outside =
      address === undefined
        ? await findOutside({ config, layout })
        : ({ kind: 'proxy', target: { host: address, port: config.ports.https } } as const);
    return tryEveryName({ config, layout, hosts, outside, identities: await identities() });
  }

  async seenAsItIs(listen: string): Promise<boolean> {
    const { config, layout } = this.#options;
    const haproxy = new HaproxySessions(layout.run.haproxy);
    const socket = await open({ host: reachable(listen), port: config.ports.https }, TIMEOUT);
    try {
      const source = `${socket.localAddress}:${socket.localPort}`;
      for (let look = 0; look < LOOKS.count; look++) {
        if (await haproxy.sees(source)) return true;
        await sleep(LOOKS.every);
      }
      return false;
    } finally {
      socket.destroy();
    }
  }

  async cameFrom(addresses: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const haproxy = new HaproxySessions(this.#options.layout.run.haproxy);
    const counts = await Promise.all(addresses.map(async (each) => [each, await haproxy.cameFrom(each)] as const));
    return new Map(counts.filter(([, count]) => count > 0));
  }

  tryConnect(host: string, port: number): Promise<void> {
    return tryConnect({ host, port }, TIMEOUT);
  }
}
