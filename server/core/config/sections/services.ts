import { z } from 'zod';
import { expecting, label, section, text } from '../vocabulary.ts';

/** One service: a hostname of the home with an upstream behind it. */
export interface ServiceConfig {
  /** One DNS label, lower case. */
  readonly name: string;
  /** `<name>.<domain>`. */
  readonly host: string;
  /** Where it really runs: `http://host:port` or `https://host:port`, without a path. */
  readonly upstream: string;
}

/** Names, addresses; never what a Caddyfile would take for a placeholder. URL alone lets braces and quotes pass. */
const HOSTNAME = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/;
const UPSTREAM = 'http://<address>:<port>, such as http://127.0.0.1:8080';

const upstream = text(UPSTREAM).transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const problem =
    !url || !/^https?:\/\//i.test(value) || !HOSTNAME.test(url.hostname)
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

/** The services by name. Names are checked by {@link serviceNameSchema}, so that a problem points at the key. */
export const servicesSection = z
  .record(
    z.string(),
    z.union([upstream, section({ upstream: upstream.describe('Where it really runs: http://<address>:<port>.') })], {
      error: expecting(UPSTREAM).error,
    }),
    expecting('the services, one a line: <name>: <upstream>'),
  )
  .default({})
  .describe('The services, <name>: <upstream>; each is https://<name>.<domain>, at home and elsewhere.');

/** Checks a service's name by itself, for keys of the map. */
export const serviceNameSchema = label;
