/**
 * Keys in a PKCS#11 token, by `pkcs11-tool` of OpenSC: a process of its own, so that a vendor's module never gets into
 * ours, and nothing has to be compiled. The PIN goes by the environment of that process, which nobody else can read, and
 * only once it is needed.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { LatchkeyError } from '../../shared/errors.ts';
import type { Random } from '../core/ports/basics.ts';
import type { CaKey } from './authority.ts';
import { type TokenKey, tokenUri } from './key-file.ts';

/** Runs a program to its end; the environment is exactly the one given. Never rejects. */
export type RunTokenTool = (
  args: readonly string[],
  options: { readonly input?: Uint8Array; readonly env: Readonly<Record<string, string>> },
) => Promise<{ readonly ok: boolean; readonly stdout: Uint8Array; readonly stderr: string }>;

export interface TokenPorts {
  /** Runs `pkcs11-tool`. */
  readonly run: RunTokenTool;
  /** Path of the token's PKCS#11 module. */
  readonly module: string;
  /** Asked for the first time when a key is used. */
  readonly pin: () => Promise<string>;
}

const PIN_VARIABLE = 'LATCHKEY_TOKEN_PIN';
const ID_BYTES = 16;

/** The tokens that one PKCS#11 module reaches. */
export class Tokens {
  readonly #ports: TokenPorts;

  constructor(ports: TokenPorts) {
    this.#ports = ports;
  }

  /**
   * Has the token make a P-256 key that never leaves it.
   * @param token its label
   * @throws LatchkeyError CA_TOKEN_FAILED
   */
  async generate(token: string, random: Random): Promise<TokenKey> {
    const id = Buffer.from(random.bytes(ID_BYTES)).toString('hex');
    const key = ['--keypairgen', '--key-type', 'EC:prime256v1', '--id', id, '--label', 'Homelab CA'];
    await this.#asUser(token, [...key, '--usage-sign', '--sensitive']);
    return { token, id };
  }

  /**
   * A signer by a key of a token. The PIN is tried at once, so that a wrong one is known before it matters.
   * @throws LatchkeyError CA_TOKEN_FAILED
   */
  async signer(key: TokenKey): Promise<CaKey> {
    const spki = await this.#run(key.token, ['--read-object', '--type', 'pubkey', '--id', key.id], {});
    const signature = await this.#sign(key, spki);
    const publicKey = createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });
    if (!verify('sha256', spki, publicKey, signature)) throw failed(`${tokenUri(key)} does not sign as it should`);
    return { spki: new Uint8Array(spki), sign: (data) => this.#sign(key, data) };
  }

  #sign({ token, id }: TokenKey, data: Uint8Array): Promise<Uint8Array> {
    const input = createHash('sha256').update(data).digest();
    return this.#asUser(token, ['--sign', '--mechanism', 'ECDSA', '--signature-format', 'openssl', '--id', id], input);
  }

  async #asUser(token: string, args: readonly string[], input?: Uint8Array): Promise<Uint8Array> {
    const env = { [PIN_VARIABLE]: await this.#ports.pin() };
    return this.#run(token, ['--login', '--pin', `env:${PIN_VARIABLE}`, ...args], env, input);
  }

  async #run(
    token: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    input?: Uint8Array,
  ): Promise<Uint8Array> {
    const { run, module } = this.#ports;
    const all = ['--module', module, '--token-label', token, ...args];
    const { ok, stdout, stderr } = await run(all, { ...(input && { input }), env });
    if (ok) return stdout;
    throw failed(lastWords(stderr));
  }
}

const failed = (detail: string) => new LatchkeyError('CA_TOKEN_FAILED', { detail: `${detail}.` });

/** What pkcs11-tool said last that is not its farewell. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && line !== 'Aborting.' && !line.startsWith('Using '));
  return (said.at(-1) ?? 'pkcs11-tool said nothing').replace(/^error: /, '').replace(/\.$/, '');
}
