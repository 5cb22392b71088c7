import type { HomeLayout } from '../layout.ts';

/** A word of a POSIX command line, quoted where it must be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Gives a home of root's to a user of its own, who is made where there is none. For root. */
export const giveToUser = (dir: string): string =>
  `id -u latchkey || useradd --system --user-group latchkey; chown -R latchkey: ${shellWord(dir)}`;

/** What starts and stops a home. */
export type RunsBy = 'hand' | 'systemd' | 'compose';

/** Command lines of `latchkey` for one home, to be shown to its admin; with Compose, for the folder of compose.yaml. */
export class Commands {
  readonly #layout: HomeLayout;
  readonly #running: boolean;
  readonly by: RunsBy;

  /** @param running whether `latchkey up` runs, and so has to be told of a changed configuration */
  constructor(layout: HomeLayout, running: boolean, by: RunsBy = 'hand') {
    this.#layout = layout;
    this.#running = running;
    this.by = by;
  }

  latchkey(...words: readonly string[]): string {
    // The image knows its home.
    if (this.by === 'compose')
      return ['docker', 'compose', 'exec', 'home', 'latchkey', ...words].map(shellWord).join(' ');
    return [...this.#asOwner, 'latchkey', ...words, '--dir', this.#layout.dir].map(shellWord).join(' ');
  }

  /** A home that systemd runs has an owner that nobody is logged in as. */
  get #asOwner(): readonly string[] {
    return this.by === 'systemd' ? ['sudo'] : [];
  }

  /** Makes a backup that was not there before. @param folder where it goes; beside the home unless told otherwise */
  backup(folder?: string): string {
    // Nothing outside the home is the container's to write.
    if (this.by === 'compose')
      return 'docker compose exec -T home latchkey backup - --to "$AGE_PUBLIC_KEY" > "latchkey-$(date +%F).tar.age"';
    const beginning = folder === undefined ? `${this.#layout.dir}-backup` : `${folder}/latchkey`;
    const words = [...this.#asOwner, 'latchkey', 'backup', shellWord(beginning)].join(' ');
    return `${words}-"$(date +%F)".tar.age --dir ${shellWord(this.#layout.dir)}`;
  }

  /** Starts a home that is down. */
  start(): string {
    const starts = {
      hand: this.latchkey('up'),
      systemd: 'sudo systemctl start latchkey',
      compose: 'docker compose up --detach',
    };
    return starts[this.by];
  }

  /** One that changes latchkey.yaml, and is applied. */
  configuring(...words: readonly string[]): string {
    return this.#running ? `${this.latchkey(...words)} && ${this.latchkey('reload')}` : this.latchkey(...words);
  }

  /** Opens latchkey.yaml at a line. */
  edit(line = 1): string {
    const editor = `\${EDITOR:-nano} +${line}`;
    return [...this.#asOwner, editor, shellWord(this.onTheMachine(this.#layout.config))].join(' ');
  }

  /** Fills a file that only its owner can read with what is typed. @param path as who types knows it */
  fill(path: string): string {
    return [...this.#asOwner, 'install', '-D', '-m', '600', '/dev/stdin', shellWord(path)].join(' ');
  }

  /** A path of the home as who types these commands knows it: the container's folder is beside compose.yaml. */
  onTheMachine(path: string): string {
    const { dir } = this.#layout;
    return this.by === 'compose' && path.startsWith(`${dir}/`) ? `home${path.slice(dir.length)}` : path;
  }
}
