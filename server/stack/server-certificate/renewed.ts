/** Files of others that Caddy was told to read: are they others now, and may what is in them take the place of what runs? */
import { stat } from 'node:fs/promises';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { isObject } from '../caddy/findings.ts';
import { copiedFor } from '../key-files.ts';
import type { Rendered, RenderedFile } from '../rendered.ts';
import { type JudgedPair, judgePair } from './pair.ts';
import { knownRoots } from './roots.ts';

function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  return isObject(value) ? Object.values(value).flatMap(strings) : [];
}

/**
 * The files that `tls <certificate> <key>` of hand-written sites names
 * (https://caddyserver.com/docs/json/apps/tls/certificates/load_files/).
 */
function loadFiles(config: unknown): readonly string[] {
  const apps = isObject(config) ? config.apps : undefined;
  const tls = isObject(apps) ? apps.tls : undefined;
  const certificates = isObject(tls) ? tls.certificates : undefined;
  return isObject(certificates) ? strings(certificates.load_files).filter((text) => text.startsWith('/')) : [];
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
  return [...new Set([...loadFiles(running), ...placeholders])].filter((path) => !path.startsWith(`${dir}/`)).sort();
}

/** What tells one content of a file from another without reading it, which may be another user's to do. */
export async function stampsOf(paths: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    paths.map(async (path) => {
      const seen = await stat(path).catch(() => undefined);
      return seen ? `${seen.dev}:${seen.ino}:${seen.size}:${seen.ctimeMs}` : 'missing';
    }),
  );
  return stamps.join(' ');
}

interface Pair {
  readonly certificate: string;
  readonly key: string;
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
 * Whether the files of `certificates: files`, as they are now, may take the place of what is served. What is wrong with
 * the old ones too keeps no new ones out: it would keep them out for ever.
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
  const pairOf = (files: ReadonlyMap<string, RenderedFile>): Pair => ({
    certificate: files.get(serverCertificate)?.content ?? '',
    key: files.get(serverKey)?.content ?? '',
  });
  const roots = knownRoots();
  const judge = ({ certificate, key }: Pair): JudgedPair['problems'] =>
    judgePair({
      certificate: { path: from.get(serverCertificate) ?? serverCertificate, bytes: Buffer.from(certificate) },
      key: { path: from.get(serverKey) ?? serverKey, bytes: Buffer.from(key) },
      hosts,
      now,
      roots,
    }).problems;
  const old = judge(pairOf(running));
  const before = new Set(old.map(({ code }) => code));
  // As long as nothing that somebody minds is wrong with the old ones, nothing that somebody minds comes in.
  const wasWell = old.every(({ effect }) => effect === 'slow');
  const wrong = judge(pairOf(fresh)).filter(
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
