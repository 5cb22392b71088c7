import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import { type Inspection, inspectCaddyfile } from './inspect-caddyfile.ts';
import { type PrepareOptions, prepareHome } from './prepare.ts';
import { runTool } from './run-tool.ts';

/** What came of reading a Caddyfile and of trying it in a home. */
export interface Trial extends Inspection {
  /** Hosts that the home does not know yet and would. */
  readonly becomeReachable: readonly string[];
  readonly content: string;
}

/**
 * Reads a Caddyfile where it lies, and tries a copy of it in the home, with HAProxy, Caddy and the guard, without
 * changing anything.
 * @param file absolute
 * @throws LatchkeyError RENDERED_NOT_ACCEPTED when Caddy cannot read the file, or when the home is broken without it
 */
export async function tryCaddyfile(file: string, options: PrepareOptions): Promise<Trial> {
  const { config, layout, tools, env } = options;
  const content = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new LatchkeyError('USAGE', {
      detail: `${file} cannot be read: ${cause.code}.`,
      hint: 'Name the file.',
      cause,
    });
  });
  // Read in its own folder, so that what it imports is found.
  const { ok, stdout, stderr } = await runTool(
    tools.caddy.path,
    ['adapt', '--config', file, '--adapter', 'caddyfile'],
    { env, cwd: dirname(file) },
  );
  if (!ok) {
    const words = stderr.trim().split('\n').at(-1) ?? '';
    throw new LatchkeyError('RENDERED_NOT_ACCEPTED', {
      detail: `Caddy: ${words.replace(/^Error: /, '')}`,
      hint: 'Caddy cannot read this file. Mend it first; nothing was changed.',
    });
  }
  const inspection = inspectCaddyfile(JSON.parse(stdout), config);
  const known = new Set((await prepareHome(options)).hosts);
  // Beside the real ones, where `--apply` would put it; the name is one that no pattern for sites takes in.
  const copy = join(layout.dir, `.latchkey-import-${randomUUID()}`);
  try {
    await writeFile(copy, content, { mode: 0o600, flag: 'wx' });
    const sites = [...config.sites.filter((site) => resolve(layout.dir, site) !== file), copy];
    const { hosts } = await prepareHome({ ...options, config: { ...config, sites } });
    return { ...inspection, content, becomeReachable: hosts.filter((host) => !known.has(host)) };
  } catch (thrown) {
    if (!LatchkeyError.is(thrown) || thrown.code !== 'RENDERED_NOT_ACCEPTED') throw thrown;
    const message = (thrown.detail ?? thrown.title).replaceAll(copy, file).replaceAll(basename(copy), file);
    const becomeReachable = inspection.sites.map(({ host }) => host).filter((host) => !known.has(host));
    return {
      ...inspection,
      content,
      becomeReachable: [...new Set(becomeReachable)],
      findings: [...inspection.findings, { kind: 'conflict', hosts: [], message }],
    };
  } finally {
    await rm(copy, { force: true });
  }
}
