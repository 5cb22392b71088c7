/** `app.getPath`: where a desktop keeps what, by HOME and the XDG variables. */
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

export class Paths {
  readonly #set = new Map<string, string>();
  readonly #env: NodeJS.ProcessEnv;
  readonly #appName: () => string;

  constructor(env: NodeJS.ProcessEnv, appName: () => string) {
    this.#env = env;
    this.#appName = appName;
  }

  /** @throws Error as Electron's for a name that it does not know */
  get(name: string): string {
    const found = this.#set.get(name) ?? this.#usual(name);
    if (found === undefined) throw new Error(`Failed to get '${name}' path`);
    return found;
  }

  set(name: string, path: string): void {
    if (this.#usual(name) === undefined) throw new Error(`Failed to set path '${name}'`);
    this.#set.set(name, path);
  }

  #usual(name: string): string | undefined {
    const home = this.#env.HOME ?? homedir();
    const folders: Readonly<Record<string, string>> = {
      documents: 'Documents',
      downloads: 'Downloads',
      music: 'Music',
    };
    const folder = { ...folders, desktop: 'Desktop', pictures: 'Pictures', videos: 'Videos' }[name];
    if (folder !== undefined) return join(home, folder);
    switch (name) {
      case 'home':
        return home;
      case 'appData':
        return this.#env.XDG_CONFIG_HOME || join(home, '.config');
      case 'userData':
        return join(this.get('appData'), this.#appName());
      case 'sessionData':
        return this.get('userData');
      case 'logs':
        return join(this.get('userData'), 'logs');
      case 'crashDumps':
        return join(this.get('userData'), 'Crashpad');
      case 'temp':
        return tmpdir();
      case 'exe':
      case 'module':
        return process.execPath;
      default:
        return undefined;
    }
  }
}
