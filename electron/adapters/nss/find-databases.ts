/** Where the browsers of a Linux desktop keep their NSS databases. */
import { access, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { decodeMarkedText } from '../../../shared/text-encoding.ts';

export interface NssLocation {
  /** The folder with cert9.db in it. */
  readonly folder: string;
  readonly name: string;
  /** Whether to make the database when there is none. */
  readonly create: boolean;
}

/** The environment that decides where files go. */
export interface Places {
  readonly home: string;
  /** XDG_DATA_HOME; only absolute ones count (XDG Base Directory Specification). */
  readonly dataHome: string | undefined;
  readonly configHome: string | undefined;
}

/** Every database that a browser of this person reads. */
export async function findLocations(places: Places): Promise<NssLocation[]> {
  return [await chromiumLocation(places), ...(await sandboxedChromium(places)), ...(await firefoxProfiles(places))];
}

/**
 * Chrome, Edge, Brave and Vivaldi of Linux packages are Chromium here: they share this one.
 * Chromium (since M146) uses ~/.pki/nssdb only when it exists, else the one under XDG_DATA_HOME. The first must never be
 * made beside the second: it would hide the certificates that the person has there.
 */
async function chromiumLocation({ home, dataHome }: Places): Promise<NssLocation> {
  const old = join(home, '.pki', 'nssdb');
  const data = dataHome && isAbsolute(dataHome) ? dataHome : join(home, '.local', 'share');
  const folder = (await exists(old)) ? old : join(data, 'pki', 'nssdb');
  return { folder, name: 'Chromium, Chrome and Edge', create: true };
}

/** Chromium in a Snap or Flatpak has a home of its own. Only what is there already counts. */
async function sandboxedChromium({ home }: Places): Promise<NssLocation[]> {
  const candidates: NssLocation[] = [];
  for (const [snap, name] of [
    ['chromium', 'Chromium (Snap)'],
    ['brave', 'Brave (Snap)'],
    ['vivaldi', 'Vivaldi (Snap)'],
  ] as const) {
    for (const data of ['.pki/nssdb', '.local/share/pki/nssdb']) {
      candidates.push({ folder: join(home, 'snap', snap, 'current', data), name, create: false });
    }
  }
  for (const [app, name] of [
    ['org.chromium.Chromium', 'Chromium (Flatpak)'],
    ['com.google.Chrome', 'Chrome (Flatpak)'],
    ['com.microsoft.Edge', 'Edge (Flatpak)'],
    ['com.brave.Browser', 'Brave (Flatpak)'],
    ['com.vivaldi.Vivaldi', 'Vivaldi (Flatpak)'],
  ] as const) {
    for (const data of ['data/pki/nssdb', '.pki/nssdb']) {
      candidates.push({ folder: join(home, '.var/app', app, data), name, create: false });
    }
  }
  return present(candidates);
}

/** Firefox and what is made of it: a folder with profiles.ini in it, below the home folder or that of configuration. */
function firefoxRoots(home: string, config: string): readonly (readonly [root: string, name: string])[] {
  const flatpak = (app: string, ...folders: string[]) => folders.map((folder) => join(home, '.var/app', app, folder));
  const of = (name: string, ...roots: string[]) => roots.map((root) => [root, name] as const);
  return [
    ...of('Firefox', join(home, '.mozilla/firefox'), join(config, 'mozilla/firefox')),
    ...of('Firefox', join(home, 'snap/firefox/common/.mozilla/firefox')),
    ...of('Firefox', ...flatpak('org.mozilla.firefox', '.mozilla/firefox', 'config/mozilla/firefox')),
    // Not run here; the places are those that the programs' own packagers and users name.
    ...of('LibreWolf', join(home, '.librewolf'), join(config, 'librewolf/librewolf')),
    ...of('LibreWolf', ...flatpak('io.gitlab.librewolf-community', '.librewolf', 'config/librewolf/librewolf')),
    ...of('Waterfox', join(home, '.waterfox'), join(config, 'waterfox')),
    ...of('Waterfox', ...flatpak('net.waterfox.waterfox', '.waterfox')),
    ...of('Zen', join(home, '.zen'), join(config, 'zen')),
    ...of('Zen', ...flatpak('app.zen_browser.zen', '.zen', 'config/zen')),
    ...of('Floorp', join(home, '.floorp'), ...flatpak('one.ablaze.floorp', '.floorp')),
  ];
}

/** These have a database for each profile; the profiles are listed in profiles.ini. */
async function firefoxProfiles({ home, configHome }: Places): Promise<NssLocation[]> {
  const config = configHome && isAbsolute(configHome) ? configHome : join(home, '.config');
  const candidates: NssLocation[] = [];
  for (const [root, name] of firefoxRoots(home, config)) {
    const bytes = await readFile(join(root, 'profiles.ini')).catch(() => undefined);
    for (const profile of parseProfiles((bytes && decodeMarkedText(bytes)) ?? '')) {
      const folder = profile.relative ? join(root, profile.path) : profile.path;
      candidates.push({ folder, name: `${name} (${profile.name})`, create: false });
    }
  }
  return present(candidates);
}

interface FirefoxProfile {
  readonly name: string;
  readonly path: string;
  readonly relative: boolean;
}

/** Reads profiles.ini: sections `[Profile<n>]` with Name, IsRelative and Path. */
function parseProfiles(ini: string): FirefoxProfile[] {
  return ini.split(/^(?=\[)/m).flatMap((section) => {
    if (!/^\[Profile\d+\]/.test(section)) return [];
    const value = (key: string) => new RegExp(`^${key}=(.*?)\\r?$`, 'm').exec(section)?.[1];
    const path = value('Path');
    return path ? [{ name: value('Name') ?? path, path, relative: value('IsRelative') !== '0' }] : [];
  });
}

/** Those that hold a database, each once. */
async function present(candidates: readonly NssLocation[]): Promise<NssLocation[]> {
  const found = new Map<string, NssLocation>();
  for (const candidate of candidates) {
    if (await exists(join(candidate.folder, 'cert9.db'))) found.set(candidate.folder, candidate);
  }
  return [...found.values()];
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
