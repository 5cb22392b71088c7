import { LatchkeyError } from '../../../shared/errors.ts';
import { replaceEveryHidden } from '../../../shared/unicode/hidden.ts';
import { nearCertificates } from '../../core/config/near-certificates.ts';
import { PROVIDERS_OF_ONE_TOKEN, tokenOf } from '../../core/config/sections/dns-01.ts';
import type { InitialCertificates, InitialConfig } from '../../core/config/write-config.ts';
import { didYouMean } from '../../core/names/did-you-mean.ts';

/** The words of `latchkey init`, as commander hands them over. */
export interface InitOptions {
  readonly domain?: string;
  readonly name?: string;
  readonly lan?: readonly string[];
  readonly listen?: readonly string[];
  readonly httpsPort?: string;
  readonly httpPort?: string;
  readonly service?: readonly string[];
  readonly certificates?: string;
  readonly contact?: string;
}

function usage(detail: string, hint: string): LatchkeyError {
  return new LatchkeyError('USAGE', { detail, hint });
}

/** The domain in what people paste: with a scheme, a port, a path, a wildcard, a dot at its end, or what nobody sees. */
export const typedDomain = (text: string): string =>
  replaceEveryHidden(text, () => '')
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/:\d*$/, '')
    .replace(/^\*\./, '')
    .replace(/\.$/, '')
    .toLowerCase();

/** `cloud=http://127.0.0.1:8080`. What the upstream may be is for latchkey.yaml's own check to say. */
function readService(text: string): { name: string; upstream: string } {
  const at = text.indexOf('=');
  if (at > 0) return { name: text.slice(0, at), upstream: text.slice(at + 1) };
  throw usage(
    `--service ${JSON.stringify(text)} names no upstream.`,
    'Write <name>=<upstream>, such as --service cloud=http://127.0.0.1:8080.',
  );
}

/** `dns-01:cloudflare`, or with the provider's variables `dns-01:porkbun:PORKBUN_API_KEY,PORKBUN_SECRET_API_KEY`. */
function readDns01(code: string, variables: readonly string[]): InitialCertificates {
  const token = tokenOf(code);
  const names = variables.length > 0 || token === undefined ? variables : [token.variable];
  if (names.length === 0) {
    const meant = didYouMean(code, PROVIDERS_OF_ONE_TOKEN);
    throw usage(
      `${code} needs more than one token, or is not known here.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
      `Name its variables: dns-01:${code}:<VARIABLE>,<VARIABLE>. lego dnshelp -c ${code} says which they are.`,
    );
  }
  const credentials = Object.fromEntries(names.map((name) => [name, { file: `secrets/${name}` }]));
  return { kind: 'dns-01', provider: token?.provider ?? code, credentials };
}

/** `internal`, `http-01`, `dns-01:<provider>` or `files:<certificate>,<key>`. */
function readCertificates(text: string): InitialCertificates {
  const [kind, ...rest] = text.split(':');
  const value = rest.join(':');
  if ((kind === 'internal' || kind === 'http-01') && value === '') return { kind };
  const [provider = '', variables = ''] = rest;
  if (kind === 'dns-01' && provider !== '' && rest.length < 3)
    return readDns01(
      provider,
      variables.split(',').filter((name) => name !== ''),
    );
  const [certificate, key, more] = value.split(',');
  if (kind === 'files' && certificate && key && more === undefined) return { kind, certificate, key };
  throw usage(
    `--certificates ${JSON.stringify(text)} is not understood.`,
    `${[nearCertificates(text), 'Write http-01, dns-01:<provider>, files:<certificate>,<key> or internal.'].filter(Boolean).join(' ')}`,
  );
}

function readPort(text: string, option: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw usage(`${option} ${JSON.stringify(text)} is not a port.`, 'Write a number from 1 to 65535.');
}

/** Options that may be repeated and may hold several values separated by commas. */
const split = (values: readonly string[]) => values.flatMap((value) => value.split(',')).map((value) => value.trim());

/** What `latchkey init` cannot guess; asked for on a terminal. */
export type Missing = 'domain' | 'lan' | 'service' | 'certificates' | 'contact';

/** After the end of the input. */
export const notAnswered = () =>
  usage('Not every question was answered.', 'Nothing was made. Run latchkey init again.');

/** What the options leave open. */
export function missingOptions(options: InitOptions): Missing[] {
  // Certificates last: their token is asked for next, and whoever pastes it early pastes it where it is shown.
  return (['domain', 'lan', 'service', 'contact', 'certificates'] as const).filter((key) => options[key] === undefined);
}

/** A name, an e-mail address, or both as mail programs write them: `Dave <dave@example.com>`. */
function readContact(text: string) {
  const [, name, email] = /^([^<>@]*[^<>@\s])\s*<([^<>]*@[^<>]*)>$/.exec(text.trim()) ?? [];
  if (name !== undefined && email !== undefined) return { name, email };
  return text.includes('@') ? { email: text } : { name: text };
}

/**
 * The first configuration that the options describe.
 * @throws LatchkeyError USAGE for an option that cannot be read
 */
export function initialConfig(options: InitOptions & { readonly domain: string }): InitialConfig {
  const https = options.httpsPort === undefined ? 443 : readPort(options.httpsPort, '--https-port');
  const http =
    options.httpPort === undefined
      ? // A home on another port than 443 has no business on everybody's port 80.
        https === 443
        ? 80
        : ('off' as const)
      : options.httpPort === 'off'
        ? ('off' as const)
        : readPort(options.httpPort, '--http-port');
  const domain = typedDomain(options.domain);
  return {
    domain,
    // Without either, the domain is what is missing.
    name: options.name ?? (domain === '' ? 'Home' : domain),
    lan: split(options.lan ?? []).filter((value) => value !== ''),
    ...(options.listen ? { listen: split(options.listen) } : {}),
    ports: { https, http },
    certificates: readCertificates(options.certificates ?? 'internal'),
    services: (options.service ?? []).map(readService),
    ...(options.contact !== undefined && {
      contact: readContact(options.contact),
    }),
  };
}
