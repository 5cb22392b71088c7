import { FINGERPRINT_OF_NOTHING } from '../../../shared/fingerprint.ts';
import { CONSOLE_BODY_LIMIT } from '../../../shared/limits.ts';
import type { HomeConfig } from '../../core/config/home-config.ts';
import type { HomeLayout } from '../../core/layout.ts';
import { block } from './caddy-block.ts';
import { CLIENT_CERT } from './identity.ts';
import { accessLog, listener, quote, tls } from './site-parts.ts';

/** What the console believes of a request: whose certificate it is, and which way it came. */
const toConsole = ({ run }: HomeLayout, zone: 'lan' | 'wan', ...more: string[]) =>
  block(
    `reverse_proxy ${quote(`unix/${run.console}`)}`,
    ...more,
    `header_up X-Latchkey-Zone ${zone}`,
    '# It is started again when it has ended, which takes a moment.',
    'lb_try_duration 5s',
  );

/**
 * The admin's console. At home a certificate is asked for and none required, so that a one-time link can be opened: the
 * console itself decides, at each request. From elsewhere it is behind the client-certificate check, or not there.
 */
export function consoleSites(config: HomeConfig, layout: HomeLayout): string[] {
  if (config.console === undefined) return [];
  const { host, from } = config.console;
  const body = block('request_body', `max_size ${CONSOLE_BODY_LIMIT}`);
  return [
    `# The admin's console: it decides by the certificate who gets in, at home too.
${block(
  `https://${host}`,
  `bind ${listener(layout.run.consoleAtHome)}`,
  tls(config, layout, 'request'),
  accessLog(config),
  body,
  `@shown not vars {http.request.tls.client.fingerprint} ${FINGERPRINT_OF_NOTHING}`,
  block('handle @shown', toConsole(layout, 'lan', `header_up ${CLIENT_CERT}`)),
  block('handle', toConsole(layout, 'lan')),
)}`,
    ...(from === 'anywhere'
      ? [
          block(
            `https://${host}`,
            `import client_auth ${host}`,
            block('route', body, toConsole(layout, 'wan', `header_up ${CLIENT_CERT}`)),
          ),
        ]
      : []),
  ];
}
