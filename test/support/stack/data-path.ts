/** The home on which the data path is tried: two declared services, a hand-written one, and one device that may. */
import { type ProbeOptions, type ProbeResult, probe } from '../probe.ts';
import { startSampleService } from '../sample-service.ts';
import type { TestDevice } from './certificates.ts';
import { makeTestHome, type RunningHome, startTestHome } from './home.ts';

/** Declared, declared, hand-written. */
export const SERVICES = ['cloud', 'photos', 'immich'];

export interface DataPath {
  readonly home: RunningHome;
  readonly dave: TestDevice;
  readonly port: number;
  /** Asks `<name>.home.localhost`; from outside and without a certificate unless told otherwise. */
  go(name: string, options?: Partial<ProbeOptions>): Promise<ProbeResult>;
  close(): Promise<void>;
}

export const hostOf = (name: string) => `${name}.home.localhost`;

/** A device as a client shows it. */
export const identity = ({ certificatePem, keyPem }: TestDevice) => ({ cert: certificatePem, key: keyPem });

/** The base64 of the certificate's DER. */
export const derOf = ({ certificatePem }: TestDevice) => certificatePem.replace(/-----[A-Z ]+-----|\s/g, '');

export async function startDataPath(): Promise<DataPath> {
  const { upstream, close } = await startSampleService('sample');
  const made = await makeTestHome({
    services: [
      { name: 'cloud', upstream },
      { name: 'photos', upstream },
    ],
    sites: { 'immich.caddy': `${hostOf('immich')} {\n\treverse_proxy ${upstream}\n}\n` },
  });
  const services = made.config.services.map((service) => ({ ...service, identity: 'certificate' as const }));
  const home = await startTestHome({ ...made, config: { ...made.config, services, 'access-log': true } });
  const port = home.config.ports.https;
  return {
    home,
    port,
    dave: await home.device({ name: 'CN=Dave' }),
    go: (name, options = {}) => probe({ port, host: hostOf(name), path: '/seen', ...options }),
    close: async () => {
      await home.stop();
      await home.remove();
      await close();
    },
  };
}
