import { LatchkeyError } from '../../../shared/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { copiedFor, readCopied } from '../../stack/key-files.ts';
import { filesOfOthers, servedNames, stampsOf, whyNotServed } from '../../stack/server-certificate/renewed.ts';
import type { HomeStack } from '../../stack/stack.ts';
import type { OpenHome } from '../open.ts';

/** Between two looks, in milliseconds: what is renewed is served within a minute. */
export const LOOK_EVERY = 15_000;

export interface RenewedFilesOptions {
  readonly home: Pick<OpenHome, 'config' | 'layout' | 'audit'>;
  readonly stack: Pick<HomeStack, 'runningFiles' | 'takeFiles'>;
  readonly clock: Clock;
  /** Waits for a reload that is under way, and makes the next one wait. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly onTaken: () => void;
  readonly onWarning: (message: string) => void;
}

/** What the last look saw, and said of it. */
interface Doubt {
  readonly reason: string;
  readonly reported: boolean;
}

/**
 * Has Caddy serve what certbot, another program or an admin has put in the place of a certificate, a key or a token. A bad
 * pair is not taken, and told once; what was served before is served on. Two files are replaced one after the other: only
 * what two looks in a row find wrong is wrong.
 */
export class RenewedFiles {
  readonly #options: RenewedFilesOptions;
  #stamps: string | undefined;
  #doubt: Doubt | undefined;

  constructor(options: RenewedFilesOptions) {
    this.#options = options;
  }

  /** Looks once. */
  look(): Promise<void> {
    return this.#options.inTurn(() => this.#look());
  }

  async #look(): Promise<void> {
    const { home, stack, onTaken } = this.#options;
    const { config, layout } = home;
    const running = stack.runningFiles();
    const stamps = await stampsOf(filesOfOthers(running.get(layout.rendered.caddy)?.content ?? '{}', layout));
    const changedElsewhere = (this.#stamps ?? stamps) !== stamps;
    try {
      const fresh = await readCopied(copiedFor(config, layout));
      const copiesChanged = [...fresh].some(([path, { content }]) => running.get(path)?.content !== content);
      if (copiesChanged) {
        const wrong = whyNotServed(
          { config, layout, hosts: servedNames(config), now: this.#options.clock.now() },
          fresh,
          running,
        );
        if (wrong !== undefined) return this.#refuse(wrong);
      }
      if (copiesChanged || changedElsewhere) {
        await stack.takeFiles(fresh);
        onTaken();
        home.audit.record({ kind: 'server-certificate-taken', actor: 'latchkey', outcome: 'ok' });
      }
      this.#stamps = stamps;
      this.#doubt = undefined;
    } catch (thrown) {
      if (!LatchkeyError.is(thrown)) throw thrown;
      this.#refuse(thrown.detail ?? thrown.title);
      // Caddy need not be asked about the same files again.
      if (this.#doubt?.reported) this.#stamps = stamps;
    }
  }

  #refuse(reason: string): void {
    const { home, onWarning } = this.#options;
    const seenBefore = this.#doubt?.reason === reason;
    if (seenBefore && !this.#doubt?.reported) {
      home.audit.record({
        kind: 'server-certificate-refused',
        actor: 'latchkey',
        outcome: 'failed',
        detail: { reason },
      });
      onWarning(`renewed files are not taken over, and what was served before is served on: ${reason}`);
    }
    this.#doubt = { reason, reported: seenBefore };
  }
}
