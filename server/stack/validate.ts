import { LatchkeyError } from '../../shared/errors.ts';
import { type AcceptedCaddy, checkCaddy } from './caddy/check.ts';
import { siteWarnings } from './caddy/site-warnings.ts';
import { checkHaproxy } from './haproxy/check.ts';
import type { PrepareOptions } from './prepare-options.ts';
import { renderHome } from './render.ts';
import type { Rendered, RenderedFile, RenderWarning } from './rendered/types.ts';
import { uncoveredHosts } from './server-certificate/certificate-files.ts';
import {
  type Copied,
  copiedFor,
  readCopied,
  requireCaCertificate,
  requireKeyFiles,
  servedPair,
  unsignedHosts,
} from './server-certificate/key-files.ts';

/** What HAProxy and Caddy have accepted, ready to be written and run. */
export interface Prepared extends Rendered {
  /** Every host that the LAN listener knows, the hand-written ones included. */
  readonly hosts: readonly string[];
  /** Those of them that no CA issues a certificate for. */
  readonly unissued: readonly string[];
}

interface Material {
  /** What Caddy is to be asked about where it comes from. */
  readonly copied: readonly Copied[];
  readonly copies: Map<string, RenderedFile>;
  readonly warnings: Rendered['warnings'];
}

/** What the home stands on, and the copies that Caddy reads; at a start, those of before when the new ones cannot be used. */
async function material({ config, layout, orServed = false }: PrepareOptions): Promise<Material> {
  const copied = copiedFor(config, layout);
  try {
    await requireKeyFiles(config, layout);
    return { copied, copies: await readCopied(copied), warnings: [] };
  } catch (thrown) {
    if (
      !orServed ||
      (config.certificates.kind !== 'files' && config.certificates.kind !== 'dns-01') ||
      !LatchkeyError.is(thrown)
    )
      throw thrown;
    await requireCaCertificate(layout);
    const served = await servedPair(layout);
    if (!served) throw thrown;
    const message = `cannot be used, and what was served last is served on: ${thrown.detail ?? thrown.title}`;
    return { copied: [], copies: served, warnings: [{ path: 'certificates', message }] };
  }
}

/** Names that nobody would connect to, since the files of the home's certificate are not for them. */
function uncovered(
  { config, layout }: PrepareOptions,
  { hosts, ownCertificate, placeOf }: AcceptedCaddy,
): RenderWarning[] {
  const { certificates, services, console } = config;
  if (certificates.kind !== 'files') return [];
  const names = hosts.filter((host) => !ownCertificate.has(host));
  return uncoveredHosts(certificates, layout.dir, names).map((host) => {
    const service = services.find((each) => each.host === host);
    return {
      path: service ? `services.${service.name}` : host === console?.host ? 'console' : (placeOf(host) ?? 'sites'),
      message: `has ${host}, which ${certificates.certificate} is not for, so that browsers and apps refuse it: have that certificate issued for this name too${service ? '' : ', or have the site name one of its own (tls <certificate> <key>)'}`,
    };
  });
}

/**
 * Renders the configuration and has everything accepted by the programs that will run it, without starting or writing
 * anything.
 * @throws LatchkeyError RENDERED_NOT_ACCEPTED with the tool's words, HOME_DAMAGED, FOLDER_NOT_USABLE
 */
export async function prepareHome(options: PrepareOptions): Promise<Prepared> {
  const { config, layout } = options;
  const rendered = renderHome(config, layout);
  const { copied, copies, warnings } = await material(options);
  const [caddy] = await Promise.all([checkCaddy({ ...options, copied }), checkHaproxy(options)]);
  const isServedOn = warnings.length > 0;
  const unsigned = (await unsignedHosts(config, layout, caddy.hosts)).map((host) => ({
    path: 'sites',
    message: `has ${host}, for which the home's own root does not sign: it is not below ${config.domain}. Have that site name a certificate of its own (tls <certificate> <key>)`,
  }));
  return {
    ...rendered,
    warnings: [
      ...rendered.warnings,
      ...warnings,
      ...unsigned,
      ...(isServedOn ? [] : uncovered(options, caddy)),
      ...siteWarnings(caddy, config, options.env),
    ],
    unissued: caddy.unissued,
    files: new Map([...copies, ...rendered.files, [layout.rendered.caddy, { content: caddy.config, mode: 0o640 }]]),
    hosts: caddy.hosts,
  };
}
