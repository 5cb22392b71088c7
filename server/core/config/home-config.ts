/** What latchkey.yaml says, once it was read, checked and completed with the defaults. */

import type { HomeFile } from './schema.ts';
import type { ServerCertificates } from './sections/certificates.ts';
import type { ServiceConfig } from './sections/services.ts';

/**
 * One home's configuration; what is not named here is what the section of the file says. Hosts are lower-case A-labels
 * without a trailing dot; addresses are canonical.
 */
export interface HomeConfig
  extends Omit<HomeFile, 'home' | 'lan' | 'listen' | 'certificates' | 'services' | 'console'> {
  readonly name: string;
  readonly domain: string;
  /** `enroll.<domain>`: the only host that a visitor without a key can reach. */
  readonly enrolmentHost: string;
  /** `hello.<domain>`: the page of an invite, which asks for no certificate; undefined when the enrolment host has it alone. */
  readonly pageHost?: string;
  /** The admin's console; undefined when there is none. */
  readonly console?: ConsoleConfig | undefined;
  /** CIDRs of the networks that are at home. Whatever is not in them is the WAN. */
  readonly lan: readonly string[];
  /** Addresses HAProxy listens on. */
  readonly listen: readonly string[];
  readonly certificates: ServerCertificates;
  /** In the order of the file. */
  readonly services: readonly ServiceConfig[];
}

/** Where the admin's console is. */
interface ConsoleConfig {
  /** `console.<domain>` */
  readonly host: string;
  /** `home`: from elsewhere nobody reaches it. */
  readonly from: 'home' | 'anywhere';
}

/** One thing that is wrong in latchkey.yaml, or worth a thought. Lines and columns count from one. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where in the document: `services.cloud.upstream`. Empty for the document itself. */
  readonly path: string;
  /** What is wrong and what to write, one or two sentences. */
  readonly message: string;
}

/** `latchkey.yaml:3:5: lan[0]: …`, the form that editors and terminals turn into a link. */
export function formatProblem({ file, line, column, path, message }: ConfigProblem): string {
  return `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`;
}

/** Of a problem: a sentence of where in the file it is and what is wrong. */
export function problemSentence({ path, message }: Pick<ConfigProblem, 'path' | 'message'>): string {
  return `${path === '' ? '' : `${path} `}${message}${/[.?!]$/.test(message) ? '' : '.'}`;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: HomeConfig; readonly warnings: readonly ConfigProblem[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };
