import { z } from 'zod';
import { isHost, writtenHost } from '../../../../shared/host.ts';
import { isIcon } from '../../../../shared/icon.ts';
import { MAX_SERVICES } from '../../../../shared/limits.ts';
import { camelKeys, expecting, label, section, text } from '../vocabulary.ts';
import { type AtHome, type Audience, atHome, audience } from './audience.ts';
import { type Identity, identitySection } from './identity.ts';

/** One service: a hostname of the home with an upstream behind it. */
export interface ServiceConfig {
  /** One DNS label, lower case. */
  readonly name: string;
  /** `<name>.<domain>`. */
  readonly host: string;
  /** Where it really runs: `http://host:port` or `https://host:port`, without a path. */
  readonly upstream: string;
  /** Caddy directives for in front of the upstream, as they were written. They come after the client-auth check. */
  readonly caddy?: string | undefined;
  /** Who the upstream is told it is, when the request came with a key. */
  readonly identity: Identity;
  /** An emoji or a letter to know the service by. */
  readonly icon?: string | undefined;
  /** `chosen`: only who was given it by name may open it. */
  readonly for: Audience;
  readonly atHome: AtHome;
}

/** Names, addresses; never what a Caddyfile would take for a placeholder. URL alone lets braces and quotes pass. */
const HOSTNAME = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/;
const UPSTREAM = 'http://<address>:<port>, such as http://127.0.0.1:8080';

const upstream = text(UPSTREAM).transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const problem =
    !url || !/^https?:\/\//i.test(value) || !HOSTNAME.test(url.hostname) || !isHost(writtenHost(value))
      ? `is not an upstream; write ${UPSTREAM}`
      : url.username || url.password
        ? 'carries a user name or password, which would end up in rendered files; write it without'
        : url.pathname !== '/' || url.search || url.hash
          ? `has a path; an upstream is the whole service: write ${url.origin}`
          : undefined;
  if (problem || !url) {
    context.issues.push({ code: 'custom', message: problem ?? '', input: value });
    return z.NEVER;
  }
  // URL drops a port that is the scheme's own; Caddy wants to see it.
  return `${url.protocol}//${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
});

const SERVICE = 'where it really runs, such as http://127.0.0.1:8080, or upstream: and more below it';

const full = section({
  upstream: upstream.describe('Where it really runs: http://<address>:<port> or https://<address>:<port>.'),
  caddy: z
    .string(expecting('Caddy directives, as in a site, after caddy: |'))
    .max(20_000, 'is too long; write a site of its own in sites/')
    .optional()
    .describe(
      'Caddy directives for in front of the upstream, as in a site. They take effect after the client-certificate check.',
    ),
  identity: identitySection,
  icon: z
    .string(expecting('an emoji or a letter'))
    .refine(isIcon, 'is not one emoji or letter; write one, such as 📷')
    .optional()
    .describe('An emoji or a letter to know the service by.'),
  for: audience,
  'at-home': atHome,
}).transform((value) => camelKeys(value));

/** What holds for a service that says nothing of it. */
const PLAIN = { for: 'everyone', atHome: 'open' } as const;

/** The services by name. Names are checked by {@link serviceNameSchema}, so that a problem points at the key. */
export const servicesSection = z
  .record(
    z.string(),
    z.union(
      [upstream.transform((value) => ({ upstream: value, identity: 'off' as const, ...PLAIN })), full],
      expecting(SERVICE),
    ),
    expecting('the services, one a line: <name>: <upstream>'),
  )
  .refine((services) => Object.keys(services).length <= MAX_SERVICES, {
    error: ({ input }) =>
      `has ${Object.keys(input as object).length} services, and a home has at most ${MAX_SERVICES}; put what people need not see in a list into sites/`,
  })
  .default({})
  .describe('The services, <name>: <upstream>; each is https://<name>.<domain>, at home and elsewhere.');

/** Checks a service's name by itself, for keys of the map. */
export const serviceNameSchema = label;
