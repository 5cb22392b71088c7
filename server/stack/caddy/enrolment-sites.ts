import { ROUTES } from '../../../shared/api.ts';
import { FINGERPRINT_OF_NOTHING } from '../../../shared/fingerprint.ts';
import { BODY_LIMIT } from '../../../shared/limits.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { block } from './caddy-block.ts';
import { CLIENT_CERT } from './identity.ts';
import { accessLog, listener, ownFiles, quote, tls } from './site-parts.ts';

/** The signing API refuses at its own limit, in its own words; this bounds what reaches it at all. */
const BODY_OUTER_LIMIT = 2 * BODY_LIMIT;

/**
 * The page of an invite: the same signing API, and no client certificate is asked for. A site that says nothing of TLS
 * would get what the last one of the listener says, which asks.
 */
function page(config: HomeConfig, layout: HomeLayout): string {
  if (config.pageHost === undefined) return '';
  return `# The page of an invite asks for no certificate: a phone shows a dialog when it is asked, and remembers a no.
${block(
  `https://${config.pageHost}`,
  `bind ${listener(layout.run.enrolment)}`,
  block(`tls${ownFiles(config, layout)}`, 'alpn http/1.1'),
  accessLog(config),
  ...forSigningApi(),
  `reverse_proxy ${quote(`unix/${layout.run.api}`)}`,
  'import while_down',
)}
`;
}

/** Links that programs have changed have the code in their path: the signing API notes those, without it. */
const forSigningApi = () => [
  '# Links that programs have changed have the code in their path: the signing API notes those, without it.',
  `@unknown not path ${Object.values(ROUTES)
    .map(({ path }) => path)
    .join(' ')}`,
  'log_skip @unknown',
  block('request_body', `max_size ${BODY_OUTER_LIMIT}`),
];

/** The signing API's name, the page's, and a refusal for every other. */
export function enrolmentSites(config: HomeConfig, layout: HomeLayout): string {
  return `# The enrolment listener: all that a stranger can reach. A client certificate is looked at, never required.
${block(
  `https://${config.enrolmentHost}`,
  `bind ${listener(layout.run.enrolment)}`,
  tls(config, layout, 'request'),
  accessLog(config),
  ...forSigningApi(),
  `@shown not vars {http.request.tls.client.fingerprint} ${FINGERPRINT_OF_NOTHING}`,
  block('handle @shown', block(`reverse_proxy ${quote(`unix/${layout.run.api}`)}`, `header_up ${CLIENT_CERT}`)),
  block('handle', `reverse_proxy ${quote(`unix/${layout.run.api}`)}`),
  'import while_down',
)}
${page(config, layout)}${block('https://', `bind ${listener(layout.run.enrolment)}`, tls(config, layout, 'request'), 'respond 421')}`;
}
