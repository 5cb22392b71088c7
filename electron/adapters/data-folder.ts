import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

export interface DataFolderFacts {
  /** Node's `process.platform`. */
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  readonly home: string;
}

/**
 * The app's own data folder: where each system wants it. What lies there is bound to this computer, and Windows copies
 * APPDATA to others, not LOCALAPPDATA.
 */
export function dataFolder({ platform, env, home }: DataFolderFacts): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Latchkey');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Latchkey');
  const data = env.XDG_DATA_HOME;
  return join(data && isAbsolute(data) ? data : join(home, '.local', 'share'), 'latchkey');
}

/** The records of enrolments. Once this is in the data folder, nothing is looked for elsewhere. */
const RECORDS = 'homes';
const KEPT = ['window.json', RECORDS];

/**
 * The data folder, with what an earlier version kept in APPDATA on Windows. That stays where it is, since it is also what
 * other computers of a roaming account still have to take over; it is read once.
 * @returns the earlier folder when its content cannot be taken over: nothing is lost, and the next start tries again
 */
export function openDataFolder(facts: DataFolderFacts): string {
  const { platform, env, home } = facts;
  const data = dataFolder(facts);
  if (platform !== 'win32' || existsSync(join(data, RECORDS))) return data;
  const earlier = join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Latchkey');
  if (!existsSync(join(earlier, RECORDS))) return data;
  try {
    takeOver(earlier, data);
    return data;
  } catch {
    return earlier;
  }
}

/** Each file or folder appears whole or not at all, the records last. */
function takeOver(earlier: string, data: string): void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  for (const name of KEPT.filter((name) => existsSync(join(earlier, name)))) {
    if (existsSync(join(data, name))) continue;
    const partial = join(data, `${name}.${randomUUID()}.partial`);
    try {
      cpSync(join(earlier, name), partial, { recursive: true, preserveTimestamps: true });
      renameSync(partial, join(data, name));
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      // Another start was faster.
      if (!existsSync(join(data, name))) throw error;
    }
  }
}
