/** Where ports meet adapters for the command line. */
import { join } from 'node:path';
import { accessProbes } from '../adapters/access/probes.ts';
import { certificateStores } from '../adapters/certificate-stores.ts';
import { deviceFacts } from '../adapters/device-facts.ts';
import { httpsHomeApi } from '../adapters/home/https-home-api.ts';
import { FileJournal } from '../adapters/journal-file.ts';
import { WebCryptoKeys } from '../adapters/keys-webcrypto.ts';
import { forgePkcs12 } from '../adapters/pkcs12-forge.ts';
import { runCommand } from '../adapters/run-command.ts';
import { TempFolder } from '../adapters/temp-folder.ts';
import { KeytarVault, loadKeytar } from '../adapters/vault-keytar.ts';
import { AccessTest } from '../core/access/access-test.ts';
import type { CheckpointHook } from '../core/checkpoints.ts';
import { Enrolment } from '../core/enrolment/enrolment.ts';
import { Leaving } from '../core/leaving.ts';
import type { CertificateStores, Journal, Vault } from '../core/ports.ts';
import { dataFolder } from './data-folder.ts';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Node's `process.platform`. */
  readonly platform: string;
  readonly hostname: string;
  /** The person's home folder. */
  readonly home: string;
  readonly tempRoot: string;
  readonly uid: number | undefined;
  /** Stops at the places between two effects; for tests that end the process there. */
  readonly checkpoint?: CheckpointHook;
}

export interface Client {
  readonly enrolment: Enrolment;
  readonly leaving: Leaving;
  readonly access: AccessTest;
  readonly journal: Journal;
  readonly vault: Vault;
  readonly stores: CertificateStores;
}

export function composeClient(surroundings: Surroundings): Client {
  const { env, platform, hostname, home, tempRoot, uid, checkpoint } = surroundings;
  const clock = { now: () => new Date() };
  const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
  const data = dataFolder({ platform, env, home });
  const temp = new TempFolder(join(data, 'tmp'));
  const journal = new FileJournal(data, { sweep: () => temp.sweep() });
  const vault = new KeytarVault(loadKeytar, platform === 'linux');
  const device = deviceFacts({ platform, hostname, env, run: runCommand });
  const stores = certificateStores({
    platform: device.platform,
    places: { home, dataHome: env.XDG_DATA_HOME, configHome: env.XDG_CONFIG_HOME },
    env,
    run: runCommand,
    temp,
  });
  const homes = httpsHomeApi();
  const hook = checkpoint ? { checkpoint } : {};
  const leaving = new Leaving({ vault, stores, homes, journal, ...hook });
  const enrolment = new Enrolment({
    clock,
    random,
    vault,
    stores,
    homes,
    keys: new WebCryptoKeys(crypto),
    pkcs12: forgePkcs12,
    journal,
    device,
    leaving,
    crypto,
    ...hook,
  });
  const access = new AccessTest({ clock, probes: accessProbes({ env, tempRoot, asRoot: uid === 0 }), stores });
  return { enrolment, leaving, access, journal, vault, stores };
}
