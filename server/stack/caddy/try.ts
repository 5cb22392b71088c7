import { dirname, resolve } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import { NotUtf8Error, textOf } from '../../../shared/text-encoding.ts';
import { errnoOf } from '../../platform/errno.ts';
import { runTool } from '../../platform/run-tool.ts';
import { type PrepareOptions, prepareHome } from '../validate.ts';
import { caddyEnvironment } from './environment.ts';
import { type ImportFinding, type Inspection, inspectCaddyfile } from './inspect.ts';
import { Places } from './places.ts';
import { readSource, UnreadableSourceError } from './read-source.ts';
import { type Sources, sourcesOf } from './sources.ts';

/** What came of reading a Caddyfile and of trying it in a home. */
export interface Trial extends Inspection {
  /** Hosts that the home does not know yet and would. */
  readonly becomeReachable: readonly string[];
  readonly content: string;
  /** The files that it imports. */
  readonly imports: readonly string[];
}

/** A path as a pattern that is for this one file. */
const literally = (path: string) => path.replace(/[\\*?[\]]/g, '\\$&');

/** Reads the file and what it imports, by place, before Caddy does: Caddy prints what it does not understand. */
function readable(file: string, { config, layout, env }: PrepareOptions): Sources {
  const adapting = caddyEnvironment(config, layout, env, { adapting: true });
  const places = new Places({ layout });
  const alone = { ...config, sites: [literally(file)], services: [] };
  return sourcesOf({ config: alone, layout, places, env: adapting });
}

function contentOf(file: string): string {
  try {
    return textOf(readSource(file), file);
  } catch (cause) {
    if (cause instanceof NotUtf8Error)
      throw new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail: cause.message, cause });
    const code = errnoOf(cause) ?? 'unknown';
    const why = cause instanceof UnreadableSourceError ? cause.message : `cannot be read: ${code}`;
    throw new LatchkeyError('USAGE', { detail: `${file} ${why}.`, hint: 'Name the file.', cause });
  }
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
    const message = `was tried without the sites that the home has, which are broken themselves: ${thrown.detail ?? thrown.title}`;
    return { hosts: await hostsWith([]), sites: [], notes: [{ kind: 'note', hosts: [], message }] };
  }
}

/**
 * Reads a Caddyfile where it lies, and tries it in the home from there, with HAProxy, Caddy and the guard, without
 * changing anything.
 * @param file absolute
 * @throws LatchkeyError RENDERED_NOT_ACCEPTED when Caddy cannot read the file, or when the home is broken without it
 */
export async function tryCaddyfile(file: string, options: PrepareOptions): Promise<Trial> {
  const { config, layout, tools, env } = options;
  const content = contentOf(file);
  const { files, problems } = readable(file, options);
  if (problems.length > 0) {
    const hint = 'Change that in the file first; nothing was changed in the home.';
    throw new LatchkeyError('RENDERED_NOT_ACCEPTED', { detail: problems.join('\n'), hint });
  }
  // Read in its own folder, so that what it imports is found.
  const { ok, stdout, stderr } = await runTool(
    tools.caddy.path,
    ['adapt', '--config', file, '--adapter', 'caddyfile'],
    { env: caddyEnvironment(config, layout, env, { adapting: true }), cwd: dirname(file) },
  );
  if (!ok) {
    const words = stderr.trim().split('\n').at(-1) ?? '';
    throw new LatchkeyError('RENDERED_NOT_ACCEPTED', {
      detail: `Caddy: ${words.replace(/^Error: /, '')}`,
      hint: 'Caddy cannot read this file. Correct it first; nothing was changed.',
    });
  }
  const inspection = inspectCaddyfile(JSON.parse(stdout), config);
  const imports = files.filter(({ path }) => path !== file).map(({ path }) => path);
  const own = config.sites.filter((site) => resolve(layout.dir, site) !== file);
  const { hosts: before, sites: kept, notes } = await withoutBroken(options, own);
  const known = new Set(before);
  try {
    const sites = [...kept, literally(file)];
    const { hosts } = await prepareHome({ ...options, config: { ...config, sites } });
    const findings = [...inspection.findings, ...notes];
    return { ...inspection, findings, content, imports, becomeReachable: hosts.filter((host) => !known.has(host)) };
  } catch (thrown) {
    if (!LatchkeyError.is(thrown) || thrown.code !== 'RENDERED_NOT_ACCEPTED') throw thrown;
    const becomeReachable = inspection.sites.map(({ host }) => host).filter((host) => !known.has(host));
    return {
      ...inspection,
      content,
      imports,
      becomeReachable: [...new Set(becomeReachable)],
      findings: [
        ...inspection.findings,
        ...notes,
        { kind: 'conflict', hosts: [], message: thrown.detail ?? thrown.title },
      ],
    };
  }
}
