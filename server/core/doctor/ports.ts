/** What the doctor looks through. Every method may take its time or fail: {@link examine} bounds both. */
import type { LatchkeyError } from '../../../shared/errors.ts';
import type { HomeConfig } from '../config/home-config.ts';
import type { HomeLayout } from '../layout.ts';
import type { NetworkInterface } from '../network/lan.ts';
import type { Clock } from '../ports/basics.ts';
import type { Commands } from './commands.ts';

export interface DefaultRoute {
  readonly interface: string;
  /** The router. */
  readonly gateway: string;
}

/** Of a file or folder; users and groups by number. */
export interface Permissions {
  readonly mode: number;
  readonly owner: number;
  readonly group: number;
}

export interface Machine {
  interfaces(): readonly NetworkInterface[];
  defaultRoutes(): Promise<readonly DefaultRoute[]>;
  /** Whether the system says that its clock follows a time server; undefined when it does not say. */
  clockFollows(): Promise<boolean | undefined>;
  space(folder: string): Promise<{ readonly freeBytes: number; readonly freeFiles: number | undefined }>;
  /** @returns undefined when there is nothing */
  permissions(path: string): Promise<Permissions | undefined>;
  /** The user that this process runs as; undefined where there are no numbers. */
  user(): number | undefined;
  /** @throws LatchkeyError TOOL_MISSING, TOOL_TOO_OLD */
  versions(): Promise<{ readonly caddy: string; readonly haproxy: string }>;
  /** A command that starts what should listen on a port of this machine, when a container or a unit is known for it. */
  starterOf(service: { readonly name: string; readonly port: number }): Promise<string | undefined>;
}

/** What a GET of `/v1/whoami` at the enrolment host came to. */
export type Answer =
  | { readonly kind: 'home'; readonly zone: 'lan' | 'wan' /** Milliseconds. */; readonly time: number }
  /** Somebody answers who is not this home. */
  | { readonly kind: 'stranger'; readonly detail: string }
  | { readonly kind: 'none'; readonly detail: string };

export interface ServerCertificate {
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** Whether it is for the host that was asked for. */
  readonly matches: boolean;
}

/** Something that is wrong with the server certificate's files, as a sentence without its full stop. */
export interface CertificateFileProblem {
  /**
   * `not-loaded`: Caddy cannot use them; `refused`: everybody refuses it; `some-refuse`: some apps do; `slow`: strangers
   * can keep others waiting.
   */
  readonly effect: 'not-loaded' | 'refused' | 'some-refuse' | 'slow';
  readonly message: string;
}

/** Something that keeps a home from getting its certificate by DNS-01, as a sentence without its full stop. */
export interface Dns01Problem {
  readonly what: string;
  readonly fix: 'install' | 'edit' | 'renew';
  /** Whether there is no certificate at all. */
  readonly missing: boolean;
}

/** One try at the client-auth check, as {@link EdgeProxy.attack} reports it. */
export interface ClientAuthTry {
  readonly attack: string;
  /** The name in the TLS greeting; null for none. */
  readonly sni: string | null;
  readonly host: string;
  readonly outcome: 'refused' | 'closed' | 'got-in' | 'skipped';
  readonly detail: string;
}

/** The home's own edge proxy, from this machine. */
export interface EdgeProxy {
  /** IPv4 and IPv6 addresses of a name; empty when it has none. */
  addresses(host: string): Promise<readonly string[]>;
  /** @param address to connect to: one of the public name's, or of this machine */
  whoami(address: string): Promise<Answer>;
  serverCertificate(host: string): Promise<ServerCertificate | undefined>;
  /** Whether a host takes a client certificate that is offered to it; undefined when it does not answer. */
  asksForCertificate(host: string): Promise<boolean | undefined>;
  /**
   * Tries every name in the greeting with every name in the request, without and with keys that must open nothing.
   * @param address to connect to; undefined for the way from outside that this machine has
   */
  attack(hosts: readonly string[], address?: string): Promise<readonly ClientAuthTry[]>;
  /** Connects to an address it listens on, and says whether HAProxy saw the connection come from where it came from. */
  seenAsItIs(listen: string): Promise<boolean>;
  /** How many connections of the last day came from each of these addresses and counted as at home. */
  cameFrom(addresses: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Resolves when somebody accepts connections there; rejects with the reason. */
  tryConnect(host: string, port: number): Promise<void>;
}

/** What the registry and the CA say. Rejects where a file cannot be read. */
export interface Records {
  activeFingerprints(): Promise<readonly string[]>;
  /** Every name in the folder of the active set. */
  activeSet(): Promise<readonly string[]>;
  /** When the last backup was made, in milliseconds; undefined for never. */
  lastBackup(): Promise<number | undefined>;
  /** Why the ACME CA gave a name no certificate the last time that it was put on record, and when (milliseconds). */
  lastNotIssued(): Promise<{ readonly host: string; readonly reason: string; readonly at: number } | undefined>;
  /** The home's own authorities: the Homelab CA, and the server root where there is one. */
  authorities(): Promise<readonly Authority[]>;
}

/** A certificate authority of the home's own. */
export interface Authority {
  readonly kind: 'homelab-ca' | 'server-root';
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Whether it may sign for names below the home's domain alone, or for any (RFC 5280 4.2.1.10). */
  readonly signsFor: 'domain' | 'any';
}

/** Whom clients of SCEP encrypt for, as the running home says it. Times in milliseconds since 1970. */
export interface ScepAuthority {
  readonly notBefore: number;
  readonly notAfter: number;
  readonly byHomelabCa: boolean;
}

/** A home under examination. */
export interface Examined {
  readonly layout: HomeLayout;
  /** The text of latchkey.yaml. */
  readonly text: string;
  /** Undefined when latchkey.yaml is not valid. Networks that may not be in the LAN list are left out here. */
  readonly config: HomeConfig | undefined;
  readonly running: boolean;
  /** Whether latchkey.yaml, or this build, says where people get the app, or that the admin gives it to them. */
  readonly appIsNamed: boolean;
  /** Every host that the LAN listener knows: services and hand-written sites. */
  readonly hosts: readonly string[];
  readonly clock: Clock;
  readonly machine: Machine;
  /** Undefined when latchkey.yaml is not valid. */
  readonly edgeProxy: EdgeProxy | undefined;
  readonly records: Records;
  /** latchkey.yaml as the home runs with it; undefined when it does not run. */
  readonly applied: string | undefined;
  /** What keeps a home that is down from starting, as far as it can be seen. */
  readonly whyNotStarting: () => Promise<readonly LatchkeyError[]>;
  /** What is wrong with the hand-written sites and extra directives as they are now, a sentence each. */
  readonly sites: () => Promise<readonly string[]>;
  /** What is wrong with the files of `certificates: files`; rejects where one cannot be read. */
  /** The fingerprint of the certificate that `certificates: files` names, as it is on disk. */
  readonly certificateOnDisk: () => Promise<string | undefined>;
  /** Whether the admin's console answers behind Caddy. */
  readonly consoleAnswers: () => Promise<boolean>;
  /** What keeps `certificates: dns-01` from one; none where they come from elsewhere. */
  readonly dns01: () => Promise<readonly Dns01Problem[]>;
  readonly certificateFiles: () => Promise<readonly CertificateFileProblem[]>;
  /** Undefined when SCEP does not answer. */
  readonly scepAuthority: () => Promise<ScepAuthority | undefined>;
  readonly commands: Commands;
}
