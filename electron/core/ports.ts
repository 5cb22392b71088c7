/**
 * What the relative's half needs from the world, as interfaces. The core knows these and nothing of Node, Electron or a
 * terminal; `electron/adapters` makes them real, tests make them of memory. Every failure that can be expected is a
 * `LatchkeyError` with a code of the catalogue.
 */
import type { z } from 'zod';
import type { ROUTES, RouteName } from '../../shared/api.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { DeviceKey } from '../../shared/keys/webcrypto-keys.ts';
import type { StoreCause } from '../../shared/store-causes.ts';
import type { EnrolmentRecord } from './enrolment-record.ts';

export type { Pkcs12Writer } from '../../shared/keys/pkcs12.ts';
export type { DeviceKey, Keys } from '../../shared/keys/webcrypto-keys.ts';

export interface Clock {
  now(): Date;
}

export interface Random {
  /** Bytes of a cryptographic source. */
  bytes(count: number): Uint8Array;
}

/**
 * Where secrets are kept: the operating system's own store. Keys are short ASCII texts, values at most
 * {@link VAULT_VALUE_LIMIT} bytes. Fails with VAULT_NOT_AVAILABLE (there is none), VAULT_LOCKED or
 * VAULT_SEALED_ELSEWHERE (another computer's).
 */
export interface Vault {
  /** The secret, or undefined when there is none of that name. A locked vault is never taken for an empty one. */
  get(key: string): Promise<string | undefined>;
  set(key: string, secret: string): Promise<void>;
  /** True when there was one. */
  delete(key: string): Promise<boolean>;
  /** The keys that begin with the prefix, sorted. */
  list(prefix: string): Promise<string[]>;
}

/** In bytes of UTF-8. Windows keeps at most 2,560 bytes in a credential; sealed, this takes some 1,760 of them. */
export const VAULT_VALUE_LIMIT = 1280;

/** A client certificate with its key, ready for an import. */
export interface Pkcs12 {
  readonly data: Uint8Array;
  /** Random ASCII; protects the file for the seconds that it lives. */
  readonly password: string;
  /** SHA-256 of the client certificate's DER, lower-case hexadecimal. */
  readonly fingerprint: string;
}

/** A certificate with its private key. One without opens nothing, and counts as not there. */
export interface StoredCertificate {
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** What the store calls it. Renewed certificates of one subject share it: to show, never to look up by. */
  readonly label: string;
}

/** Whether a store can be used right now. */
export type StoreState =
  | { readonly usable: true }
  | {
      readonly usable: false;
      readonly code: ErrorCode;
      readonly detail: string;
      readonly hint?: string | undefined;
      readonly storeCause?: StoreCause | undefined;
    };

/**
 * One place where browsers look for client certificates. Certificates are known by fingerprint alone. Every operation
 * may be repeated: what is there already is not imported twice, what is gone already is not missed.
 */
export interface CertificateStore {
  /** Stable and unique on this machine: kind and place. */
  readonly id: string;
  /** What the relative calls it: the browsers that look here. */
  readonly name: string;
  precheck(): Promise<StoreState>;
  find(fingerprint: string): Promise<StoredCertificate | undefined>;
  /** @throws STORE_TOOL_MISSING, STORE_LOCKED, STORE_FAILED */
  import(bundle: Pkcs12): Promise<void>;
  /** Removes exactly this certificate and its key. False when there was none. */
  remove(fingerprint: string): Promise<boolean>;
  list(): Promise<StoredCertificate[]>;
  /** Where the system can be told which certificate belongs to which hosts. */
  readonly preferences?: CertificatePreferences;
  /** The same store with its password, where it can have one. Asked for, never guessed; a wrong one is STORE_LOCKED. */
  unlocked?(password: string): CertificateStore;
  /** The key of a certificate, PKCS#8 DER, for another store of this computer; where the store gives keys out. */
  key?(fingerprint: string): Promise<Uint8Array>;
}

/**
 * Lets browsers choose the right certificate without asking. A comfort: whatever fails here keeps nobody out. Domains are
 * lower-case DNS names and stand for all hosts below them.
 */
export interface CertificatePreferences {
  /** Points the domain at this certificate, whatever it pointed at before. */
  prefer(fingerprint: string, domain: string): Promise<void>;
  /** Takes that back, unless the domain points at another certificate by now. Before the certificate is removed. */
  forget(fingerprint: string, domain: string): Promise<void>;
}

/** The stores of this machine: a Linux desktop has one for Chromium and one for each Firefox profile. */
export interface CertificateStores {
  find(): Promise<CertificateStore[]>;
}

/** Where a home is reached, and how it is recognised. */
export interface HomePlace {
  /** Lower-case DNS name. */
  readonly host: string;
  readonly port: number;
  /** base64url SHA-256 of the private server root's DER; without it the system's trust decides. */
  readonly pin?: string | undefined;
}

export type HomeReply<Name extends RouteName> = z.output<(typeof ROUTES)[Name]['reply']>;
type HomeRequest<Name extends RouteName> = (typeof ROUTES)[Name] extends { readonly request?: infer Schema }
  ? z.input<Extract<Schema, z.ZodType>>
  : never;
/** Routes without a request body take none. */
export type HomeArguments<Name extends RouteName> =
  unknown extends HomeRequest<Name> ? [] : [request: HomeRequest<Name>];

/** A conversation with one home, whose identity is proven before anything is said. */
export interface Home {
  /**
   * Calls one route of the signing API.
   * @returns the reply, checked against its schema
   * @throws the error that the home answered with; HOME_NOT_FOUND, HOME_NOT_REACHED, HOME_NOT_TRUSTED, CLOCK_WRONG
   * or HOME_ANSWER_NOT_VALID when there was no proper answer
   */
  call<Name extends RouteName>(name: Name, ...request: HomeArguments<Name>): Promise<HomeReply<Name>>;
  /** The home's private server root (PEM), proven by the pin; undefined for a home with public server certificates. */
  serverRoot(): Promise<string | undefined>;
}

export interface HomeApi {
  /** Sends nothing yet. */
  at(place: HomePlace): Home;
}

/**
 * What was enrolled and what is on the way, without secrets. One record for each enrolment; putting one is atomic and
 * on disk when it returns. Fails with RECORDS_DAMAGED when a record cannot be read, RECORDS_NEWER when a later version wrote it.
 */
export interface EnrolmentStore {
  /** @returns the record, if it is in one of the states; with no states named, in any */
  get(id: string, ...states: EnrolmentRecord['state'][]): Promise<EnrolmentRecord | undefined>;
  /** The records in one of the states; with no states named, all. */
  list(...states: EnrolmentRecord['state'][]): Promise<EnrolmentRecord[]>;
  put(record: EnrolmentRecord): Promise<void>;
  delete(id: string): Promise<void>;
  /**
   * Keeps every other process of this user from changing anything, and sweeps away what a crash left behind.
   * @returns what gives the lock back; the end of the process, however it comes, gives it back too
   * @throws CLIENT_BUSY when another process holds on for too long
   */
  lock(): Promise<() => Promise<void>>;
  /** Does the work under the {@link lock}, and gives that back however the work ends. */
  withLock<T>(work: () => Promise<T>): Promise<T>;
}

export interface DeviceFacts {
  readonly platform: 'macos' | 'windows' | 'linux' | 'other';
  /** What the person calls this computer; fit for `nameSchema`. */
  name(): Promise<string>;
}

/** Who visits: this device with its certificate, or somebody without one. */
export type Visitor = 'device' | 'stranger';

/** Why no HTTP answer came. The words are neutral; what they mean for the relative is for the access test to say. */
export type ProbeFailure =
  /** This computer has no network. */
  | 'offline'
  /** It came or went in the middle of a visit: a Wi-Fi, a VPN, a container. */
  | 'network-changed'
  | 'name-not-found'
  /** Nothing listens, or nothing answered in time. */
  | 'not-answering'
  /** This system keeps the app off the local network, where the home is (macOS 15 and later ask first). */
  | 'local-network-denied'
  /**
   * The other side hung up in or after the TLS handshake: what the client-auth check does, and what a broken proxy does
   * too.
   */
  | 'hung-up'
  /** The other side asked for a certificate, or said that the one shown is not good. */
  | 'certificate-asked'
  | 'server-not-trusted'
  /** The server's certificate is not valid at this computer's time. */
  | 'server-certificate-date'
  | 'other';

export type ProbeResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly ms: number;
    }
  | { readonly kind: 'failure'; readonly failure: ProbeFailure; readonly detail: string; readonly ms: number };

/** Visits services the way a browser of this person would, an HTTP body included. */
export interface AccessProbe {
  /** What visits: `Chromium 156.0.1`. */
  readonly name: string;
  /** Whether it can show this device's certificate out of the store. */
  readonly knowsDevice: boolean;
  /**
   * Every visit is a first visit: nothing is remembered of the ones before. Never throws for a service that cannot be
   * opened.
   */
  visit(url: string, visitor: Visitor): Promise<ProbeResult>;
  close(): Promise<void>;
}

export interface AccessProbes {
  /**
   * The best probe that this machine has for that home.
   * @param key of the home's certificate, while it is still at hand: then a probe that cannot reach the store visits with it
   */
  open(home: EnrolmentRecord, key?: DeviceKey): Promise<AccessProbe>;
}

/**
 * Has the system renew keys while the app is closed: one scheduled start a day of the app itself. For this person alone,
 * without asking for an administrator.
 */
export interface BackgroundHelper {
  /** Read back from the system; `not-available` where there is nothing that would do it. */
  state(): Promise<'on' | 'off' | 'not-available'>;
  /** Installs it, or brings one that is there up to date. @throws BACKGROUND_FAILED */
  install(): Promise<void>;
  /** @throws BACKGROUND_FAILED */
  remove(): Promise<void>;
}
