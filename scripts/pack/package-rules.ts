// What a packed app has to be, and what it must not be. Pure: reading it is read-package.ts's work.
import type { FuseWire } from './fuse-wire.ts';

export type System = 'linux' | 'mac' | 'win';
export type Arch = 'x64' | 'arm64';

/** The fuses by their place in Electron's wire, with what each has to be. */
export const FUSES = [
  ['runAsNode', false],
  ['enableCookieEncryption', true],
  ['enableNodeOptionsEnvironmentVariable', false],
  ['enableNodeCliInspectArguments', false],
  ['enableEmbeddedAsarIntegrityValidation', true],
  ['onlyLoadAppFromAsar', true],
  ['loadBrowserProcessSpecificV8Snapshot', false],
  ['grantFileProtocolExtraPrivileges', false],
  // electron-builder cannot set it yet: Electron's default.
  ['wasmTrapHandlers', true],
] as const satisfies readonly (readonly [string, boolean])[];
const NOT_SETTABLE = new Set<string>(['wasmTrapHandlers']);

/** One file in app.asar. */
export interface Archived {
  /** From the archive's root, with forward slashes: `out/main/index.js`. */
  readonly path: string;
  /** It lies beside the archive, in app.asar.unpacked. */
  readonly unpacked: boolean;
}

export interface PackageFacts {
  readonly system: System;
  /** Which processors it is for; a universal app is for both. */
  readonly archs: readonly Arch[];
  /** The states in each of the binary's fuse wires. */
  readonly fuses: readonly FuseWire[];
  readonly archive: readonly Archived[];
  /** The package.json in the archive. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Files in the resources folder, app.asar.unpacked included, with forward slashes. */
  readonly resources: readonly string[];
  /** Native modules by their path in the resources folder, with the processors that they are for. */
  readonly native: Readonly<Record<string, readonly string[]>>;
}

const KEYTAR = 'node_modules/keytar/build/Release/keytar.node';
const ARCHIVE_NEEDS = [
  'package.json',
  'out/main/index.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
  'out/main/THIRD-PARTY-LICENSES.md',
  'out/renderer/THIRD-PARTY-LICENSES.md',
  'node_modules/keytar/LICENSE.md',
  'node_modules/keytar/package.json',
  'node_modules/keytar/lib/keytar.js',
  KEYTAR,
];
/** Nothing else may be in the archive: no sources, tests, source maps, settings, no package that is bundled already. */
const ARCHIVE_MAY = [/^out\/main\/(chunks\/)?[\w.-]+\.js$/, /^out\/renderer\/assets\/[\w.-]+\.(js|css|svg|png|woff2)$/];

const SERVER_NEEDS = ['latchkey.mjs', 'README.md', 'LICENSE', 'THIRD-PARTY-LICENSES.md'].map(
  (name) => `server/${name}`,
);
const RESOURCES_NEED = ['app.asar', `app.asar.unpacked/${KEYTAR}`, 'icon.png', ...SERVER_NEEDS];
const RESOURCES_MAY: Readonly<Record<System | 'all', readonly RegExp[]>> = {
  // app-update.yml and package-type: of a build that has a feed for updates.
  all: [/^server\/templates\/[\w.-]+$/, /^home\.json$/, /^app-update\.yml$/],
  linux: [/^package-type$/],
  win: [],
  mac: [/^icon\.icns$/, /^[\w-]+\.lproj\//],
};

/** @returns one sentence for each thing that is not as it has to be; none for a good package */
export function surprises(facts: PackageFacts): string[] {
  return [
    ...facts.fuses.flatMap(wrongFuses),
    ...wrongArchive(facts.archive),
    ...wrongManifest(facts.manifest),
    ...wrongResources(facts),
    ...wrongNative(facts),
  ];
}

function wrongFuses(fuses: FuseWire): string[] {
  const known = FUSES.flatMap(([name, expected], place) =>
    fuses[place] === expected ? [] : [`fuse ${name} is ${fuses[place] ?? 'missing'}, not ${expected}`],
  );
  const unknown = fuses.slice(FUSES.length).map((state, index) => {
    return `Electron has a fuse ${FUSES.length + index} that nobody here knows (it is ${state}): decide about it`;
  });
  return [...known, ...unknown];
}

function wrongArchive(archive: PackageFacts['archive']): string[] {
  const paths = archive.map(({ path }) => path);
  const allowed = (path: string) => ARCHIVE_NEEDS.includes(path) || ARCHIVE_MAY.some((pattern) => pattern.test(path));
  return [
    ...missing(ARCHIVE_NEEDS, paths).map((path) => `app.asar lacks ${path}`),
    ...paths.filter((path) => !allowed(path)).map((path) => `app.asar holds ${path}, which nobody expected`),
    ...archive
      .filter(({ path, unpacked }) => unpacked !== path.endsWith('.node'))
      .map(({ path, unpacked }) => `${path} is ${unpacked ? '' : 'not '}unpacked beside app.asar`),
  ];
}

function wrongManifest(manifest: PackageFacts['manifest']): string[] {
  const left = ['devDependencies', 'scripts', 'build'].filter((key) => Object.hasOwn(manifest, key));
  const main = manifest.main === 'out/main/index.js' ? [] : [`package.json starts ${JSON.stringify(manifest.main)}`];
  return [...main, ...left.map((key) => `package.json still has ${key}`)];
}

function wrongResources({ resources, system }: PackageFacts): string[] {
  const patterns = [...RESOURCES_MAY.all, ...RESOURCES_MAY[system]];
  const allowed = (path: string) => RESOURCES_NEED.includes(path) || patterns.some((pattern) => pattern.test(path));
  return [
    ...missing(RESOURCES_NEED, resources).map((path) => `the resources lack ${path}`),
    ...resources.filter((path) => !allowed(path)).map((path) => `the resources hold ${path}, which nobody expected`),
  ];
}

function wrongNative({ native, archs }: PackageFacts): string[] {
  const sorted = (list: readonly string[]) => [...list].sort().join(' and ');
  return Object.entries(native)
    .filter(([, found]) => sorted(found) !== sorted(archs))
    .map(([path, found]) => `${path} is for ${sorted(found) || 'no known processor'}, not for ${sorted(archs)}`);
}

const missing = (needed: readonly string[], there: readonly string[]) => needed.filter((path) => !there.includes(path));

/**
 * Whether the configuration states every fuse, and states it as it has to be.
 * @param stated electron-builder's `electronFuses`
 */
export function wrongFuseConfiguration(stated: Readonly<Record<string, unknown>> = {}): string[] {
  const settable = FUSES.filter(([name]) => !NOT_SETTABLE.has(name));
  const known = new Set<string>(settable.map(([name]) => name));
  return [
    ...settable
      .filter(([name, expected]) => stated[name] !== expected)
      .map(([name, expected]) => `electron-builder.yml says ${name}: ${stated[name] ?? 'nothing'}, not ${expected}`),
    ...Object.keys(stated)
      .filter((name) => !known.has(name))
      .map((name) => `electron-builder.yml states ${name}, a fuse that nobody here knows`),
  ];
}
