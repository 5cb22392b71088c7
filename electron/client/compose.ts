/** The relative's half, put together: every port with its adapter. The terminal and the window differ in what visits. */
import { join } from 'node:path';
import type { InviteDefaults } from '../../shared/invite.ts';
import { pkcs12Writer } from '../../shared/keys/pkcs12.ts';
import { WebCryptoKeys } from '../../shared/keys/webcrypto-keys.ts';
import { certificateStores } from '../adapters/certificate-stores.ts';
import { ComputerKey, computerFolder } from '../adapters/computer-key.ts';
import { deviceFacts } from '../adapters/device-facts.ts';
import { FileEnrolmentStore } from '../adapters/enrolment-store-file.ts';
import { httpsHomeApi } from '../adapters/home/https-home-api.ts';
import { runCommand } from '../adapters/run-command.ts';
import { SealedVault } from '../adapters/sealed-vault.ts';
import { TempFolder } from '../adapters/temp-folder.ts';
import { KeytarVault, loadKeytar } from '../adapters/vault-keytar.ts';
import { AccessTest } from '../core/access/access-test.ts';
import type { CheckpointHook } from '../core/checkpoints.ts';
import { Enrolment } from '../core/enrolment/enrolment.ts';
import { AddToStore } from '../core/installed/add-to-store.ts';
import { CertificateWallet } from '../core/installed/certificate-wallet.ts';
import { Leaving } from '../core/leaving/leaving.ts';
import type { AccessProbes, Clock, EnrolmentStore, Vault } from '../core/ports.ts';
import { Renewal } from '../core/renewal/renewal.ts';
import { repairPending } from '../core/vault-items/pending.ts';

export interface ClientOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Node's `process.platform`. */
  readonly platform: string;
  readonly hostname: string;
  /** The person's home folder. */
  readonly home: string;
  /** The app's own data folder; see {@link import('../adapters/data-folder.ts').dataFolder}. */
  readonly data: string;
  readonly probes: AccessProbes;
  /** This app's own: `0.2.0`. */
  readonly version: string;
  /** The home that a bare code is for, when the build carries one. */
  readonly defaults?: InviteDefaults | undefined;
  /** This computer's, unless a test moves it. */
  readonly clock?: Clock | undefined;
  /** Stops at the places between two effects; for tests that end the process there. */
  readonly checkpoint?: CheckpointHook | undefined;
}

export interface Client {
  readonly enrolment: Enrolment;
  readonly leaving: Leaving;
  readonly renewal: Renewal;
  readonly access: AccessTest;
  readonly enrolmentStore: EnrolmentStore;
  readonly vault: Vault;
  readonly wallet: CertificateWallet;
  readonly addToStore: AddToStore;
  readonly clock: Clock;
  /** Moves records that cannot be read aside. @throws CLIENT_BUSY, VAULT_LOCKED */
  readonly repair: () => Promise<void>;
}

/** Puts the client together. Folders, vault and stores are opened by the first call that needs them. */
export function composeClient(options: ClientOptions): Client {
  const { env, platform, hostname, home, data, probes, defaults, checkpoint, version } = options;
  const clock = options.clock ?? { now: () => new Date() };
  const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
  const temp = new TempFolder(join(data, 'tmp'));
  const enrolmentStore = new FileEnrolmentStore(data, { sweep: () => temp.sweep() });
  const key = new ComputerKey(computerFolder({ platform, env, home }));
  const vault = new SealedVault(new KeytarVault(loadKeytar, platform === 'linux'), key);
  const device = deviceFacts({ platform, hostname, env, run: runCommand });
  const stores = certificateStores({
    platform: device.platform,
    places: { home, dataHome: env.XDG_DATA_HOME, configHome: env.XDG_CONFIG_HOME },
    env,
    run: runCommand,
    temp,
  });
  const wallet = new CertificateWallet(stores);
  const homes = httpsHomeApi(`${version} ${device.platform}`);
  const hook = checkpoint ? { checkpoint } : {};
  const keys = new WebCryptoKeys(crypto);
  const parts = { clock, random, vault, wallet, homes, keys, pkcs12: pkcs12Writer(), enrolmentStore, crypto };
  const leaving = new Leaving({ vault, wallet, homes, enrolmentStore, ...hook });
  const enrolment = new Enrolment({
    ...parts,
    device,
    leaving,
    ...(defaults ? { defaults } : {}),
    ...hook,
  });
  const access = new AccessTest({ clock, probes, wallet });
  const renewal = new Renewal({ ...parts, access, ...hook });
  const addToStore = new AddToStore({ wallet, enrolmentStore, keys, pkcs12: pkcs12Writer(), random });
  const repair = () =>
    enrolmentStore.withLock(async () => {
      await enrolmentStore.repair();
      await key.repair();
      await repairPending(vault);
    });
  return { enrolment, leaving, renewal, access, enrolmentStore, vault, wallet, addToStore, clock, repair };
}
