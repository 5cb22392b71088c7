import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import { parseJson } from '../../../shared/json.ts';
import { NotUtf8Error, textOf } from '../../../shared/text-encoding.ts';
import { readRegularFile, UnreadableFileError, whyUnreadable } from '../../platform/regular-file.ts';
import { runTool } from '../../platform/run-tool.ts';
import { Whereabouts, withoutGlobalOptions } from '../caddy/blocks.ts';
import { helpWith } from '../caddy/caddy-words.ts';
import { caddyEnvironment } from '../caddy/environment.ts';
import { Places } from '../caddy/places.ts';
import { type Sources, sourcesOf } from '../caddy/sources.ts';
import { unissuedHosts, unissuedWords } from '../caddy/unissued.ts';
import type { PrepareOptions } from '../prepare-options.ts';
import { type Prepared, prepareHome } from '../validate.ts';
import { globalOptions, type ImportFinding, type Inspection, inspectCaddyfile } from './inspect.ts';
import { saidOnce } from './said-once.ts';
import { copyName, type Tree, treeOf, withCopy } from './tree.ts';
import { otherFile } from './what-it-is.ts';

/** What came of reading a Caddyfile and of trying it in a home. */
export interface Trial extends Inspection {
  /** Hosts that the home does not know yet and would. */
  readonly becomeReachable: readonly string[];
  /** The file and what it imports, as they would be copied; no files when they could not be read. */
  readonly tree: Tree;
}

const NOTHING: Trial = {
  sites: [],
  becomeReachable: [],
  findings: [],
  tree: { files: new Map(), taken: [], left: [], changes: [] },
};

/** A path as a pattern that is for this one file. */
const literally = (path: string) => path.replace(/[\\*?[\]]/g, '\\$&');

const isJson = (text: string) => typeof parseJson(text) === 'object';

function requireReadable(file: string): void {
  try {
    if (isJson(textOf(readRegularFile(file), file)))
      throw new UnreadableFileError("is Caddy's JSON, and only Caddyfiles are read; write its sites as one");
  } catch (cause) {
    if (cause instanceof NotUtf8Error)
      throw new LatchkeyError('FILE_NOT_READABLE', {
        detail: `${cause.message}.`,
        hint: 'Convert it as the detail says, look at the result, and name that; nothing was changed.',
        cause,
      });
    throw new LatchkeyError('USAGE', { detail: `${file} ${whyUnreadable(cause)}.`, hint: 'Name the file.', cause });
  }
}

/** Reads the file and what it imports, by place, before Caddy does: Caddy prints what it does not understand. */
function read(file: string, { config, layout, env }: PrepareOptions): Sources {
  const adapting = caddyEnvironment(config, layout, env, { adapting: true });
  const alone = { ...config, sites: [literally(file)], services: [] };
  return sourcesOf({ config: alone, layout, places: new Places({ layout }), env: adapting });
}

interface Own {
  readonly hosts: readonly string[];
  readonly sites: readonly string[];
  readonly notes: readonly ImportFinding[];
}

/**
 * What the home has by itself. When its own sites are broken, that is no fault of the file: it is tried without them.
 * @throws LatchkeyError RENDERED_NOT_ACCEPTED when the home is broken without any site
 */
async function withoutBroken(options: PrepareOptions, sites: readonly string[]): Promise<Own> {
  const hostsWith = async (some: readonly string[]) =>
    (await prepareHome({ ...options, config: { ...options.config, sites: [...some] } })).hosts;
  try {
    return { hosts: await hostsWith(sites), sites, notes: [] };
  } catch (thrown) {
    if (!LatchkeyError.is(thrown) || thrown.code !== 'RENDERED_NOT_ACCEPTED' || sites.length === 0) throw thrown;
    const message = `The file was tried without the sites that the home has, which are broken themselves: ${thrown.detail ?? thrown.title}`;
    return { hosts: await hostsWith([]), sites: [], notes: [{ kind: 'note', hosts: [], message }] };
  }
}

/** What is said of a copy, in the words of who wrote the file: the copy is nobody's. */
const ofOriginal = (text: string, folder: string, { file, name }: Brought) =>
  text
    .replaceAll(`${folder}/${name}.caddy`, file)
    .replaceAll(`${folder}/${name}/`, `${dirname(file)}/`.replace('//', '/'));

/** What is tried. */
interface Brought {
  /** Absolute. */
  readonly file: string;
  /** What its copy is called. */
  readonly name: string;
  readonly tree: Tree;
}

/** One try of the file as a Caddyfile of its own. */
type Adapted = { readonly ok: true; readonly config: unknown } | { readonly ok: false; readonly words: string };

async function adapt(brought: Brought, { config, layout, tools, env }: PrepareOptions): Promise<Adapted> {
  return withCopy(brought.tree, async (folder) => {
    const args = ['adapt', '--config', join(folder, `${brought.name}.caddy`), '--adapter', 'caddyfile'];
    const environment = caddyEnvironment(config, layout, env, { adapting: true });
    const { ok, stdout, stderr } = await runTool(tools.caddy.path, args, { env: environment, cwd: folder });
    if (ok) return { ok, config: JSON.parse(stdout) };
    const words = stderr.trim().split('\n').at(-1) ?? '';
    return { ok, words: ofOriginal(words.replace(/^Error: /, ''), folder, brought) };
  });
}

/** What Caddy cannot read, with what may help. */
function unreadable(words: string): ImportFinding {
  const message = `Caddy cannot read the file: ${words.replace(/\.$/, '')}. ${helpWith(words) ?? 'Correct that first.'}`;
  return { kind: 'conflict', hosts: [], where: placeIn(words), message };
}

const placeIn = (words: string) => /(\/[^\s:,]+:\d+)/.exec(words)?.[1];

/** What the trial says a second time, in the home's words: the inspection has it with more help. */
const SAID: readonly (readonly [trial: RegExp, inspection: RegExp])[] = [
  [/past the client-certificate check; remove/, /past the client-certificate check|one port for everything|every name/],
  [
    /multiplex HTTP and HTTPS|takes the place of a service|changes options of the LAN listener/,
    /without TLS|one port for everything|every name/,
  ],
  [/a part of it is empty/, /a part of it is empty/],
  [/is no name|between two dots|characters long/, /is no name|between two dots|characters long/],
  [/is in latchkey\.yaml already/, /is in latchkey\.yaml already/],
];

/** Without global options, which are no site's. */
function sitesOnly({ tree, ...brought }: Brought): Brought {
  const files = new Map([...tree.files].map(([path, text]) => [path, withoutGlobalOptions(text)]));
  return { ...brought, tree: { ...tree, files } };
}

/** How the home takes the file. */
async function inHome(
  brought: Brought,
  own: Own,
  options: PrepareOptions,
): Promise<{ readonly prepared: Prepared } | { readonly problems: readonly string[] }> {
  return withCopy(sitesOnly(brought).tree, async (folder) => {
    const config = { ...options.config, sites: [...own.sites, literally(join(folder, `${brought.name}.caddy`))] };
    try {
      return { prepared: await prepareHome({ ...options, config }) };
    } catch (thrown) {
      if (!LatchkeyError.is(thrown) || thrown.code !== 'RENDERED_NOT_ACCEPTED') throw thrown;
      return { problems: ofOriginal(thrown.detail ?? thrown.title, folder, brought).split('\n') };
    }
  });
}

/**
 * Reads a Caddyfile where it lies, and tries a copy of it in the home, with HAProxy, Caddy and the guard, without changing
 * anything.
 * @param file absolute
 * @throws LatchkeyError USAGE when it cannot be read, RENDERED_NOT_ACCEPTED when the home is broken without it
 */
export async function tryCaddyfile(file: string, options: PrepareOptions): Promise<Trial> {
  const { config, layout, env } = options;
  requireReadable(file);
  const { files: sources, problems, unmatched } = read(file, options);
  const conflict = (message: string): ImportFinding => ({
    kind: 'conflict',
    hosts: [],
    where: placeIn(message),
    message,
  });
  if (problems.length > 0) return { ...NOTHING, findings: saidOnce(problems.map(conflict)) };

  const adapting = caddyEnvironment(config, layout, env, { adapting: true });
  const name = copyName(file);
  const tree = treeOf({ file, sources, name, env: adapting });
  const brought = { file, name, tree };
  const at = new Whereabouts(sources, adapting);
  const notes: ImportFinding[] = unmatched.map(({ at: where, pattern }) => {
    const message = `No file fits ${pattern}, so that nothing is imported there.`;
    return { kind: 'note', hosts: [], where, message };
  });
  const globals = globalOptions(at);

  // Its global options may be for modules that this Caddy does not have.
  const withOptions = await adapt(brought, options);
  const alone = withOptions.ok || globals.length === 0 ? withOptions : await adapt(sitesOnly(brought), options);
  const other = otherFile(sources.find(({ path }) => path === file)?.text ?? '');
  if (other !== undefined && (!alone.ok || globals.length > 0))
    return { ...NOTHING, tree, findings: [{ kind: 'conflict', hosts: [], message: `${file} ${other}.` }] };
  if (!alone.ok) return { ...NOTHING, tree, findings: [...globals, unreadable(alone.words), ...notes] };
  const inspection = inspectCaddyfile(alone.config, config, at);
  const own = await withoutBroken(
    options,
    config.sites.filter((site) => resolve(layout.dir, site) !== file),
  );
  const known = new Set(own.hosts);
  const tried = await inHome(brought, own, options);
  const said = (line: string) =>
    SAID.some(([trial, seen]) => trial.test(line) && inspection.findings.some(({ message }) => seen.test(message)));
  const prepared = 'prepared' in tried ? tried.prepared : undefined;
  const hosts = prepared?.hosts ?? inspection.sites.map(({ host }) => host);
  const bare = globals.length === 0 ? alone : await adapt(sitesOnly(brought), options);
  // With global options every site would seem to have their mail address and CA in a tls of its own.
  const unissued = prepared?.unissued ?? (bare.ok ? unissuedHosts(bare.config, config) : []);
  const findings = [
    ...globals,
    ...inspection.findings,
    ...unissued.filter((host) => !known.has(host)).map((host) => noCertificate(host, config, at)),
    ...('problems' in tried ? tried.problems.filter((line) => !said(line)) : []).map((line) =>
      conflict(`${line.replace(/\.$/, '')}.`),
    ),
    ...alreadyThere(join(layout.sites, `${name}.caddy`), file),
    ...(inspection.sites.length === 0 && inspection.findings.length === 0 ? [NO_SITE] : []),
    ...own.notes,
    ...notes,
  ];
  return {
    ...inspection,
    tree,
    becomeReachable: [...new Set(hosts)].filter((host) => !known.has(host)),
    findings: saidOnce(findings).toSorted((one, other) => RANK.indexOf(one.kind) - RANK.indexOf(other.kind)),
  };
}

/** A copy of before is somebody's work by now. */
function alreadyThere(copy: string, file: string): ImportFinding[] {
  if (copy === file || !existsSync(copy)) return [];
  const message = `${copy} is there already, perhaps from an earlier import, and is not written over. Change it there; or move it out of sites/ (with the folder of its name) and import again; or, if the two have nothing in common, give this file another name.`;
  return [{ kind: 'conflict', hosts: [], message }];
}

const NO_SITE: ImportFinding = {
  kind: 'note',
  hosts: [],
  message: 'The file has no site: <name> { … }. Perhaps another one has them.',
};

const RANK: readonly ImportFinding['kind'][] = ['conflict', 'note'];

function noCertificate(host: string, config: PrepareOptions['config'], at: Whereabouts): ImportFinding {
  const message = `The file ${unissuedWords(host, config)}.`;
  return { kind: 'conflict', hosts: [host], where: at.site(host, 'tls'), message };
}
