import { inviteOrigin } from '../../../shared/invite.ts';
import { type Finding, warning } from './finding.ts';
import type { Examined } from './ports.ts';

/** Where a name of the home's own is opened: `https://hello.example.com`, with its port unless that is 443. */
export const originOf = (host: string, { ports }: NonNullable<Examined['config']>): string =>
  inviteOrigin({ host, port: ports.https });

/**
 * Whether browsers find a name of the home's own, and trust what answers.
 * @param url what is tried under it
 * @param why it matters
 * @returns undefined when nothing is wrong
 */
export async function ownNameProblem(
  edgeProxy: NonNullable<Examined['edgeProxy']>,
  host: string,
  { url, why }: { readonly url: string; readonly why: string },
): Promise<Finding | undefined> {
  const [addresses, certificate] = await Promise.all([edgeProxy.addresses(host), edgeProxy.serverCertificate(host)]);
  if (addresses.length === 0) return warning(`${host} has no address in DNS.`, { why, fix: `getent ahosts ${host}` });
  if (!certificate?.matches) return warning(`${host} has no server certificate.`, { why, fix: `curl -v ${url}` });
  return undefined;
}
