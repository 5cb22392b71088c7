import { isAbsolute, join } from 'node:path';

export interface DataFolderFacts {
  /** Node's `process.platform`. */
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  readonly home: string;
}

/** The app's own data folder: where each system wants it. */
export function dataFolder({ platform, env, home }: DataFolderFacts): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Latchkey');
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Latchkey');
  const data = env.XDG_DATA_HOME;
  return join(data && isAbsolute(data) ? data : join(home, '.local', 'share'), 'latchkey');
}
