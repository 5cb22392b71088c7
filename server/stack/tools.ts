import { readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { LatchkeyError } from '../../shared/errors.ts';
import { plainText } from '../../shared/plain-text.ts';
import { isExecutable, pathFolders } from '../platform/find-tool.ts';
import { runTool } from '../platform/run-tool.ts';
import { whyNotTrusted } from '../platform/trusted-file.ts';

/** A program the home runs, found and new enough. */
interface Tool {
  readonly path: string;
  readonly version: string;
}
export interface Tools {
  readonly caddy: Tool;
  readonly haproxy: Tool;
}

interface Wanted {
  readonly name: 'Caddy' | 'HAProxy';
  readonly binary: string;
  readonly variable: string;
  readonly versionArgument: string;
  readonly least: string;
  /** Why not an older one. */
  readonly why: string;
  readonly install: string;
}

/** The oldest Caddy that a home runs on. */
export const LEAST_CADDY = '2.11.4';

const CADDY: Wanted = {
  name: 'Caddy',
  binary: 'caddy',
  variable: 'LATCHKEY_CADDY',
  versionArgument: 'version',
  least: LEAST_CADDY,
  why: 'Earlier ones let strangers in when a CA file is damaged, or do not check certificates as promised.',
  install:
    'latchkey doctor prints the command that gets it; in a checkout, npm run setup gets it. If it is elsewhere, write its path into LATCHKEY_CADDY.',
};
const HAPROXY: Wanted = {
  name: 'HAProxy',
  binary: 'haproxy',
  variable: 'LATCHKEY_HAPROXY',
  versionArgument: '-v',
  least: '2.6',
  why: 'Its configuration needs what came with 2.6.',
  install: 'Install it (on Debian and Ubuntu: apt-get install haproxy), or name it in LATCHKEY_HAPROXY.',
};

/** Characters of what a program says for itself. */
const MOST_SAID = 300;

/** Daemons live where an ordinary user's PATH does not lead. */
const DAEMON_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Compares dotted versions by number. @returns negative, zero or positive, as a sort wants it */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((text) => text.split('.').map(Number));
  for (let i = 0; i < Math.max(a?.length ?? 0, b?.length ?? 0); i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * The checkout that a file of this program lies in, or undefined in what is bundled: there is no `.tools/` beside that.
 * @param file where this very module is
 */
async function checkoutOf(file: string): Promise<string | undefined> {
  const root = resolve(dirname(file), '../..');
  if (file !== join(root, 'server/stack/tools.ts')) return undefined;
  return (await isFile(join(root, 'package.json'))) ? root : undefined;
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** `.tools/caddy/<version>/caddy` of a checkout, the newest first. */
async function unpackedCaddies(checkout: string | undefined): Promise<string[]> {
  if (checkout === undefined) return [];
  const store = join(checkout, '.tools', 'caddy');
  return (await readdir(store).catch(() => []))
    .filter((version) => /^\d+(\.\d+)+$/.test(version))
    .sort(compareVersions)
    .reverse()
    .map((version) => join(store, version, 'caddy'));
}

/** @returns the version that a program says, or what it says instead */
async function versionOf(
  { name, versionArgument }: Wanted,
  path: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly version: string | undefined; readonly said: string }> {
  const { ok, stdout, stderr } = await runTool(path, [versionArgument], { env });
  const pattern = name === 'HAProxy' ? /version (\d+(?:\.\d+)+)/ : /^v?(\d+(?:\.\d+)+)/;
  // Behind the first empty line, Go prints its stack.
  const [words = ''] = stderr.trim().split('\n\n');
  const said = plainText(words.replace(/\s+/g, ' ')).slice(0, MOST_SAID);
  return { version: ok ? pattern.exec(stdout)?.[1] : undefined, said: said === '' ? '.' : `: ${said}` };
}

/** @param unknown programs that did not say their version, in a sentence each */
function notFound(
  { name, least, variable, install }: Wanted,
  named: string | undefined,
  unknown: readonly string[],
): LatchkeyError {
  const missing = named ? `${variable} names ${named}, which is no program.` : `${name} ${least} or later is needed.`;
  const detail = named && unknown[0] ? unknown[0] : [missing, ...unknown].join('\n');
  return new LatchkeyError('TOOL_MISSING', { detail, hint: install });
}

async function find(wanted: Wanted, candidates: readonly string[], env: NodeJS.ProcessEnv): Promise<Tool> {
  const { name, least, why, install, variable } = wanted;
  const named = env[variable];
  const old: string[] = [];
  const unknown: string[] = [];
  const notTrusted: string[] = [];
  for (const path of named ? [named] : candidates) {
    if (!isAbsolute(path) || !(await isExecutable(path))) continue;
    // Before it is run, even for its version.
    const doubt = await whyNotTrusted(path);
    if (doubt !== undefined) {
      notTrusted.push(`${path} is not run: ${doubt}.`);
      continue;
    }
    const { version, said } = await versionOf(wanted, path, env);
    if (version === undefined) {
      unknown.push(`${path}${named ? `, named by ${variable},` : ''} does not say which ${name} it is${said}`);
    } else if (compareVersions(version, least) < 0) old.push(`${path} is ${version}`);
    else return { path, version };
  }
  if (notTrusted.length > 0) {
    throw new LatchkeyError('TOOL_NOT_TRUSTED', {
      detail: [...notTrusted, ...old.map((each) => `${each}, and ${name} ${least} or later is needed.`)].join('\n'),
    });
  }
  if (old.length > 0) {
    throw new LatchkeyError('TOOL_TOO_OLD', {
      detail: `${name} ${least} or later is needed, and ${old.join(', ')}. ${why}`,
      hint: install,
    });
  }
  throw notFound(wanted, named, unknown);
}

/**
 * Finds Caddy and HAProxy: the one that LATCHKEY_CADDY or LATCHKEY_HAPROXY names and no other; else the first on PATH
 * that is new enough (HAProxy: in the sbin folders too); else, for Caddy, the newest in the checkout's `.tools/`. What
 * anybody but root and this user could have put there is not run.
 * @param env the environment to read PATH and the variables from
 * @param program a file of this program, by which its checkout is known
 * @throws LatchkeyError TOOL_MISSING, TOOL_TOO_OLD, TOOL_NOT_TRUSTED
 */
export async function findTools(env: NodeJS.ProcessEnv, program: string = import.meta.filename): Promise<Tools> {
  const folders = pathFolders(env.PATH);
  const on = (paths: readonly string[], binary: string) => [...new Set(paths)].map((folder) => join(folder, binary));
  const [caddy, haproxy] = await Promise.all([
    checkoutOf(program)
      .then(unpackedCaddies)
      .then((unpacked) => find(CADDY, [...on(folders, CADDY.binary), ...unpacked], env)),
    find(HAPROXY, on([...folders, ...DAEMON_FOLDERS], HAPROXY.binary), env),
  ]);
  return { caddy, haproxy };
}
