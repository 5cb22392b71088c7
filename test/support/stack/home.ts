/** A throw-away home with the real HAProxy and the real Caddy, on free ports, in a folder of its own. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHomeMaterial, type HomeKeys } from '../../../server/ca/create.ts';
import type { ConnectionTracker } from '../../../server/core/access/connections.ts';
import type { HomeConfig } from '../../../server/core/config/home-config.ts';
import { parseConfig } from '../../../server/core/config/parse.ts';
import { type InitialConfig, writeConfig } from '../../../server/core/config/write-config.ts';
import { type HomeLayout, homeLayout } from '../../../server/core/layout.ts';
import { probe } from '../../../server/stack/probe/https.ts';
import { triedName } from '../../../server/stack/probe/tried-name.ts';
import type { StackEvent } from '../../../server/stack/process/stack-events.ts';
import { TIMEOUTS, type Timeouts } from '../../../server/stack/process/supervised-child.ts';
import { HomeStack } from '../../../server/stack/stack.ts';
import { findTools, type Tools } from '../../../server/stack/tools.ts';
import type { Prepared } from '../../../server/stack/validate.ts';
import { LAN_SOURCE } from '../probe.ts';
import { startAuthEndpoint } from './auth-endpoint.ts';
import { mintDevice, type TestDevice } from './certificates.ts';
import { freePorts } from './free-ports.ts';
import { startSigningApi } from './signing-api.ts';

/** The part of loopback that is "the LAN" in tests. */
const LAN = '127.0.1.0/24';

export interface TestHomeOptions extends Partial<InitialConfig> {
  /** Hand-written sites: file name to content. */
  readonly sites?: Readonly<Record<string, string>>;
}

export interface TestHome {
  readonly layout: HomeLayout;
  readonly config: HomeConfig;
  readonly material: HomeKeys;
  readonly tools: Tools;
  remove(): Promise<void>;
}

let tools: Promise<Tools> | undefined;

/** Makes the folder of a home as `latchkey init` does, and starts nothing. */
export async function makeTestHome({ sites = {}, ...initial }: TestHomeOptions = {}): Promise<TestHome> {
  const layout = homeLayout(await mkdtemp(join(tmpdir(), 'lk-')));
  const [https = 0, http = 0] = await freePorts(2);
  const text = writeConfig({
    name: 'Test Home',
    domain: 'home.localhost',
    lan: [LAN],
    listen: ['127.0.0.1'],
    ports: { https, http },
    certificates: { kind: 'internal' },
    services: [],
    ...initial,
  });
  const parsed = parseConfig(text, layout.config);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));

  const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
  const roots = { serverRoot: true, domain: parsed.config.domain };
  const material = await createHomeMaterial(parsed.config.name, roots, { clock: Date, random });
  for (const folder of [layout.ca.dir, layout.active, layout.sites, layout.run.dir, layout.logs]) {
    await mkdir(folder, { mode: 0o700 });
  }
  await Promise.all([
    writeFile(layout.config, text),
    writeFile(layout.ca.certificate, material.ca.certificatePem),
    writeFile(layout.ca.serverRootCertificate, material.serverRoot?.certificatePem ?? ''),
    writeFile(layout.ca.serverRootKey, material.serverRoot?.keyPem ?? '', { mode: 0o600 }),
    ...Object.entries(sites).map(([name, content]) => writeFile(join(layout.sites, name), content)),
  ]);
  tools ??= findTools(process.env);
  const remove = () => rm(layout.dir, { recursive: true, force: true, maxRetries: 3 });
  return { layout, config: parsed.config, material, tools: await tools, remove };
}

/** A restart that a test can wait for, and a life that is never quick enough to be a failure, unless it asks for one. */
export const SOON: Timeouts = { ...TIMEOUTS, firstBackOff: 20, longestBackOff: 100 };

export interface RunningHome extends TestHome {
  readonly stack: HomeStack;
  readonly prepared: Prepared;
  readonly events: StackEvent[];
  /** The root that Caddy's server certificates lead to, PEM. */
  readonly root: string;
  /** Mints a certificate with the home's CA; in the active set unless told otherwise. */
  device(options?: { readonly active?: boolean; readonly name?: string }): Promise<TestDevice>;
  activate(device: TestDevice): Promise<void>;
  /** Takes it out of the active set, and ends nothing that is open. */
  shutOut(device: TestDevice): Promise<void>;
  readonly connections: ConnectionTracker;
  /** Every request that the client-auth check has made of the auth endpoint. */
  readonly asked: readonly IncomingMessage[];
  /** Takes the auth endpoint away, which the client-auth check asks. */
  closeGate(): void;
  /** Takes the signing API away, as when it restarts. */
  closeApi(): Promise<void>;
  /** Waits for an event, those that happened already included. */
  event(matches: (event: StackEvent) => boolean): Promise<StackEvent>;
  stop(): Promise<void>;
}

/** Waits for Caddy's certificate of a host: the first one takes it a moment. */
async function untilServed(host: string, port: number): Promise<void> {
  const target = { host: '127.0.0.1', port, localAddress: LAN_SOURCE };
  for (let tries = 0; tries < 600; tries++) {
    if ((await probe({ target, host })).kind === 'reply') return;
    await sleep(50);
  }
  throw new Error(`${host} is not served`);
}

/** Prepares and starts the stack of a home, with a signing API that tells what it sees. */
export async function startTestHome(home: TestHome, { timeouts = SOON, env = process.env } = {}): Promise<RunningHome> {
  const events: StackEvent[] = [];
  const waiting = new Set<(event: StackEvent) => void>();
  const stack = new HomeStack({
    ...home,
    env,
    timeouts,
    onEvent: (event) => {
      events.push(event);
      for (const hear of waiting) hear(event);
    },
  });
  const prepared = await stack.prepare();
  const api = await startSigningApi(home.layout.run.api);
  const connections = await startAuthEndpoint(home);
  await stack.start();
  const { enrolmentHost, ports } = home.config;
  const names = [enrolmentHost, ...prepared.hosts]
    .map(triedName)
    .flatMap((name) => (name.ok && name.sni ? [name.sni] : []));
  await Promise.all(names.map((host) => untilServed(host, ports.https)));

  const closeApi = () =>
    new Promise<void>((resolve) => {
      api.close(() => resolve());
      api.closeAllConnections();
    });
  const file = ({ fingerprint }: TestDevice) => join(home.layout.active, fingerprint);
  const activate = (device: TestDevice) => writeFile(file(device), '', { mode: 0o600 });
  return {
    ...home,
    stack,
    prepared,
    events,
    root: home.material.serverRoot?.certificatePem ?? '',
    device: async ({ active = true, ...options } = {}) => {
      const device = await mintDevice(home.material.ca, options);
      if (active) await activate(device);
      return device;
    },
    activate,
    connections: connections.reconciler,
    asked: connections.asked,
    closeGate: connections.close,
    closeApi,
    shutOut: async (device) => {
      await rm(file(device));
      await connections.forget(device.fingerprint);
    },
    event: (matches) =>
      new Promise((resolve, reject) => {
        const past = events.find(matches);
        if (past) return resolve(past);
        const timer = setTimeout(
          () => reject(new Error(`did not happen: ${JSON.stringify(events.slice(-5))}`)),
          20_000,
        );
        const hear = (event: StackEvent) => {
          if (!matches(event)) return;
          clearTimeout(timer);
          waiting.delete(hear);
          resolve(event);
        };
        waiting.add(hear);
      }),
    stop: async () => {
      await stack.stop();
      connections.close();
      await closeApi();
      if (existsSync(home.layout.run.children)) throw new Error('a stopped stack has children on record');
    },
  };
}
