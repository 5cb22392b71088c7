import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createHomeMaterial, type HomeKeys } from '../ca/create.ts';
import { writeHomeKeys } from '../ca/custody.ts';
import { HomeSecrets } from '../ca/secrets.ts';
import type { Actor } from '../core/audit/audit.ts';
import { homeLayout } from '../core/layout.ts';
import type { Clock } from '../core/ports/basics.ts';
import { SqliteAudit } from '../store/audit.ts';
import { SqliteRegistry } from '../store/registry.ts';
import { inNewFolder, makeFolders } from './files/new-folder.ts';
import { cryptoRandom } from './open.ts';

/** What a new home begins with. */
export interface NewHome {
  readonly dir: string;
  /** Checked text of latchkey.yaml. */
  readonly configText: string;
  readonly name: string;
  readonly domain: string;
  readonly serverRoot: boolean;
  /** Secrets that latchkey.yaml names, by their path in the home. */
  readonly secrets?: ReadonlyMap<string, string>;
}

/** Who makes it, and when. */
interface Maker {
  readonly clock: Clock;
  readonly actor: Actor;
}

async function fill(stage: string, home: NewHome, material: HomeKeys, { clock, actor }: Maker): Promise<void> {
  const layout = homeLayout(stage);
  await writeHomeKeys(layout, material);
  const registry = SqliteRegistry.create(layout.registry);
  const secrets = new HomeSecrets(material.secret);
  const audit = new SqliteAudit({ registry, head: layout.auditHead, secrets, clock, actor: () => actor });
  audit.record({ kind: 'home-created', outcome: 'ok' });
  registry.close();
  await makeFolders(layout);
  for (const [path, secret] of home.secrets ?? []) {
    const file = join(stage, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, `${secret}\n`, { flag: 'wx', mode: 0o600 });
  }
  await writeFile(layout.config, home.configText, { flag: 'wx', mode: 0o644 });
}

/**
 * Makes a home in a folder that is empty or not there yet.
 * @returns the CA's material, whose certificate the caller may show
 * @throws LatchkeyError HOME_EXISTS when the folder holds anything, FOLDER_NOT_WRITABLE
 */
export async function createHome(home: NewHome, maker: Maker): Promise<HomeKeys> {
  const material = await createHomeMaterial(
    home.name,
    { serverRoot: home.serverRoot, domain: home.domain },
    { clock: maker.clock, random: cryptoRandom },
  );
  await inNewFolder(home.dir, (stage) => fill(stage, home, material, maker));
  return material;
}
