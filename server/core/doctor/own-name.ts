import { inviteOrigin } from '../../../shared/invite.ts';
import type { Examined } from './ports.ts';

/** Where a name of the home's own is opened: `https://hello.example.com`, with its port unless that is 443. */
export const originOf = (host: string, { ports }: NonNullable<Examined['config']>): string =>
  inviteOrigin({ host, port: ports.https });

/**
 * What keeps browsers from finding a name of the home's own, or from trusting what answers.
 * @param url what is tried under it
 * @returns undefined when nothing is wrong
 */
export async function ownNameProblem(
  edgeProxy: NonNullable<Examined['edgeProxy']>,
  host: string,
  url: string,
): Promise<{ readonly lacks: 'address' | 'certificate'; readonly fix: string } | undefined> {
  const [addresses, certificate] = await Promise.all([edgeProxy.addresses(host), edgeProxy.serverCertificate(host)]);
  if (addresses.length === 0) return { lacks: 'address', fix: `getent ahosts ${host}` };
  if (!certificate?.matches) return { lacks: 'certificate', fix: `curl -v ${url}` };
  return undefined;
}
