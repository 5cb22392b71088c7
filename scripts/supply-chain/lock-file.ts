import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One package of package-lock.json, as far as the supply chain goes. */
export interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** @returns everything that npm installs, by its place below the checkout, without the checkout's own packages */
export function readLocked(root: string): Map<string, Locked> {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  return new Map(Object.entries(packages).filter(([place, { link }]) => place.startsWith('node_modules/') && !link));
}

/** The package's name: the last one of its place. */
export const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Where `name` leads to for the package at `place`: Node looks from the inside out. */
function resolvePackage(locked: ReadonlyMap<string, Locked>, place: string, name: string): string | undefined {
  for (let folder = place; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (locked.has(candidate)) return candidate;
    if (folder === '') return undefined;
  }
}

/** These packages and all that they need, by place. */
export function withDependencies(locked: ReadonlyMap<string, Locked>, names: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const waiting = [...names].map((name) => resolvePackage(locked, '', name));
  for (const place of waiting) {
    if (place === undefined || found.has(place)) continue;
    found.add(place);
    for (const name of Object.keys(locked.get(place)?.dependencies ?? {})) {
      waiting.push(resolvePackage(locked, place, name));
    }
  }
  return found;
}
