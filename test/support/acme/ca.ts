/**
 * A real ACME CA on loopback: Pebble (Debian), the CA that Let's Encrypt tests clients with, and the DNS that it asks. In front
 * of it stands what a test can have say no, or be away: Pebble itself knows no rate limits, and forgets its accounts with
 * its process.
 */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get, request, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { startProgram } from '../processes.ts';
import { freePorts } from '../stack/free-ports.ts';
import { startTestDns, type TestDns } from './dns.ts';
import { type DirectoryTls, makeDirectoryTls } from './tls.ts';

export interface AcmeCaOptions {
  /** The port of HTTP-01, at whatever address the DNS says. Default: one where nobody is. */
  readonly httpPort?: number;
  /** The same for TLS-ALPN-01. */
  readonly tlsPort?: number;
  /** How long its certificates live, in seconds. Default: 90 days. */
  readonly certificateSeconds?: number;
  /** Per cent of good nonces that it refuses; clients have to try again (RFC 8555, 6.5). Default: 0. */
  readonly nonceReject?: number;
  /** Per cent of orders whose names need no new proof. Default: 0. */
  readonly authzReuse?: number;
  /** Waits up to 15 seconds before it asks, as real ones may. Default: false. */
  readonly sleeps?: boolean;
  /** Names that it refuses to sign for. */
  readonly blocked?: readonly string[];
  /** External accounts (RFC 8555, 7.3.4), key identifier to MAC key in base64url; without one of them nobody gets in. */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Another program in the place of `pebble`, such as one with another clock. */
  readonly program?: string;
  /** Where it looks names up, `address:port`. Default: a DNS of its own. */
  readonly dnsServer?: string;
}

/** What a CA says instead of what Pebble would say. */
export interface AcmeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @returns undefined to let Pebble answer */
type Answering = (method: string, path: string, body: Buffer) => AcmeAnswer | Promise<AcmeAnswer> | undefined;

export interface AcmeCa {
  /** The URL of its directory (RFC 8555, 7.1.1). */
  readonly directory: string;
  /** The file of the root that the directory's own certificate leads to. */
  readonly rootFile: string;
  /** Its own, even where it was told to ask another one. */
  readonly dns: TestDns;
  readonly pid: number;
  /** `POST /order-plz` and so on, from the beginning. */
  readonly requests: readonly string[];
  /** The root that it signs with, PEM; another one with every start. */
  issuer(): Promise<string>;
  /** From now on it may say something else. */
  answer(answering: Answering | undefined): void;
  /** Nobody can connect any more, as when it or the internet is away. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

/** The answer of a CA that refuses (RFC 8555, 6.7), such as `problem('rateLimited', 429, 'too many certificates')`. */
export function problem(
  type: string,
  status: number,
  detail: string,
  headers: Record<string, string> = {},
): AcmeAnswer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail, status }),
  };
}

function fetchFrom(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { ca, agent: false, timeout: 2000 }, (response) => text(response).then(resolve, reject)).on(
      'error',
      reject,
    );
  });
}

/** Waits until it answers, ten seconds at the most; another program may be slow to make its RSA keys. */
async function startPebble(dir: string, tls: DirectoryTls, dns: string, options: AcmeCaOptions) {
  const [port = 0, management = 0, nobody = 0] = await freePorts(3);
  const config = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${management}`,
    certificate: join(dir, 'directory.crt'),
    privateKey: join(dir, 'directory.key'),
    httpPort: options.httpPort ?? nobody,
    tlsPort: options.tlsPort ?? nobody,
    domainBlocklist: options.blocked ?? [],
    certificateValidityPeriod: options.certificateSeconds ?? 90 * 24 * 3600,
    externalAccountBindingRequired: options.accounts !== undefined,
    externalAccountMACKeys: options.accounts ?? {},
  };
  await Promise.all([
    writeFile(config.certificate, tls.certificatePem),
    writeFile(config.privateKey, tls.keyPem, { mode: 0o600 }),
    writeFile(join(dir, 'pebble.json'), JSON.stringify({ pebble: config })),
  ]);
  const program = startProgram({
    file: options.program ?? 'pebble',
    args: ['-config', join(dir, 'pebble.json'), '-dnsserver', options.dnsServer ?? dns],
    env: {
      ...process.env,
      PEBBLE_WFE_NONCEREJECT: String(options.nonceReject ?? 0),
      PEBBLE_AUTHZREUSE: String(options.authzReuse ?? 0),
      ...(options.sleeps ? {} : { PEBBLE_VA_NOSLEEP: '1' }),
    },
  });
  const issuer = () => fetchFrom(`https://127.0.0.1:${management}/roots/0`, tls.rootPem);
  for (let tries = 0; ; tries += 1) {
    try {
      await fetchFrom(`https://127.0.0.1:${port}/dir`, tls.rootPem);
      return { program, port, issuer };
    } catch (cause) {
      if (tries >= (options.program === undefined ? 100 : 900)) {
        await program.stop();
        throw new Error(`pebble does not answer. It said:\n${program.lines.join('\n')}${program.stderr()}`, { cause });
      }
      await pause(100);
    }
  }
}

/** Passes everything on, but for what is answered here. Pebble makes its URLs of the host that it was asked by. */
function makeFront(
  tls: DirectoryTls,
  port: number,
  requests: string[],
  answering: () => Answering | undefined,
): Server {
  return createServer({ key: tls.keyPem, cert: tls.certificatePem }, async (incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const body = await buffer(incoming);
    requests.push(`${method} ${url}`);
    const instead = answering()?.(method, url, body);
    if (instead) {
      const answer = await Promise.resolve(instead);
      outgoing.writeHead(answer.status, { ...answer.headers }).end(answer.body);
      return;
    }
    const passedOn = request({ host: '127.0.0.1', port, method, path: url, headers, ca: tls.rootPem }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    passedOn.on('error', () => outgoing.destroy()).end(body);
  });
}

/** Starts one in a folder of its own; needs Debian's package `pebble`. */
export async function startAcmeCa(options: AcmeCaOptions = {}): Promise<AcmeCa> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-acme-'));
  const tls = await makeDirectoryTls();
  const rootFile = join(dir, 'root.crt');
  await writeFile(rootFile, tls.rootPem);
  const dns = await startTestDns();
  const { program, port, issuer } = await startPebble(dir, tls, dns.address, options).catch(async (error) => {
    await dns.stop();
    throw error;
  });
  const [frontPort = 0] = await freePorts(1);
  const requests: string[] = [];
  let answering: Answering | undefined;
  let front: Server | undefined;
  const comeBack = async () => {
    front = makeFront(tls, port, requests, () => answering).listen(frontPort, '127.0.0.1');
    await once(front, 'listening');
  };
  const goAway = async () => {
    const closed = front && once(front, 'close');
    front?.close();
    front?.closeAllConnections();
    front = undefined;
    await closed;
  };
  await comeBack();
  return {
    directory: `https://127.0.0.1:${frontPort}/dir`,
    rootFile,
    dns,
    pid: program.pid,
    requests,
    issuer,
    answer: (next) => {
      answering = next;
    },
    goAway,
    comeBack,
    async stop() {
      await goAway();
      await program.stop();
      await dns.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
