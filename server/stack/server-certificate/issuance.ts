/** Why an ACME CA gives a home no certificate, in words that say what helps; heard from Caddy while it asks. */
import { plainText } from '../../../shared/plain-text.ts';
import type { LogLine } from '../process/stack-events.ts';

/** What one attempt came to. */
export type Issuance =
  | { readonly kind: 'issued'; readonly host: string }
  | {
      readonly kind: 'not-issued';
      readonly host: string;
      /** Whether it was to take the place of one that is served. */
      readonly renewal: boolean;
      /** What is the same for all names that fail alike. */
      readonly cause: string;
      /** What is wrong and what helps, in sentences, for a terminal as it is. */
      readonly reason: string;
    };

/** As much of a CA's own words as fits a notice. */
const MOST_WORDS = 300;

type Words = (host: string) => string;

const again = 'It is tried again by itself.';
const reached: Words = (host) =>
  `The CA could not connect to port 80 of ${host} from the internet. Forward port 80 to this machine, and let DNS name your address.`;
const answered: Words = (host) =>
  `Something else than this home answers on port 80 of ${host}. DNS must name this home's address (AAAA too), and nothing may answer in front of it.`;
const noAccount: Words = () =>
  "The CA does not take the account. Write acme.external-account as the CA's account page shows it.";

/** The types of RFC 8555, 6.7, that a home can do something about. */
const TYPES: Readonly<Record<string, Words>> = {
  rateLimited: () =>
    `The CA was asked for too many certificates lately, and says when it can be asked again. ${again} Until then, leave the home running: each start asks.`,
  connection: reached,
  tls: reached,
  dns: (host) => `The CA finds no address of ${host}. Have DNS name your address for it (A, or AAAA).`,
  unauthorized: answered,
  incorrectResponse: answered,
  caa: (host) =>
    `DNS says that this CA may not sign for ${host}. Change the CAA record, or choose another CA (acme.directory).`,
  rejectedIdentifier: (host) =>
    `The CA does not sign for ${host}. Choose another name, or another CA (acme.directory).`,
  unsupportedIdentifier: (host) => `The CA does not sign for names such as ${host}.`,
  externalAccountRequired: noAccount,
  accountDoesNotExist: noAccount,
  unsupportedContact: () => 'The CA does not take the address in acme.email.',
  invalidContact: () => 'The CA does not take the address in acme.email.',
  serverInternal: () => `The CA has trouble of its own. ${again}`,
};

/** A CA that could not connect may have found no address in the first place. */
const NO_ADDRESS = /could not resolve|no valid A+ records|NXDOMAIN|SERVFAIL/;

/** What comes before any answer of a CA: Go's words for a connection that failed. */
const WAYS: readonly (readonly [words: RegExp, cause: string, text: string])[] = [
  [
    /x509:/,
    'directory-not-trusted',
    "The directory's own certificate is not trusted. A private CA needs its root in acme.root.",
  ],
  [
    /no such host|server misbehaving/,
    'directory-unknown',
    `This machine finds no address of the CA (acme.directory). ${again}`,
  ],
  [
    /dial tcp|connection re|i\/o timeout|deadline exceeded|EOF|unreachable/,
    'directory-away',
    `The CA (acme.directory) does not answer. ${again}`,
  ],
];

/** @param error what Caddy says of an attempt, the CA's own words in it */
export function whyNotIssued(host: string, error: string): { readonly cause: string; readonly reason: string } {
  const said = plainText(error).slice(0, MOST_WORDS);
  const [, named] = /urn:ietf:params:acme:error:([A-Za-z]+)/.exec(error) ?? [];
  const type = named === 'connection' && NO_ADDRESS.test(error) ? 'dns' : named;
  const words = type !== undefined && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (type !== undefined) return { cause: type, reason: `${words?.(host) ?? 'The CA refuses.'} It was said: ${said}` };
  const way = WAYS.find(([pattern]) => pattern.test(error));
  return { cause: way?.[1] ?? 'other', reason: `${way?.[2] ?? again} It was said: ${said}` };
}

/** Loggers and messages of certmagic (github.com/caddyserver/certmagic, config.go). */
const LOGGERS = ['tls.obtain', 'tls.renew'];
const NOT_ISSUED = 'could not get certificate from issuer';
const ISSUED = /^certificate (obtained|renewed) successfully$/;

/** @returns undefined for a line that says nothing of it */
export function readIssuance({ child, message, fields }: LogLine): Issuance | undefined {
  const { logger, identifier: host, error } = fields;
  if (child !== 'caddy' || typeof host !== 'string' || !LOGGERS.includes(String(logger))) return undefined;
  if (ISSUED.test(message)) return { kind: 'issued', host };
  if (message !== NOT_ISSUED) return undefined;
  const why = whyNotIssued(plainText(host), typeof error === 'string' ? error : '');
  return { kind: 'not-issued', host, renewal: logger === 'tls.renew', ...why };
}
