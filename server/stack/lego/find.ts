import { LatchkeyError } from '../../../shared/errors.ts';
import { findOnPath, isExecutable } from '../../platform/find-tool.ts';
import { runTool } from '../../platform/run-tool.ts';
import { whyNotTrusted } from '../../platform/trusted-file.ts';

/** The ACME client that answers DNS-01 (https://go-acme.github.io/lego/), as it was found. */
export interface Lego {
  readonly path: string;
  /** `4.9.1`; Debian's says `dev`. */
  readonly version: string;
  /** How it wants its options: since 5.0 all of them behind `run`. */
  readonly options: 'before-run' | 'behind-run';
  /** Whether it takes the key of an external account otherwise than as an argument, which everybody could read. */
  readonly externalAccounts: boolean;
}

const INSTALL =
  'Install it (on Debian and Ubuntu: apt-get install lego), or name one in LATCHKEY_LEGO (github.com/go-acme/lego/releases).';

/**
 * Its own environment: none of ours. lego makes its folder before it prints its help, and prints nothing where it may not
 * (a read-only `/`): it is named one that exists, and writes nothing there.
 */
const bare = (env: NodeJS.ProcessEnv) => ({ PATH: env.PATH ?? '/usr/bin:/bin', LEGO_PATH: '/' });

/**
 * Finds lego: the one that LATCHKEY_LEGO names and no other, else the first on PATH. Debian's does not say its version, so
 * what it can do decides.
 * @throws LatchkeyError TOOL_MISSING, TOOL_NOT_TRUSTED, TOOL_TOO_OLD
 */
export async function findLego(env: NodeJS.ProcessEnv): Promise<Lego> {
  const named = env.LATCHKEY_LEGO;
  const path = named ?? (await findOnPath('lego', env.PATH));
  if (path === undefined || !path.startsWith('/') || !(await isExecutable(path))) {
    const detail = named
      ? `LATCHKEY_LEGO names ${named}, which is no program.`
      : 'lego is needed for certificates: dns-01, and there is none on PATH.';
    throw new LatchkeyError('TOOL_MISSING', { detail, hint: INSTALL });
  }
  const doubt = await whyNotTrusted(path);
  if (doubt !== undefined) throw new LatchkeyError('TOOL_NOT_TRUSTED', { detail: `${path} is not run: ${doubt}.` });
  const [version, help, whole] = await Promise.all(
    [['--version'], ['run', '--help'], ['--help']].map((args) => runTool(path, args, { env: bare(env) })),
  );
  const known = /^lego version (\S+)/m.exec(version?.stdout ?? '')?.[1];
  if (known === undefined) throw new LatchkeyError('TOOL_MISSING', { detail: `${path} is not lego.`, hint: INSTALL });
  const [run, top] = [help?.stdout ?? '', whole?.stdout ?? ''];
  const externalAccounts = `${run}${top}`.includes('LEGO_EAB_HMAC');
  if (run.includes('--deploy-hook') && run.includes('--csr'))
    return { path, version: known, options: 'behind-run', externalAccounts };
  if (run.includes('--run-hook') && top.includes('--csr') && top.includes('--dns.resolvers'))
    return { path, version: known, options: 'before-run', externalAccounts };
  throw new LatchkeyError('TOOL_TOO_OLD', {
    detail: `lego 4.9 or later is needed, and ${path} is ${known}.`,
    hint: INSTALL,
  });
}

/** The codes of the DNS providers that a lego knows; none when it does not say. */
export async function legoProviders({ path }: Pick<Lego, 'path'>, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const { stdout } = await runTool(path, ['dnshelp'], { env: bare(env) });
  const list = /^All DNS codes:\n\s+(.*)$/m.exec(stdout)?.[1] ?? '';
  return list.split(/,\s*/).filter((code) => /^[a-z0-9-]+$/.test(code));
}
