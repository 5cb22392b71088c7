/** How a service is told whose key it is. */
import type { HomeConfig } from '../../core/config/home-config.ts';
import { block } from './caddy-block.ts';

/** RFC 9440. */
export const CLIENT_CERT = 'Client-Cert ":{http.request.tls.client.certificate_der_base64}:"';
/** Headers that `Connection` lists go no further (RFC 9110 7.6.1). Nobody gets rid of their name that way. */
const NOT_DISOWNED = ['@disowned header_regexp Connection (?i)client-cert', 'request_header @disowned -Connection'];

/**
 * Tells a service whose key it is, unless another site makes the browser change something here: then nobody is named, and
 * the service asks whoever it is. Told is who reads, comes from this home's own pages, or is no browser.
 */
export function tellWho({ domain }: Pick<HomeConfig, 'domain'>): string[] {
  const own = `^https://([a-z0-9_-]+\\.)*${domain.replaceAll('.', '\\.')}(:[0-9]+)?$`;
  const told = {
    reads: ['method GET HEAD OPTIONS', 'header !Upgrade'],
    stays: ['header Sec-Fetch-Site same-origin', 'header Sec-Fetch-Site none'],
    // A sibling by name alone is not a page of this home.
    comes_from_home: [`header_regexp Origin ${own}`, 'not header Sec-Fetch-Site cross-site'],
    no_browser: ['header !Sec-Fetch-Site', 'header !Origin'],
  };
  return [
    ...Object.entries(told).flatMap(([name, lines]) => [
      block(`@${name}`, ...lines),
      `request_header @${name} ${CLIENT_CERT}`,
    ]),
    ...NOT_DISOWNED,
  ];
}
