import { LatchkeyError } from '../../../shared/errors.ts';
import type { Clock } from '../../core/ports/basics.ts';
import {
  contentsOf,
  digestOf,
  filesOfOthers,
  servedNames,
  whyNotServed,
  whyPairsNotLoaded,
} from '../../stack/renewed-files.ts';
import { copiedFor, readCopied } from '../../stack/server-certificate/key-files.ts';
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

/** What the last look found wrong. */
interface Doubt {
  /** What the files were; Caddy names the same fault in one way or another, as it happens to begin. */
  readonly files: string;
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
  /** Files of others, as Caddy last read or refused them. */
  #others: string | undefined;
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
    const caddyJson = running.get(layout.rendered.caddy)?.content ?? '{}';
    const others = await contentsOf(filesOfOthers(caddyJson, layout));
    const changedElsewhere = (this.#others ?? others) !== others;
    let files = others;
    try {
      const fresh = await readCopied(copiedFor(config, layout));
      files = digestOf([others, ...[...fresh.values()].map(({ content }) => content)]);
      const copiesChanged = [...fresh].some(([path, { content }]) => running.get(path)?.content !== content);
      const now = this.#options.clock.now();
      const wrong =
        (copiesChanged
          ? whyNotServed({ config, layout, hosts: servedNames(config), now }, fresh, running)
          : undefined) ?? (changedElsewhere ? whyPairsNotLoaded(caddyJson) : undefined);
      if (wrong !== undefined) return this.#refuse(files, wrong);
      if (copiesChanged || changedElsewhere) {
        await stack.takeFiles(fresh);
        onTaken();
        home.audit.record({ kind: 'server-certificate-taken', actor: 'latchkey', outcome: 'ok' });
      }
      this.#others = others;
      this.#doubt = undefined;
    } catch (thrown) {
      if (!LatchkeyError.is(thrown)) throw thrown;
      this.#refuse(files, thrown.detail ?? thrown.title);
      // Caddy need not be asked about the same files again.
      if (this.#doubt?.reported) this.#others = others;
    }
  }

  #refuse(files: string, reason: string): void {
    const { home, onWarning } = this.#options;
    const before = this.#doubt;
    const seenBefore = before !== undefined && (before.files === files || before.reason === reason);
    if (seenBefore && !before.reported) {
      home.audit.record({
        kind: 'server-certificate-refused',
        actor: 'latchkey',
        outcome: 'failed',
        detail: { reason },
      });
      onWarning(`renewed files are not taken over, and what was served before is served on: ${reason}`);
    }
    this.#doubt = { files, reason, reported: seenBefore };
  }
}
