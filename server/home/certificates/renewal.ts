import { mkdir } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { LatchkeyError } from '../../../shared/errors.ts';
import { wantedNames } from '../../core/certificates/names.ts';
import { type Failure, inThePast, nextTry, type Tries } from '../../core/certificates/schedule.ts';
import type { Dns01 } from '../../core/config/sections/dns-01.ts';
import type { Clock } from '../../core/ports/basics.ts';
import { replaceFile } from '../../platform/durable-file.ts';
import type { Launcher } from '../../stack/process/launch.ts';
import { HomeLock } from '../../stack/process/process-lock.ts';
import type { OpenHome } from '../open.ts';
import { obtain } from './obtain.ts';
import { ownCertificate, rememberedTries } from './present.ts';

/** Whatever clocks say, one process never begins two tries of its own accord within this time; milliseconds. */
const LEAST_PAUSE = 10 * 60_000;

/** What happens to the home's own certificate. */
export type CertificateEvent =
  | {
      readonly kind: 'certificate-asked';
      readonly names: readonly string[];
      readonly provider: string;
      readonly first: boolean;
    }
  | { readonly kind: 'certificate-obtained'; readonly names: readonly string[]; readonly notAfter: number }
  | { readonly kind: 'certificate-failed'; readonly reason: string; readonly nextTry: number; readonly first: boolean };

export interface RenewalOptions {
  readonly home: Pick<OpenHome, 'config' | 'layout' | 'facts' | 'audit'>;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly launch: Launcher;
  /** Whether lego runs as a user of its own: its account is another one then. */
  readonly apart: boolean;
  readonly onEvent: (event: CertificateEvent) => void;
  /** Hears what lego says, without secrets. */
  readonly onLine: (line: string) => void;
  readonly onStarted?: (pid: number) => Promise<void>;
  /** Has it served. */
  readonly onPair: () => Promise<void>;
  readonly timeout?: number;
}

/** What came of a try. */
export type Tried =
  | { readonly ok: true; readonly names: readonly string[]; readonly notAfter: number }
  | { readonly ok: false; readonly reason: string; readonly nextTry: number };

/** Gets the certificate of `certificates: dns-01`, and renews it: one try at a time, and never more than the CA allows. */
export class CertificateRenewal {
  readonly #options: RenewalOptions;
  readonly #stopping = new AbortController();
  #running: Promise<Tried> | undefined;
  #began = Number.NEGATIVE_INFINITY;

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  /** Tries when it is time. Never rejects for what lego, a provider or a CA does. */
  async look(): Promise<void> {
    const { home, clock } = this.#options;
    const { certificates } = home.config;
    if (certificates.kind !== 'dns-01' || this.#running || this.#stopping.signal.aborted) return;
    const tries = await this.#tries();
    const { present } = await this.#state();
    const due = nextTry({ present, tries, directory: home.config.acme.directory });
    if (due > clock.now() || performance.now() - this.#began < LEAST_PAUSE) return;
    await this.renew().catch((thrown) => {
      if (!LatchkeyError.is(thrown) || thrown.code !== 'ALREADY_RUNNING') throw thrown;
    });
  }

  /**
   * Tries now, or waits for the try that is under way.
   * @throws LatchkeyError USAGE when the home's certificates come from elsewhere; ALREADY_RUNNING when another process tries
   */
  renew(): Promise<Tried> {
    this.#running ??= this.#alone().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #alone(): Promise<Tried> {
    const { config, layout } = this.#options.home;
    if (config.certificates.kind !== 'dns-01')
      throw new LatchkeyError('USAGE', {
        detail: `Server certificates come from ${config.certificates.kind} here, which latchkey does not renew itself.`,
        hint: 'latchkey certificates status says where they come from.',
      });
    // Where nothing can be made there, it is said by the try itself.
    await mkdir(layout.certificates.lego, { recursive: true, mode: 0o700 }).catch(() => undefined);
    let lock: HomeLock | undefined;
    try {
      lock = HomeLock.take(layout.certificates.lock);
    } catch (thrown) {
      if (LatchkeyError.is(thrown) && thrown.code === 'ALREADY_RUNNING') throw thrown;
    }
    try {
      return await this.#try(config.certificates);
    } finally {
      lock?.release();
    }
  }

  /** Ends the try that is under way; resolves when lego is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.catch(() => undefined);
  }

  async #state() {
    const { config, layout, facts } = this.#options.home;
    const wanted = wantedNames(config, facts.sites);
    const there = await ownCertificate(layout, wanted);
    return { wanted, there, present: there && there.missing.length === 0 ? there : undefined };
  }

  /**
   * What is remembered; a try whose end nobody has seen is a failure. What a clock was ahead of is put right for good, or it
   * would be ahead of each look anew.
   */
  async #tries(): Promise<Tries> {
    const { home, clock } = this.#options;
    const written = await rememberedTries(home.layout);
    const tries = inThePast(written, clock.now());
    if (JSON.stringify(tries) !== JSON.stringify(written)) await this.#remember(tries).catch(() => undefined);
    if (tries.began === undefined) return tries;
    const last = tries.failure ?? { kind: 'interrupted', reason: 'The home ended meanwhile' };
    return { ...tries, began: undefined, failures: tries.failures + 1, failure: { ...last, at: tries.began } };
  }

  async #remember(tries: Tries): Promise<void> {
    await replaceFile(this.#options.home.layout.certificates.tries, `${JSON.stringify(tries)}\n`, 0o600);
  }

  async #try(dns01: Dns01): Promise<Tried> {
    const { home, env, clock, launch, apart, onEvent, onLine, onStarted, onPair, timeout } = this.#options;
    const { config, layout } = home;
    this.#began = performance.now();
    const before = await this.#tries();
    const { wanted, there } = await this.#state();
    try {
      // Not to be remembered is not to be tried: a home that crashes again and again would ask each time.
      await this.#remember({ ...before, began: clock.now() });
    } catch (thrown) {
      return this.#failed(before, { kind: 'other', reason: `Nothing can be written: ${(thrown as Error).message}` });
    }
    onEvent({ kind: 'certificate-asked', names: wanted, provider: dns01.provider, first: there === undefined });
    const obtained = await obtain({
      ...{ dns01, acme: config.acme, names: wanted, domain: config.domain, layout, env, launch, apart, onLine },
      present: there?.pem,
      ...(timeout !== undefined && { timeout }),
      ...(onStarted && { onStarted }),
      folder: layout.certificates.lego,
      account: `${apart ? 'apart' : 'own'}-${before.account ?? 0}`,
      signal: this.#stopping.signal,
      now: () => clock.now(),
    });
    if (!obtained.ok) return this.#failed(before, obtained.failure);
    try {
      await replaceFile(layout.certificates.pair, obtained.pair, 0o600);
      await this.#remember({
        failures: 0,
        succeededAt: clock.now(),
        directory: config.acme.directory,
        account: before.account,
      });
    } catch (thrown) {
      return this.#failed(before, { kind: 'other', reason: `Nothing can be written: ${(thrown as Error).message}` });
    }
    const notAfter = (await ownCertificate(layout, wanted))?.notAfter ?? 0;
    const until = new Date(notAfter).toISOString().slice(0, 10);
    const kind =
      before.failure && before.failures > 0 && before.failure.kind !== 'interrupted' ? 'recovered' : 'obtained';
    home.audit.record({
      kind: `server-certificate-${kind}`,
      actor: 'latchkey',
      outcome: 'ok',
      subject: config.domain,
      detail: { names: wanted.join(', '), until },
    });
    onEvent({ kind: 'certificate-obtained', names: wanted, notAfter });
    await onPair();
    return { ok: true, names: wanted, notAfter };
  }

  async #failed(before: Tries, { kind, reason, notBefore }: Omit<Failure, 'at'>): Promise<Tried> {
    const { home, clock, onEvent } = this.#options;
    if (this.#stopping.signal.aborted) {
      await this.#remember(before).catch(() => undefined);
      return { ok: false, reason, nextTry: clock.now() };
    }
    const failure: Failure = { at: clock.now(), kind, reason, notBefore };
    const account = (before.account ?? 0) + (kind === 'account-unknown' ? 1 : 0);
    const tries: Tries = { ...before, began: undefined, failures: before.failures + 1, failure, account };
    const { directory } = home.config.acme;
    const { present } = await this.#state();
    const next = nextTry({ present, tries: inThePast(tries, clock.now()), directory });
    await this.#remember(tries).catch(() => undefined);
    // One that goes on was told.
    const first = before.failures === 0 || before.failure?.kind !== kind;
    if (first) this.#record(reason);
    onEvent({ kind: 'certificate-failed', reason, nextTry: next, first });
    return { ok: false, reason, nextTry: next };
  }

  #record(reason: string): void {
    const { home } = this.#options;
    home.audit.record({
      kind: 'server-certificate-not-issued',
      actor: 'latchkey',
      outcome: 'failed',
      subject: home.config.domain,
      detail: { reason },
    });
  }
}
