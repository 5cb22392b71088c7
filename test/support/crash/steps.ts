/**
 * Every moment at which a use case may be cut off: before each call of each of its ports, within transactions too, and
 * before its answer is given. Whoever adds a call adds a moment; nobody keeps a list.
 */
export class Steps {
  readonly #fatal: number;
  readonly #die: () => never;
  #passed = 0;
  #last = 'start';

  /**
   * @param fatal the step, counted from one, at which `die` is called; Infinity for never
   * @param die ends the process, or throws what stands for that. After it nothing more is done
   */
  constructor(fatal: number, die: () => never) {
    this.#fatal = fatal;
    this.#die = die;
  }

  /** How many steps were come to. */
  get passed(): number {
    return this.#passed;
  }

  /** What was about to be done at the last of them. */
  get last(): string {
    return this.#last;
  }

  point(what: string): void {
    this.#passed += 1;
    this.#last = what;
    if (this.#passed >= this.#fatal) this.#die();
  }

  /** The same port; each of its methods is a step. */
  readonly watch = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          this.point(`${name}.${String(key)}`);
          return member.apply(target, args);
        };
      },
    });
}
