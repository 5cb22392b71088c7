import { LatchkeyError } from '../../shared/errors.ts';
import { Serial } from '../../shared/serial.ts';
import { wantedNames } from '../core/certificates/names.ts';
import { type Effect, effectsOf } from '../core/config/effects.ts';
import { configJsonSchemaText } from '../core/config/json-schema.ts';
import { type Attempt, type NegativeTestIdentities, runNegativeTest } from '../stack/probe/negative-test.ts';
import { writeRendered } from '../stack/rendered/write.ts';
import type { HomeStack } from '../stack/stack.ts';
import { ownCertificate } from './certificates/present.ts';
import { takenConfigText } from './files/taken-config.ts';
import type { OpenHome } from './open.ts';
import { type ConfiguredHome, readHome, withSites } from './read.ts';
import { recordConfiguration } from './record-configuration.ts';

/** What came of a reload. */
export interface ReloadReport {
  /** In sentences; empty when latchkey.yaml says what it said before. */
  readonly effects: readonly Effect[];
  /** The rendered files that are others now. */
  readonly changed: readonly string[];
  readonly warnings: readonly string[];
  /** How many attacks on the client-auth check were refused afterwards. */
  readonly attacksRefused: number;
}

export interface ReloadOptions {
  readonly home: Pick<OpenHome, 'layout' | 'config' | 'adopt' | 'audit'>;
  readonly stack: HomeStack;
  readonly identities: NegativeTestIdentities;
  /** The client-auth check does not hold with what ran before either: nothing may go on. */
  readonly giveUp: (error: LatchkeyError) => void;
}

/**
 * Remembers latchkey.yaml as the rendered files were made from it, for `latchkey config diff`, and as it was read, for
 * commands; and puts the schema of this version beside it, for editors.
 */
export async function rememberConfig({ layout: { rendered }, configText, config }: ConfiguredHome): Promise<void> {
  const taken = takenConfigText(configText, config);
  const files = new Map([
    [rendered.config, { content: configText, mode: 0o600 }],
    ...(taken === undefined ? [] : [[rendered.taken, { content: taken, mode: 0o600 }] as const]),
    [rendered.schema, { content: configJsonSchemaText(), mode: 0o600 }],
  ]);
  await writeRendered(files);
}

/**
 * Whoever is served by a certificate is to be served on: the first one of `certificates: dns-01` is there beforehand.
 * @throws LatchkeyError SERVER_CERTIFICATE_MISSING
 */
async function requireCertificate(
  before: Pick<ConfiguredHome, 'config'>,
  { config, layout, facts }: ConfiguredHome,
): Promise<void> {
  // Of files, those that are served now are served on.
  const keeps = before.config.certificates.kind === 'dns-01' || before.config.certificates.kind === 'files';
  if (config.certificates.kind !== 'dns-01' || keeps) return;
  if (await ownCertificate(layout, wantedNames(config, facts.sites))) return;
  throw new LatchkeyError('SERVER_CERTIFICATE_MISSING', {
    detail: 'The home would serve nobody until the first one by DNS-01 is there, so nothing was changed.',
    hint: 'Get it first: latchkey certificates renew. Then reload again.',
  });
}

/** Lets a running home go over to the latchkey.yaml of now. One reload at a time; others wait for it. */
export class Reloading {
  readonly #options: ReloadOptions;
  readonly #turns = new Serial();

  constructor(options: ReloadOptions) {
    this.#options = options;
  }

  /**
   * Everything is checked before anything changes, and the client-auth check is attacked afterwards: when it does not
   * hold, the home goes back to what it was.
   * @throws LatchkeyError CONFIG_NOT_VALID, RENDERED_NOT_ACCEPTED and what else {@link HomeStack.reload} throws;
   * CLIENT_AUTH_NOT_HOLDING
   */
  reload(): Promise<ReloadReport> {
    return this.#turns.run(() => this.#reload());
  }

  /** Does something while no reload is under way. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.run(work);
  }

  async #reload(): Promise<ReloadReport> {
    const { home, stack } = this.#options;
    const read = await readHome(home.layout.dir);
    await requireCertificate(home, read);
    const effects = effectsOf(home.config, read.config);
    const { prepared, written, undo } = await stack.reload(read.config);
    const next = withSites(read, prepared.hosts);
    const before = home.adopt(next);
    let attempts: readonly Attempt[];
    try {
      await rememberConfig(next);
      attempts = await this.#runNegativeTest(prepared.hosts);
    } catch (error) {
      home.adopt(before);
      await this.#goBack(before, undo);
      const detail = { reason: LatchkeyError.is(error) ? error.code : 'INTERNAL' };
      home.audit.record({ kind: 'configuration-changed', outcome: 'failed', detail });
      throw error;
    }
    const changed = written.filter(({ change }) => change !== 'unchanged').map(({ path }) => path);
    if (effects.length + changed.length > 0) {
      recordConfiguration(home.audit, next, effects.map(({ text }) => text).join(' '));
    }
    const warnings = prepared.warnings.map(({ path, message }) => `${path} ${message}`);
    const skipped = attempts.filter(({ outcome }) => outcome === 'skipped');
    warnings.push(
      ...skipped.map(({ host, detail }) => `The client-certificate check is not tried for ${host}: ${detail}.`),
    );
    return {
      effects,
      changed,
      warnings: [...next.warnings, ...warnings],
      attacksRefused: attempts.filter(({ outcome }) => outcome === 'refused').length,
    };
  }

  async #runNegativeTest(hosts: readonly string[]): Promise<readonly Attempt[]> {
    const { home, identities } = this.#options;
    const { config, layout } = home;
    return (await runNegativeTest({ config, layout, hosts, identities })).attempts;
  }

  async #goBack(before: ConfiguredHome, undo: () => Promise<void>): Promise<void> {
    try {
      await undo();
      await rememberConfig(before);
      await this.#runNegativeTest(before.config.services.map(({ host }) => host));
    } catch (thrown) {
      const error = LatchkeyError.is(thrown) ? thrown : new LatchkeyError('INTERNAL', { cause: thrown });
      this.#options.giveUp(error);
    }
  }
}
