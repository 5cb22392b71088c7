/** The store contract on the real CurrentUser\My. What was there before is neither seen nor touched. Only on Windows. */
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../electron/adapters/run-command.ts';
import { UserStore } from '../../electron/adapters/windows/user-store.ts';
import type { CertificateStore, Pkcs12 } from '../../electron/core/ports.ts';
import { certificateStoreContract } from '../contract/certificate-store.ts';
import { ClientCertificates } from '../support/client/client-certificates.ts';

const realStore = () => new UserStore({ env: process.env, run: runCommand });

/** The real store as if it had been empty: shows what was imported through it, and takes all of that away at the end. */
class SinceNow implements CertificateStore {
  readonly #store = realStore();
  readonly #imported = new Set<string>();
  readonly id = this.#store.id;
  readonly name = this.#store.name;

  precheck = () => this.#store.precheck();
  remove = (fingerprint: string) => this.#store.remove(fingerprint);
  find = (fingerprint: string) => this.#store.find(fingerprint);

  async list() {
    return (await this.#store.list()).filter(({ fingerprint }) => this.#imported.has(fingerprint));
  }

  async import(bundle: Pkcs12): Promise<void> {
    this.#imported.add(bundle.fingerprint);
    await this.#store.import(bundle);
  }

  async clean(): Promise<void> {
    for (const fingerprint of this.#imported) await this.#store.remove(fingerprint);
  }
}

function sinceNow() {
  const store = new SinceNow();
  return Promise.resolve({ store, clean: () => store.clean() });
}

// Not a skip: a job that was meant to try the real store and did not is a failure.
test('this is Windows', () => expect(process.platform).toBe('win32'));

certificateStoreContract('the real CurrentUser\\My', sinceNow);

describe('the real CurrentUser\\My', () => {
  const powershell = (command: string) => {
    const tool = `${process.env.SystemRoot}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
    return runCommand({ tool, args: ['-NoProfile', '-NonInteractive', '-Command', command], env: process.env });
  };
  /** The file names of this user's key containers. */
  const keys = async () =>
    (await powershell("Get-ChildItem -Name (Join-Path $env:APPDATA 'Microsoft\\Crypto\\Keys') -Force")).stdout;

  test('a key once imported cannot be exported, and its container goes with the certificate', async () => {
    const before = await keys();
    const { store, clean } = await sinceNow();
    try {
      const bundle = await (await ClientCertificates.create()).bundle();
      await store.import(bundle);
      expect(await keys()).not.toBe(before);
      const exported = await powershell(
        `Get-ChildItem Cert:\\CurrentUser\\My | Where-Object { $_.Issuer -like '*Homelab CA*' } | ForEach-Object { $_.Export('Pfx', 'x').Length }`,
      );
      expect(exported.stderr + exported.stdout).not.toMatch(/^\d+\s*$/m);
      await store.remove(bundle.fingerprint);
      expect(await keys()).toBe(before);
    } finally {
      await clean();
    }
  });

  test('no root and no intermediate authority came along', async () => {
    const { store, clean } = await sinceNow();
    try {
      await store.import(await (await ClientCertificates.create()).bundle());
      const { stdout } = await powershell(
        "(Get-ChildItem Cert:\\CurrentUser\\Root, Cert:\\CurrentUser\\CA | Where-Object { $_.Subject -like '*Homelab CA*' }).Count",
      );
      expect(stdout.trim()).toMatch(/^0?$/);
    } finally {
      await clean();
    }
  });
});
