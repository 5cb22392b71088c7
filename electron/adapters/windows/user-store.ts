/**
 * CurrentUser\My of Windows as a certificate store, by way of Windows PowerShell and .NET. Chrome, Edge and Firefox look
 * there. No right beyond the user's own is needed; the key cannot be exported, and goes when its certificate goes.
 */
import { createHash } from 'node:crypto';
import { win32 } from 'node:path';
import type { CertificateStore, Pkcs12, StoredCertificate } from '../../core/ports.ts';
import { ListedStore } from '../listed-store.ts';
import type { RunCommand } from '../run-command.ts';
import { parseCertificates, saysRemoved, storeError, succeeded } from './output.ts';
import { request, SCRIPT } from './script.ts';

export interface UserStoreDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunCommand;
}

interface Found extends StoredCertificate {
  readonly der: Uint8Array;
}

/** A cold start of PowerShell under a virus scanner takes its time; a dialog of the strong key protection more. */
const TIMEOUT_MS = 3 * 60_000;

/** Gives no keys out. Every call may throw STORE_TOOL_MISSING or STORE_FAILED, after three minutes at most. */
export class UserStore extends ListedStore<Found> implements CertificateStore {
  readonly id = 'windows:current-user-my';
  readonly name = 'Edge, Chrome and Firefox';
  readonly #deps: UserStoreDeps;

  constructor(deps: UserStoreDeps) {
    super();
    this.#deps = deps;
  }

  protected override probe(): Promise<string> {
    return this.#run('probe');
  }

  async import({ data, password, fingerprint }: Pkcs12): Promise<void> {
    // Windows would make a second key container for the same key and leave the first behind.
    if (await this.find(fingerprint)) return;
    await this.#run('import', Buffer.from(data).toString('base64'), password);
  }

  async remove(fingerprint: string): Promise<boolean> {
    const stored = await this.find(fingerprint);
    if (!stored) return false;
    return saysRemoved(await this.#run('remove', Buffer.from(stored.der).toString('base64')));
  }

  protected override async listed(): Promise<Found[]> {
    const certificates = parseCertificates(await this.#run('list'));
    return certificates.map(({ der, label }) => {
      return { der, label, fingerprint: createHash('sha256').update(der).digest('hex') };
    });
  }

  async #run(...words: string[]): Promise<string> {
    const { env, run } = this.#deps;
    const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', SCRIPT];
    const result = await run({ tool: powershell(env), args, env, input: request(...words), timeoutMs: TIMEOUT_MS });
    if (!succeeded(result)) throw storeError(result);
    return result.stdout;
  }
}

/** Windows' own PowerShell 5.1, by its full path: PATH may hold anything. Environment names have no case there. */
function powershell(env: UserStoreDeps['env']): string {
  const name = Object.keys(env).find((key) => key.toLowerCase() === 'systemroot');
  const said = name && env[name];
  const root = said && win32.isAbsolute(said) ? said : 'C:\\Windows';
  return win32.join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
}
