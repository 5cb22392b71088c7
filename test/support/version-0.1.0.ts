/** The home and the relative's computer that version 0.1.0 left behind, in places and at ports of now. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemoteVault } from './client/remote-vault.ts';
import type { Person } from './client/with-keyring.ts';
import { giveHomeAway } from './home-owner.ts';
import type { Identity } from './probe.ts';
import { type SampleService, startSampleService } from './sample-service.ts';
import { freePorts } from './stack/free-ports.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/version-0.1.0/home-and-person.tar.gz');
const SERVICES = ['cloud', 'photos', 'notes'] as const;

interface Then {
  readonly httpsPort: number;
  readonly httpPort: number;
  readonly dir: string;
  readonly person: string;
  readonly upstreams: Readonly<Record<string, string>>;
}

interface OldDevice {
  readonly identity: Identity;
  readonly deviceId: string;
  readonly renewalSecret: string;
}

export interface OldHome {
  readonly dir: string;
  readonly httpsPort: number;
  readonly backup: string;
  readonly passphrase: string;
  readonly nina: OldDevice;
  readonly sam: OldDevice;
  /** Puts Dave's records, keys and secrets into a person's home folder. */
  moveIn(person: Person): Promise<void>;
  remove(): Promise<void>;
}

/** Unpacks everything, and writes ports and services of now over those of then. */
export async function unpackOldHome(): Promise<OldHome> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-0.1.0-'));
  execFileSync('tar', ['-xzf', FIXTURE, '-C', folder]);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const then = JSON.parse(read('home.json')) as Then;
  const [httpsPort = 0, httpPort = 0] = await freePorts(2);
  const services: SampleService[] = await Promise.all(SERVICES.map(startSampleService));
  const dir = join(folder, 'home');
  const now = (text: string) =>
    services
      .reduce((changed, { name, upstream }) => changed.replaceAll(then.upstreams[name] ?? '', upstream), text)
      .replaceAll(String(then.httpsPort), String(httpsPort))
      .replaceAll(String(then.httpPort), String(httpPort));
  const rewrite = (path: string, change: (text: string) => string) =>
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  for (const name of ['latchkey.yaml', 'sites/notes.caddy']) rewrite(join(dir, name), now);
  giveHomeAway(dir);
  const device = (name: string): OldDevice => {
    const { key, certificate: cert, ...rest } = JSON.parse(read(name)) as Record<string, string>;
    return {
      identity: { cert: cert ?? '', key: key ?? '' },
      ...(rest as Pick<OldDevice, 'deviceId' | 'renewalSecret'>),
    };
  };
  return {
    dir,
    httpsPort,
    backup: join(folder, 'backup.tar.age'),
    passphrase: join(folder, 'passphrase'),
    nina: device('nina.json'),
    sam: device('sam.json'),
    async moveIn({ home, dataHome, env }) {
      execFileSync('cp', [
        '-a',
        join(folder, 'person/.local/share/latchkey'),
        join(folder, 'person/.local/share/pki'),
        dataHome,
      ]);
      const records = join(dataHome, 'latchkey/homes');
      for (const name of readdirSync(records))
        rewrite(join(records, name), (text) => now(text).replaceAll(then.person, home));
      const vault = new RemoteVault(env);
      const secrets = Object.entries(JSON.parse(read('vault.json')) as Record<string, string>);
      for (const [key, secret] of secrets) await vault.set(key, secret);
      await vault.close();
    },
    async remove() {
      await Promise.all(services.map((service) => service.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
