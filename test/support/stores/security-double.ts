/**
 * A double of macOS' security(1), never the real one: it knows the commands that the keychain store gives, keeps
 * certificates in memory and opens PKCS#12 for real. It splits lines as split_line in Apple's SecurityTool does and
 * prints what its format strings would.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command, CommandResult, RunCommand } from '../../../electron/adapters/run-command.ts';
import { openPkcs12 } from './open-pkcs12.ts';

interface Identity {
  readonly pem: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly name: string;
  readonly exportable: boolean;
}

interface Said {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

const fine: Said = { code: 0 };

export class SecurityDouble {
  readonly commands: Command[] = [];
  readonly identities: Identity[] = [];
  readonly preferences = new Map<string, string>();
  /** Modes of the container and of its folder at the moment of the import. */
  modes: number[] = [];
  loginKeychain: string;
  /** What the next import meets in place of success: an output of the real tool. */
  importFails: string | undefined;

  constructor(loginKeychain: string) {
    this.loginKeychain = loginKeychain;
  }

  readonly run: RunCommand = async (command: Command): Promise<CommandResult> => {
    this.commands.push(command);
    if (command.args.join(' ') !== '-i') throw new Error(`unexpected arguments: ${command.args.join(' ')}`);
    let [stdout, stderr, exitCode] = ['', '', 0];
    // What follows the last line break is never seen.
    for (const line of (command.input ?? '').split('\n').slice(0, -1)) {
      const words = splitLine(line);
      const said = await this.#do(words);
      stdout += said.stdout ?? '';
      stderr += said.stderr ?? '';
      exitCode = said.code;
      if (said.code !== 0) stderr += `${words[0]}: returned ${said.code}\n`;
    }
    return { exitCode: exitCode & 0xff, stdout, stderr };
  };

  #do([name = '', ...args]: string[]): Promise<Said> | Said {
    switch (name) {
      case 'login-keychain':
        return { code: 0, stdout: `    "${this.loginKeychain}"\n` };
      case 'find-identity':
        return { code: 0, stdout: this.#listed(args) };
      case 'find-certificate':
        return { code: 0, stdout: this.identities.map(({ pem }) => pem).join('') };
      case 'import':
        return this.#import(args);
      case 'delete-identity':
        return this.#delete(args);
      case 'set-identity-preference':
        return this.#setPreference(args);
      case 'get-identity-preference':
        return this.#getPreference(args);
      default:
        return { code: 1, stderr: `security: unknown command "${name}"\n` };
    }
  }

  #listed([keychain]: string[]): string {
    this.#mustBe(keychain);
    const lines = this.identities.map(
      ({ sha1, name }, index) => `${String(index + 1).padStart(3)}) ${sha1} "${name}" (CSSMERR_TP_NOT_TRUSTED)\n`,
    );
    const matching = `\nPolicy: X.509 Basic\n  Matching identities\n${lines.join('')}`;
    const count = `     ${lines.length} identities found\n\n`;
    return `${matching}${count}  Valid identities only\n     0 valid identities found\n`;
  }

  async #import(args: string[]): Promise<Said> {
    const [file = ''] = args;
    this.#mustBe(optionOf(args, '-k'));
    if (this.importFails !== undefined) return { code: 1, stderr: this.importFails.replace(/^.*returned.*\n/m, '') };
    this.modes = [(await stat(file)).mode & 0o777, (await stat(dirname(file))).mode & 0o777];
    let der: Uint8Array;
    try {
      der = openPkcs12(await readFile(file), optionOf(args, '-P') ?? '');
    } catch {
      const words = 'MAC verification failed during PKCS12 import (wrong password?)';
      return { code: 1, stderr: `security: SecKeychainItemImport: ${words}\n` };
    }
    const digest = (algorithm: string) => createHash(algorithm).update(der).digest('hex').toUpperCase();
    const [sha1, sha256] = [digest('sha1'), digest('sha256')];
    if (this.identities.some((held) => held.sha1 === sha1)) {
      const words = 'The specified item already exists in the keychain.';
      return { code: 1, stderr: `security: SecKeychainItemImport: ${words}\n` };
    }
    const certificate = new X509Certificate(der);
    const name = /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '<unknown>';
    // macOS 15 and later: told the format, security imports another way, which does not look at -x.
    const exportable = optionOf(args, '-f') === 'pkcs12' || !args.includes('-x') || !file.endsWith('.p12');
    this.identities.push({ pem: certificate.toString(), sha1, sha256, name, exportable });
    return { code: 0, stdout: '1 key imported.\n1 certificate imported.\n' };
  }

  #delete(args: string[]): Said {
    this.#mustBe(args.at(-1));
    const hash = optionOf(args, '-Z');
    const index = this.identities.findIndex(({ sha1 }) => sha1 === hash);
    if (index < 0) return { code: 1, stderr: `Unable to delete certificate matching "${hash}"` };
    this.identities.splice(index, 1);
    return fine;
  }

  #setPreference(args: string[]): Said {
    const service = optionOf(args, '-s') ?? '';
    const hash = optionOf(args, '-Z');
    if (hash === undefined) this.preferences.delete(service);
    else if (this.identities.some(({ sha1 }) => sha1 === hash)) this.preferences.set(service, hash);
    else return { code: 1, stderr: `security: No matching identity found for "${hash}"\n` };
    return fine;
  }

  #getPreference(args: string[]): Said {
    const preferred = this.preferences.get(optionOf(args, '-s') ?? '');
    const identity = this.identities.find(({ sha1 }) => sha1 === preferred);
    if (!identity) {
      const words = 'The specified item could not be found in the keychain.';
      return { code: -25300, stderr: `security: SecIdentityCopyPreference: ${words}\n` };
    }
    const { sha1, sha256, pem } = identity;
    return { code: 0, stdout: `SHA-256 hash: ${sha256}\nSHA-1 hash: ${sha1}\n${pem}` };
  }

  #mustBe(keychain: string | undefined): void {
    if (keychain !== this.loginKeychain) throw new Error(`not the login keychain: ${keychain}`);
  }
}

const optionOf = (args: readonly string[], option: string) => {
  const index = args.indexOf(option);
  return index < 0 ? undefined : args[index + 1];
};

/** split_line of SecurityTool/macOS/security.c, state by state. */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  let escaped = false;
  const end = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
    quote = '';
  };
  for (const character of line) {
    if (word === undefined) {
      if (/\s/.test(character)) continue;
      word = '';
      if (character === '"' || character === "'") {
        quote = character;
        continue;
      }
    }
    if (escaped) {
      word += character;
      escaped = false;
    } else if (character === '\\') escaped = true;
    else if (quote === '' ? /\s/.test(character) : character === quote) end();
    else word += character;
  }
  end();
  return words;
}
