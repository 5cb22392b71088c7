/** How the host was started: switches, the app's folder and its package.json. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Start {
  /** Arguments as Electron shows them: without Node's own. */
  readonly argv: readonly string[];
  readonly switches: ReadonlyMap<string, string>;
  readonly appFolder: string;
  readonly mainFile: string;
  readonly manifest: { readonly name: string; readonly version: string; readonly productName?: string };
  /** Shown to a person, or driven by a test. */
  readonly visible: boolean;
}

/** @throws Error when no app was named, or it has no package.json */
export function readStart(args: readonly string[], env: NodeJS.ProcessEnv): Start {
  const named = args.find((argument) => !argument.startsWith('-'));
  if (named === undefined) throw new Error('test host: usage: electron [switches] <app folder | main file>');
  const path = resolve(named);
  const isFolder = statSync(path).isDirectory();
  const appFolder = isFolder ? path : folderWithManifest(path);
  const manifest = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8'));
  const switches = new Map(args.filter((argument) => argument.startsWith('--')).map(toSwitch));
  return {
    argv: args,
    switches,
    appFolder,
    mainFile: isFolder ? join(appFolder, manifest.main ?? 'index.js') : path,
    manifest: { name: 'Electron', version: '0.0.0', ...manifest },
    visible: !switches.has('remote-debugging-port') && env.LATCHKEY_HOST_HEADLESS !== '1',
  };
}

function toSwitch(argument: string): [string, string] {
  const [name = '', ...value] = argument.slice(2).split('=');
  return [name, value.join('=')];
}

function folderWithManifest(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`test host: no package.json above ${file}`);
  }
}
