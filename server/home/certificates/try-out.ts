import { resolve } from 'node:path';
import { wantedNames } from '../../core/certificates/names.ts';
import type { Dns01 } from '../../core/config/sections/dns-01.ts';
import type { Clock } from '../../core/ports/basics.ts';
import type { ConfiguredHome } from '../read.ts';
import type { LegoForCommand } from './lego-for-command.ts';
import { obtain } from './obtain.ts';

export interface TryOutOptions {
  readonly provider: string;
  /** Files by variable; what is not here comes from latchkey.yaml where that names the same provider. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  /** What is asked instead of the CA of latchkey.yaml. */
  readonly directory: string | undefined;
  /** Absolute. */
  readonly root: string | undefined;
  readonly lego: LegoForCommand;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Has a certificate issued and throws it away. @returns the names, and what went wrong */
export async function tryOut(
  { config, layout, facts }: ConfiguredHome,
  { provider, credentials, settings, directory, root, lego, env, cwd, clock, signal }: TryOutOptions,
): Promise<{ readonly names: readonly string[]; readonly problem: string | undefined }> {
  const configured = config.certificates.kind === 'dns-01' ? config.certificates : undefined;
  const same = configured?.provider === provider ? configured : undefined;
  const places = Object.entries(credentials).map(([name, file]) => [name, { file: resolve(cwd, file) }] as const);
  const dns01: Dns01 = {
    provider,
    credentials: places.length > 0 ? Object.fromEntries(places) : (same?.credentials ?? {}),
    settings: { ...same?.settings, ...settings },
    names: configured?.names ?? [],
    resolvers: configured?.resolvers ?? [],
    checkDns: configured?.checkDns ?? true,
  };
  const names = wantedNames(config, facts.sites);
  const obtained = await obtain({
    acme: directory === undefined ? config.acme : { directory, email: config.acme.email, ...(root && { root }) },
    ...{ dns01, names, domain: config.domain, layout, env, signal, account: 'check' },
    ...{ folder: lego.folder, launch: lego.launch, apart: lego.apart, now: () => clock.now() },
  });
  return { names, problem: obtained.ok ? undefined : obtained.failure.reason };
}
