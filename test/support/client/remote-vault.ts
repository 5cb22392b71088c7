/** The keytar vault of another person, in a child process with that person's environment. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Vault } from '../../../electron/core/ports.ts';
import { LatchkeyError } from '../../../shared/errors.ts';
import { VAULT } from '../programs.ts';
import type { Question, Reply } from './vault-process.ts';

export class RemoteVault implements Vault {
  readonly #env: Record<string, string>;
  #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  constructor(env: Record<string, string>) {
    this.#env = env;
    this.#child = this.#start();
  }

  /** A new start of the program: libsecret remembers a Secret Service for as long as its process lives. */
  async restart(): Promise<void> {
    await this.close();
    this.#child = this.#start();
  }

  get = (key: string) => this.#ask<string | undefined>('get', key);
  set = (key: string, secret: string) => this.#ask<void>('set', key, secret);
  delete = (key: string) => this.#ask<boolean>('delete', key);
  list = (prefix: string) => this.#ask<string[]>('list', prefix);

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await gone;
  }

  #start(): ChildProcess {
    const child = fork(VAULT, [], {
      env: this.#env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (reply: Reply) => this.#settle(reply));
    child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(`the vault's process ended (${code ?? signal})`));
    });
    return child;
  }

  #ask<T>(method: keyof Vault, ...args: string[]): Promise<T> {
    this.#lastId += 1;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#lastId, waiting);
    this.#child.send({ id: this.#lastId, method, args } satisfies Question);
    return waiting.promise as Promise<T>;
  }

  #settle({ id, value, code, range }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (code) waiting?.reject(new LatchkeyError(code));
    else if (range) waiting?.reject(new RangeError(range));
    else waiting?.resolve(value);
  }
}
