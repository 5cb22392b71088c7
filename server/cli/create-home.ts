import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import { createHomeMaterial, type HomeMaterial } from '../ca/create.ts';
import { writeHomeMaterial } from '../ca/custody.ts';
import { HomeSecrets } from '../ca/secrets.ts';
import type { Actor } from '../core/audit.ts';
import { configJsonSchemaText } from '../core/config/json-schema.ts';
import { homeLayout } from '../core/layout.ts';
import type { Clock } from '../core/ports.ts';
import { SqliteAudit } from '../store/audit.ts';
import { SqliteRegistry } from '../store/registry.ts';
import { cryptoRandom } from './open-home.ts';

/** What a new home begins with. */
export interface NewHome {
  readonly dir: string;
  /** Checked text of latchkey.yaml. */
  readonly configText: string;
  readonly name: string;
  readonly serverRoot: boolean;
}

/** Who makes it, and when. */
interface Maker {
  readonly clock: Clock;
  readonly actor: Actor;
}

const STAGE = '.latchkey-init-';

/** Files that a folder made for a home may hold before it is one. */
const HARMLESS = new Set(['lost+found', '.gitkeep']);

async function refuseUnlessEmpty(dir: string): Promise<void> {
  const found = (await readdir(dir)).filter((name) => !HARMLESS.has(name) && !name.startsWith(STAGE));
  if (found.length === 0) return;
  throw new LatchkeyError('HOME_EXISTS', {
    detail: found.includes('latchkey.yaml')
      ? `${dir} has a latchkey.yaml.`
      : `${dir} is not empty: it holds ${found.slice(0, 3).join(', ')}${found.length > 3 ? ', …' : ''}.`,
  });
}

async function fill(stage: string, home: NewHome, material: HomeMaterial, { clock, actor }: Maker): Promise<void> {
  const layout = homeLayout(stage);
  await writeHomeMaterial(layout, material);
  const registry = SqliteRegistry.create(layout.registry);
  const secrets = new HomeSecrets(material.secret);
  const audit = new SqliteAudit({ registry, head: layout.auditHead, secrets, clock, actor: () => actor });
  audit.record({ kind: 'home-created', outcome: 'ok' });
  registry.close();
  for (const folder of [layout.active, layout.sites, layout.rendered.dir, layout.run.dir, layout.caddy, layout.logs]) {
    await mkdir(folder, { mode: 0o700 });
  }
  await writeFile(layout.rendered.schema, configJsonSchemaText(), { mode: 0o600 });
  await writeFile(layout.config, home.configText, { flag: 'wx', mode: 0o644 });
}

/**
 * Makes a home in a folder that is empty or not there yet. Everything is made in a folder beside its place first and
 * moved there last, latchkey.yaml at the very end: after a crash there is a home or there is none.
 * @returns the CA's material, whose certificate the caller may show
 * @throws LatchkeyError HOME_EXISTS when the folder holds anything, FOLDER_NOT_WRITABLE
 */
export async function createHome(home: NewHome, maker: Maker): Promise<HomeMaterial> {
  const material = await createHomeMaterial(
    home.name,
    { serverRoot: home.serverRoot },
    { clock: maker.clock, random: cryptoRandom },
  );
  try {
    await mkdir(home.dir, { recursive: true, mode: 0o700 });
    await refuseUnlessEmpty(home.dir);
    const stage = await mkdtemp(join(home.dir, STAGE));
    try {
      await fill(stage, home, material, maker);
      const config = basename(homeLayout(stage).config);
      const names = (await readdir(stage)).filter((name) => name !== config);
      for (const name of [...names, config]) await rename(join(stage, name), join(home.dir, name));
    } finally {
      await rm(stage, { recursive: true, force: true });
    }
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (LatchkeyError.is(thrown) || typeof code !== 'string') throw thrown;
    throw new LatchkeyError('FOLDER_NOT_WRITABLE', { detail: `${home.dir}: ${code}.`, cause: thrown });
  }
  return material;
}
