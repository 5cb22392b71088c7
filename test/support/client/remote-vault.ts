/** The keytar vault of another person, in a child process with that person's environment. */
import { type ChildProcess, fork } from 'node:child_process';
import { homedir } from 'node:os';
import { ComputerKey, computerFolder } from '../../../electron/adapters/computer-key.ts';
import { SealedVault } from '../../../electron/adapters/sealed-vault.ts';
import { KeytarVault, loadKeytar } from '../../../electron/adapters/vault-keytar.ts';
import type { Vault } from '../../../electron/core/ports.ts';
import { type ErrorCode, LatchkeyError } from '../../../shared/errors.ts';

type Method = keyof Vault;

interface Question {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly string[];
}

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly code?: ErrorCode;
  readonly range?: string;
}

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
    const child = fork(new URL(import.meta.url).pathname, [], {
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

  #ask<T>(method: Method, ...args: string[]): Promise<T> {
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

async function answer(vault: Vault, { id, method, args: [key = '', secret = ''] }: Question): Promise<Reply> {
  try {
    const value = method === 'set' ? await vault.set(key, secret) : await vault[method](key);
    return { id, value };
  } catch (error) {
    if (error instanceof RangeError) return { id, range: error.message };
    return { id, code: error instanceof LatchkeyError ? error.code : 'INTERNAL' };
  }
}

if (import.meta.main && process.send) {
  const { platform, env } = process;
  const key = new ComputerKey(computerFolder({ platform, env, home: homedir() }));
  const vault = new SealedVault(new KeytarVault(loadKeytar, true), key);
  process.on('message', async (question: Question) => process.send?.(await answer(vault, question)));
}
