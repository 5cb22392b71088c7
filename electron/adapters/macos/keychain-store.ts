/**
 * The login keychain of macOS as a certificate store, by way of Apple's own security(1). Safari, Chrome, Edge and
 * Firefox look there.
 *
 * The key is imported as one that cannot be taken out again. For that the format is left for security to see from the
 * file's name: told `-f pkcs12`, macOS 15 and later take another way in, on which `-x` is not looked at
 * (docs/decisions/0004-macos-import.md).
 */
import { createHash } from 'node:crypto';
import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { CertificatePreferences, CertificateStore, Pkcs12, StoredCertificate } from '../../core/ports.ts';
import { ListedStore } from '../listed-store.ts';
import { parsePemCertificates } from '../nss/output.ts';
import type { CommandResult, RunCommand } from '../run-command.ts';
import type { TempFolder } from '../temp-folder.ts';
import { securityLine } from './command-line.ts';
import { parseIdentities, parseKeychains, parsePreferred, securityStatus, storeError, succeeded } from './output.ts';

export interface KeychainDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunCommand;
  readonly temp: TempFolder;
  /** Absolute path of a keychain to use in place of the login keychain. */
  readonly keychain?: string;
  /** Absolute path of the tool; Apple's place for it when not given. */
  readonly tool?: string;
}

/** A dialog may be waiting for somebody to come back to the computer. */
const DIALOG_TIMEOUT_MS = 5 * 60_000;

interface Found extends StoredCertificate {
  readonly sha1: string;
}

/**
 * Gives no keys out. What changes something may wait for a dialog of macOS, five minutes at most. Every call may throw
 * STORE_TOOL_MISSING, STORE_LOCKED or STORE_FAILED.
 */
export class KeychainStore extends ListedStore<Found> implements CertificateStore {
  readonly id = 'macos:login-keychain';
  readonly name = 'Safari, Chrome, Edge and Firefox';
  readonly preferences: CertificatePreferences = {
    prefer: (fingerprint, domain) => this.#prefer(fingerprint, domain),
    forget: (fingerprint, domain) => this.#forgetPreference(fingerprint, domain),
  };
  readonly #deps: KeychainDeps;

  constructor(deps: KeychainDeps) {
    super();
    this.#deps = deps;
  }

  /** Whether the keychain is locked cannot be seen without a dialog, so it shows at the import, which may ask. */
  protected override probe(): Promise<string> {
    return this.#keychain();
  }

  async import({ data, password, fingerprint }: Pkcs12): Promise<void> {
    const keychain = await this.#keychain();
    const folder = await this.#deps.temp.folder();
    try {
      // security takes the format from the ending; the name is what a dialog would show.
      const file = join(folder, 'Latchkey.p12');
      await writeFile(file, data, { mode: 0o600, flag: 'wx' });
      const result = await this.#run(['import', file, '-k', keychain, '-P', password, '-x'], DIALOG_TIMEOUT_MS);
      if (succeeded(result)) return;
      if (securityStatus(result) === 'duplicateItem' && (await this.find(fingerprint))) return;
      throw storeError('import', result);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** @throws STORE_FAILED also when security says that it removed the certificate and it is still there */
  async remove(fingerprint: string): Promise<boolean> {
    const keychain = await this.#keychain();
    const stored = await this.find(fingerprint);
    if (!stored) return false;
    // The key goes first: what an interruption leaves is a certificate without its key, which opens nothing.
    const result = await this.#run(['delete-identity', '-Z', stored.sha1, keychain], DIALOG_TIMEOUT_MS);
    if (!succeeded(result)) throw storeError('delete-identity', result);
    if (await this.find(fingerprint)) {
      throw new LatchkeyError('STORE_FAILED', { detail: 'security removed a certificate and it is still there.' });
    }
    return true;
  }

  /** Safari then shows this certificate to the domain's hosts without asking which; Chrome puts it first in its list. */
  async #prefer(fingerprint: string, domain: string): Promise<void> {
    const keychain = await this.#keychain();
    const stored = await this.find(fingerprint);
    if (!stored) throw new LatchkeyError('STORE_FAILED', { detail: 'The certificate to prefer is not there.' });
    const words = ['set-identity-preference', '-Z', stored.sha1, '-s', `*.${domain}`, keychain];
    const result = await this.#run(words, DIALOG_TIMEOUT_MS);
    if (!succeeded(result)) throw storeError('set-identity-preference', result);
  }

  /** Only while it points at this certificate: a newer one may have taken the place. */
  async #forgetPreference(fingerprint: string, domain: string): Promise<void> {
    const asked = await this.#run(['get-identity-preference', '-s', `*.${domain}`, '-Z', '-p']);
    if (!succeeded(asked)) return;
    const stored = await this.find(fingerprint);
    if (!stored || parsePreferred(asked.stdout) !== stored.sha1) return;
    const result = await this.#run(['set-identity-preference', '-n', '-s', `*.${domain}`], DIALOG_TIMEOUT_MS);
    if (!succeeded(result)) throw storeError('set-identity-preference', result);
  }

  /** Certificates whose key is there too, known by the SHA-256 of what the keychain gives out, not by what it says. */
  protected override async listed(): Promise<Found[]> {
    const keychain = await this.#keychain();
    const identities = await this.#run(['find-identity', keychain]);
    if (!succeeded(identities)) throw storeError('find-identity', identities);
    const labels = new Map(parseIdentities(identities.stdout).map(({ sha1, label }) => [sha1, label]));
    if (labels.size === 0) return [];
    const certificates = await this.#run(['find-certificate', '-a', '-p', keychain]);
    if (!succeeded(certificates)) throw storeError('find-certificate', certificates);
    return parsePemCertificates(certificates.stdout).flatMap((der) => {
      const sha1 = digest('sha1', der).toUpperCase();
      const label = labels.get(sha1);
      return label === undefined ? [] : [{ sha1, fingerprint: digest('sha256', der), label }];
    });
  }

  /**
   * The keychain to use. It must be there: given one that it cannot open, security searches all the others.
   * `login-keychain` takes no `-d` (it fails, in silence); a user may have none, then the default one is meant.
   */
  async #keychain(): Promise<string> {
    const { keychain } = this.#deps;
    const candidates = keychain ? [keychain] : await this.#candidates();
    for (const path of candidates) {
      const there = await access(path).then(
        () => true,
        () => false,
      );
      if (there) return path;
    }
    throw storeError('login-keychain', {
      exitCode: 1,
      stdout: '',
      stderr: 'The specified keychain could not be found.',
    });
  }

  async #candidates(): Promise<string[]> {
    const paths: string[] = [];
    for (const command of ['login-keychain', 'default-keychain']) {
      const result = await this.#run([command]);
      if (result.exitCode === undefined) throw storeError(command, result);
      if (succeeded(result)) paths.push(...parseKeychains(result.stdout));
    }
    return paths;
  }

  #run(words: readonly string[], timeoutMs?: number): Promise<CommandResult> {
    const { env, run, tool = '/usr/bin/security' } = this.#deps;
    const input = securityLine(words);
    return run({ tool, args: ['-i'], env, input, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  }
}

const digest = (algorithm: string, der: Uint8Array) => createHash(algorithm).update(der).digest('hex');
