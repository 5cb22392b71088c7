import type { HomeLayout } from '../layout.ts';

/** A word of a POSIX command line, quoted where it must be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Command lines of `latchkey` for one home, to be shown to its admin. */
export class Commands {
  readonly #layout: HomeLayout;
  readonly #running: boolean;

  /** @param running whether `latchkey up` runs, and so has to be told of a changed configuration */
  constructor(layout: HomeLayout, running: boolean) {
    this.#layout = layout;
    this.#running = running;
  }

  latchkey(...words: readonly string[]): string {
    return ['latchkey', ...words, '--dir', this.#layout.dir].map(shellWord).join(' ');
  }

  /** One that changes latchkey.yaml, and is applied. */
  configuring(...words: readonly string[]): string {
    return this.#running ? `${this.latchkey(...words)} && ${this.latchkey('reload')}` : this.latchkey(...words);
  }

  /** Opens latchkey.yaml at a line. */
  edit(line = 1): string {
    return `\${EDITOR:-nano} +${line} ${shellWord(this.#layout.config)}`;
  }
}
