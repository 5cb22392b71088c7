/** A running home with everything that an attacker from outside could want, and the two entrances to it. */
import { pacedTurns } from '../pace.ts';
import { type Identity, LAN_SOURCE, openTls, type ProbeOptions, WAN_SOURCE } from '../probe.ts';
import { type RecordingService, startRecordingService } from '../recording-service.ts';
import { derOf, hostOf, identity } from './data-path.ts';
import { makeTestHome, type RunningHome, startTestHome } from './home.ts';

/** Declared and told who calls; declared with directives of its own; hand-written, reached through the loop. */
export const ATTACKED = ['cloud', 'photos', 'notes'] as const;

export type Zone = 'lan' | 'wan';
export const ZONES: readonly Zone[] = ['lan', 'wan'];

export interface AttackedHome {
  readonly home: RunningHome;
  readonly service: RecordingService;
  /** May come in from outside. */
  readonly dave: Identity;
  /** What a service is told of Dave: `Client-Cert` (RFC 9440). */
  readonly daveHeader: string;
  /** Has a certificate of the Homelab CA, which is not in the active set. */
  readonly shutOut: Identity;
  /** How one probes: at home with nothing, from outside with Dave's certificate, unless told otherwise. */
  way(zone: Zone, name: string, options?: Partial<ProbeOptions>): ProbeOptions;
  /** Says the bytes over a TLS connection of its own, and hears everything until the other side ends it. */
  say(options: ProbeOptions, ...bytes: readonly (string | Buffer)[]): Promise<string>;
  close(): Promise<void>;
}

const TIMEOUT = 8000;

export async function startAttackedHome(): Promise<AttackedHome> {
  const service = await startRecordingService();
  const { upstream } = service;
  const made = await makeTestHome({
    services: ['cloud', 'photos'].map((name) => ({ name, upstream })),
    sites: { 'notes.caddy': `${hostOf('notes')} {\n\treverse_proxy ${upstream}\n}\n` },
  });
  const services = made.config.services.map((each) => ({
    ...each,
    identity: 'certificate' as const,
    caddy: each.name === 'photos' ? 'encode gzip' : undefined,
  }));
  const home = await startTestHome({ ...made, config: { ...made.config, services } });
  const device = await home.device({ name: 'CN=Dave' });
  const dave = identity(device);
  const shutOut = identity(await home.device({ name: 'CN=Mallory', active: false }));
  const way: AttackedHome['way'] = (zone, name, options = {}) => ({
    port: home.config.ports.https,
    host: hostOf(name),
    ...(zone === 'lan' ? { from: LAN_SOURCE } : { from: WAN_SOURCE, identity: dave }),
    ...options,
  });
  return { home, service, dave, daveHeader: `:${derOf(device)}:`, shutOut, way, say, close };

  async function close(): Promise<void> {
    await home.stop();
    await home.remove();
    await service.close();
  }
}

const turn = pacedTurns();

async function say(options: ProbeOptions, ...bytes: readonly (string | Buffer)[]): Promise<string> {
  await turn();
  return new Promise((resolve) => {
    const socket = openTls(options);
    let heard = '';
    const finish = (end: string) => {
      socket.destroy();
      resolve(heard + end);
    };
    socket.setEncoding('latin1').setTimeout(TIMEOUT, () => finish('\n(no end in time)'));
    socket.on('data', (text: string) => {
      heard += text;
    });
    socket.on('error', () => undefined);
    socket.once('close', () => finish(''));
    socket.once('secureConnect', () => {
      for (const each of bytes) socket.write(each);
    });
  });
}

/** The status of every answer in what was heard. */
export const statuses = (heard: string): number[] =>
  [...heard.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status));
