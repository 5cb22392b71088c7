import { LatchkeyError } from '../../../shared/errors.ts';
import { findOnPath, isExecutable } from '../../platform/find-tool.ts';
import { whyNotTrusted } from '../../platform/trusted-file.ts';
import type { AskLego } from './ask.ts';

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
 * Finds lego: the one that LATCHKEY_LEGO names and no other, else the first on PATH. Debian's does not say its version, so
 * what it can do decides.
 * @param ask runs it: where another user may, as that one
 * @throws LatchkeyError TOOL_MISSING, TOOL_NOT_TRUSTED, TOOL_TOO_OLD
 */
export async function findLego(env: NodeJS.ProcessEnv, ask: AskLego): Promise<Lego> {
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
  const known = /^lego version (\S+)/m.exec(await ask(path, ['--version']))?.[1];
  if (known === undefined) throw new LatchkeyError('TOOL_MISSING', { detail: `${path} is not lego.`, hint: INSTALL });
  const [run, top] = [await ask(path, ['run', '--help']), await ask(path, ['--help'])];
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
export async function legoProviders({ path }: Pick<Lego, 'path'>, ask: AskLego): Promise<readonly string[]> {
  const list = /^All DNS codes:\n\s+(.*)$/m.exec(await ask(path, ['dnshelp']))?.[1] ?? '';
  return list.split(/,\s*/).filter((code) => /^[a-z0-9-]+$/.test(code));
}

/**
 * Which of these variables a provider has nothing to do with: lego's libraries, and the machine's, read others, which would
 * have it trust, run or read something else. The provider's own are those that lego lists, those with its code before them,
 * and either of them as the name of a file.
 * @returns undefined when lego does not know the provider
 */
export async function foreignVariables(
  { path }: Pick<Lego, 'path'>,
  ask: AskLego,
  { provider, names }: { readonly provider: string; readonly names: readonly string[] },
): Promise<readonly string[] | undefined> {
  const help = await ask(path, ['dnshelp', '-c', provider]);
  if (!/^Code:\s+'/m.test(help)) return undefined;
  const listed = new Set([...help.matchAll(/^\s*- "([A-Z0-9_]+)":/gm)].map(([, name = '']) => name));
  const code = `${provider.toUpperCase().replaceAll('-', '_')}_`;
  return names.filter((name) => !name.startsWith(code) && !listed.has(name) && !listed.has(name.replace(/_FILE$/, '')));
}
