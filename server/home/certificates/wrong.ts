import { LatchkeyError } from '../../../shared/errors.ts';
import { wantedNames } from '../../core/certificates/names.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { Dns01Problem } from '../../core/doctor/ports.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { didYouMean } from '../../core/names/did-you-mean.ts';
import { readSecret } from '../../notifications/secret.ts';
import { askAsSelf } from '../../stack/lego/ask.ts';
import { findLego, foreignVariables, legoProviders } from '../../stack/lego/find.ts';
import { notOfProvider } from './obtain.ts';
import { ownCertificate, rememberedTries } from './present.ts';

const wordsOf = (thrown: unknown) =>
  (LatchkeyError.is(thrown) ? (thrown.detail ?? thrown.title) : (thrown as Error).message).replace(/\.$/, '');

/**
 * What keeps a home from getting its certificate by DNS-01, as far as it can be seen without asking anybody.
 * @param sites hosts of hand-written sites
 */
export async function wrongWithDns01(
  config: HomeConfig | undefined,
  layout: HomeLayout,
  sites: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly Dns01Problem[]> {
  if (config?.certificates.kind !== 'dns-01') return [];
  const { provider, credentials, settings } = config.certificates;
  const there = await ownCertificate(layout, wantedNames(config, sites));
  const missing = there === undefined;
  const problems: Dns01Problem[] = [];
  const ask = askAsSelf(env);
  const lego = await findLego(env, ask).catch((thrown: unknown) => {
    problems.push({ what: wordsOf(thrown), fix: 'install', missing });
    return undefined;
  });
  const known = lego ? await legoProviders(lego, ask) : [];
  if (known.length > 0 && !known.includes(provider)) {
    const meant = didYouMean(provider, known);
    const near = meant === undefined ? 'lego dnshelp lists them' : `did you mean ${meant}?`;
    problems.push({ what: `lego knows no DNS provider ${provider}: ${near}`, fix: 'edit', missing });
  }
  const names = [...Object.keys(credentials), ...Object.keys(settings)];
  const foreign = lego ? await foreignVariables(lego, ask, { provider, names }) : [];
  for (const name of foreign ?? []) problems.push({ what: notOfProvider(name, provider), fix: 'edit', missing });
  for (const [name, place] of Object.entries(credentials)) {
    // The variables of the running home are not those of this command.
    if ('env' in place) continue;
    await readSecret({ place, dir: layout.dir, env }).catch((thrown: unknown) =>
      problems.push({ what: `${name}: ${wordsOf(thrown)}`, fix: 'edit', missing }),
    );
  }
  const { failure, failures } = await rememberedTries(layout);
  // Without lego every try says again what is said already.
  if (lego && failure && failures > 0)
    problems.push({
      what: `No server certificate could be had, ${failures} times in a row. ${failure.reason}`,
      fix: 'renew',
      missing,
    });
  return problems;
}
