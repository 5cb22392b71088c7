/** Files of others that Caddy was told to read: are they others now, and may what is in them take the place of what runs? */
import { hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { HomeConfig } from '../core/config/home-config.ts';
import type { HomeLayout } from '../core/layout.ts';
import { readRegularFile } from '../platform/regular-file.ts';
import { isObject } from './caddy/findings.ts';
import { whyNotLoaded } from './caddy/named-pair.ts';
import { safely } from './caddy/places.ts';
import type { Rendered, RenderedFile } from './rendered/types.ts';
import { copiedFor } from './server-certificate/key-files.ts';
import { judgePair, type PairOptions } from './server-certificate/pair.ts';
import { knownRoots } from './server-certificate/roots.ts';

function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  return isObject(value) ? Object.values(value).flatMap(strings) : [];
}

/**
 * What `tls <certificate> <key>` of hand-written sites names
 * (https://caddyserver.com/docs/json/apps/tls/certificates/load_files/).
 */
function loadFiles(config: unknown): readonly unknown[] {
  const apps = isObject(config) ? config.apps : undefined;
  const tls = isObject(apps) ? apps.tls : undefined;
  const certificates = isObject(tls) ? tls.certificates : undefined;
  return isObject(certificates) && Array.isArray(certificates.load_files) ? certificates.load_files : [];
}

/**
 * The certificates, keys and tokens that Caddy's configuration names, but for what lies in the home: that is ours.
 * @param caddyJson what Caddy runs
 * @returns absolute paths
 */
export function filesOfOthers(caddyJson: string, { dir }: HomeLayout): readonly string[] {
  const running: unknown = JSON.parse(caddyJson);
  const placeholders = strings(running).flatMap((text) =>
    [...text.matchAll(/\{file\.(\/[^{}]+)\}/g)].map(([, path = '']) => path),
  );
  const named = strings(loadFiles(running)).filter((text) => text.startsWith('/'));
  return [...new Set([...named, ...placeholders])].filter((path) => !path.startsWith(`${dir}/`)).sort();
}

/**
 * Which pair that a hand-written site names Caddy cannot load, as far as this user can see: Caddy's words name no file.
 * @param caddyJson what Caddy runs
 * @returns a sentence; undefined when all is well
 */
export function whyPairsNotLoaded(caddyJson: string): string | undefined {
  for (const pair of loadFiles(JSON.parse(caddyJson))) {
    const problem = whyNotLoaded(pair);
    if (problem) return `${problem.path} ${problem.why}.`;
  }
  return undefined;
}

/** One short text for many: the same for the same ones alone. */
export const digestOf = (texts: readonly (string | Buffer)[]): string =>
  hash('sha256', texts.map((text) => hash('sha256', text)).join(' '));

/**
 * What tells one content of files from another: what is in them, or, where that is another user's to read, what the system
 * says of them.
 */
export async function contentsOf(paths: readonly string[]): Promise<string> {
  const contents = paths.map(async (path) => {
    const bytes = safely(() => readRegularFile(path));
    if (bytes) return bytes;
    const seen = await stat(path).catch(() => undefined);
    return seen ? `${seen.dev}:${seen.ino}:${seen.size}:${seen.ctimeMs}` : 'missing';
  });
  return digestOf(await Promise.all(contents));
}

interface Renewing {
  readonly config: HomeConfig;
  readonly layout: HomeLayout;
  /** Names that it is served for. */
  readonly hosts: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Whether the files of `certificates: files`, as they are now, may take the place of what is served.
 * @param fresh copies as they would be written
 * @param running copies as they are
 * @returns what is wrong, in sentences; undefined when nothing is
 */
export function whyNotServed(
  { config, layout, hosts, now }: Renewing,
  fresh: ReadonlyMap<string, RenderedFile>,
  running: ReadonlyMap<string, RenderedFile>,
): string | undefined {
  if (config.certificates.kind !== 'files' && config.certificates.kind !== 'dns-01') return undefined;
  const from = new Map(copiedFor(config, layout).map((copied) => [copied.to, copied.from]));
  const { serverCertificate, serverKey } = layout.rendered;
  const named = (files: ReadonlyMap<string, RenderedFile>, path: string) => ({
    path: from.get(path) ?? path,
    bytes: Buffer.from(files.get(path)?.content ?? ''),
  });
  const pairOf = (files: ReadonlyMap<string, RenderedFile>): NamedPair => ({
    certificate: named(files, serverCertificate),
    key: named(files, serverKey),
  });
  return whyWorse(pairOf(fresh), pairOf(running), { hosts, now });
}

type NamedPair = Pick<PairOptions, 'certificate' | 'key'>;

/**
 * Whether a pair may take the place of another. What is wrong with the old one too keeps no new one out: it would keep it
 * out for ever.
 * @returns what is wrong, in sentences; undefined when nothing is
 */
export function whyWorse(
  fresh: NamedPair,
  old: NamedPair,
  { hosts, now }: Pick<PairOptions, 'hosts' | 'now'>,
): string | undefined {
  const roots = knownRoots();
  const judge = (pair: NamedPair) => judgePair({ ...pair, hosts, now, roots }).problems;
  const problems = judge(old);
  const before = new Set(problems.map(({ code }) => code));
  // As long as nothing that somebody minds is wrong with the old ones, nothing that somebody minds comes in.
  const wasWell = problems.every(({ effect }) => effect === 'slow');
  const wrong = judge(fresh).filter(
    ({ effect, code }) =>
      effect === 'not-loaded' || (effect === 'refused' && !before.has(code)) || (effect === 'some-refuse' && wasWell),
  );
  return wrong.length > 0 ? wrong.map(({ message }) => `${message}.`).join(' ') : undefined;
}

/** Names that the server certificate is for: hand-written sites may have one of their own. */
export const servedNames = ({ enrolmentHost, services }: HomeConfig): readonly string[] => [
  enrolmentHost,
  ...services.map(({ host }) => host),
];

/** As a reload is to write it: the pair that is served stays when the one on disk is worse, and a warning says so. */
export function keepingServed(
  { files, warnings }: Pick<Rendered, 'files' | 'warnings'>,
  running: ReadonlyMap<string, RenderedFile>,
  { config, layout, now }: Omit<Renewing, 'hosts'>,
): Pick<Rendered, 'files' | 'warnings'> {
  const { serverCertificate, serverKey } = layout.rendered;
  const [certificate, key] = [running.get(serverCertificate), running.get(serverKey)];
  if (!certificate || !key) return { files, warnings };
  const wrong = whyNotServed({ config, layout, hosts: servedNames(config), now }, files, running);
  if (wrong === undefined) return { files, warnings };
  const message = `are not taken over, and what was served before is served on: ${wrong}`;
  return {
    files: new Map([...files, [serverCertificate, certificate], [serverKey, key]]),
    warnings: [...warnings, { path: 'certificates', message }],
  };
}
