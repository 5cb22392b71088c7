/** The other half of remote-vault.ts: answers with the vault of the person in whose environment it runs. */
import { homedir } from 'node:os';
import process from 'node:process';
import { ComputerKey, computerFolder } from '../../../electron/adapters/computer-key.ts';
import { SealedVault } from '../../../electron/adapters/sealed-vault.ts';
import { KeytarVault, loadKeytar } from '../../../electron/adapters/vault-keytar.ts';
import type { Vault } from '../../../electron/core/ports.ts';
import { type ErrorCode, LatchkeyError } from '../../../shared/errors.ts';

export interface Question {
  readonly id: number;
  readonly method: keyof Vault;
  readonly args: readonly string[];
}

export interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly code?: ErrorCode;
  readonly range?: string;
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

const { platform, env } = process;
const key = new ComputerKey(computerFolder({ platform, env, home: homedir() }));
const vault = new SealedVault(new KeytarVault(loadKeytar, true), key);
process.on('message', async (question: Question) => process.send?.(await answer(vault, question)));
