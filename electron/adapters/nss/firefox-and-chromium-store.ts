/** An NSS database as a certificate store, by way of Mozilla's own tools. */
import { createHash, randomBytes } from 'node:crypto';
import { access, type FileHandle, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { CertificateStore, Pkcs12, StoredCertificate } from '../../core/ports.ts';
import { ListedStore } from '../listed-store.ts';
import { readPkcs12Key } from '../pkcs12-read.ts';
import type { CommandResult, RunCommand } from '../run-command.ts';
import { causedBy } from '../store-causes.ts';
import type { TempFolder } from '../temp-folder.ts';
import { diagnoseDatabase } from './diagnose.ts';
import type { NssLocation } from './find-databases.ts';
import { nssKeyId } from './key-id.ts';
import {
  keyUri,
  type ListedKey,
  parseKeys,
  parsePemCertificates,
  saysNoKeys,
  saysNotFound,
  storeError,
} from './output.ts';

export interface NssTools {
  /** Absolute paths; undefined when the program is missing. */
  readonly certutil: string | undefined;
  readonly pk12util: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunCommand;
  readonly temp: TempFolder;
}

type Tool = 'certutil' | 'pk12util';

/** The descriptor that a program finds the first of its files as. */
const FIRST_FILE = 3;

/** A certificate together with the id of the key it was found by. */
interface Found extends StoredCertificate {
  readonly keyId: string;
}

/**
 * One NSS database. Its tools get keys and passwords as files without a name, never as arguments.
 * Every call may throw STORE_TOOL_MISSING, STORE_LOCKED (the database wants a password, or another one) or STORE_FAILED.
 */
export class NssStore extends ListedStore<Found> implements CertificateStore {
  readonly id: string;
  readonly name: string;
  readonly #location: NssLocation;
  readonly #tools: NssTools;
  readonly #password: string | undefined;

  /** @param password of the database, when it has one; in Firefox it is called the Primary Password */
  constructor(location: NssLocation, tools: NssTools, password?: string) {
    super();
    this.id = `nss:${location.folder}`;
    this.name = location.name;
    this.#location = location;
    this.#tools = tools;
    this.#password = password;
  }

  unlocked(password: string): NssStore {
    return new NssStore(this.#location, this.#tools, password);
  }

  protected override async probe(): Promise<void> {
    for (const name of ['certutil', 'pk12util'] as const) this.#tool(name);
    if (await this.#exists()) await this.#keys();
  }

  async import({ data, password }: Pkcs12): Promise<void> {
    await this.#create();
    const container = await this.#tools.temp.nameless(data);
    const secret = await this.#tools.temp.nameless(Buffer.from(`${password}\n`, 'ascii'));
    try {
      const args = ['-i', '/dev/fd/3', '-w', '/dev/fd/4'];
      const result = await this.#run('pk12util', args, [container.fd, secret.fd]);
      if (result.exitCode !== 0) throw await this.#failure('pk12util', result);
    } finally {
      await container.close();
      await secret.close();
    }
  }

  /** @throws STORE_FAILED also when the certificate is not there */
  async key(fingerprint: string): Promise<Uint8Array> {
    const stored = await this.find(fingerprint);
    if (!stored) throw new LatchkeyError('STORE_FAILED', { detail: `${this.name} does not have this key any more.` });
    const password = randomBytes(24).toString('base64url');
    const container = await this.#tools.temp.nameless(new Uint8Array());
    const secret = await this.#tools.temp.nameless(Buffer.from(`${password}\n`, 'ascii'));
    try {
      const args = ['-o', '/dev/fd/3', '-n', keyUri(stored.keyId), '-w', '/dev/fd/4'];
      const result = await this.#run('pk12util', args, [container.fd, secret.fd]);
      if (result.exitCode !== 0) throw await this.#failure('pk12util', result);
      return readPkcs12Key(await readAll(container), password);
    } finally {
      await container.close();
      await secret.close();
    }
  }

  /** @throws STORE_FAILED also when certutil says that it removed the certificate and it is still there */
  async remove(fingerprint: string): Promise<boolean> {
    const stored = await this.find(fingerprint);
    if (!stored) return false;
    // By the key's id, not by nickname: renewed certificates share theirs, and -F takes the first that fits.
    const result = await this.#run('certutil', ['-F', '-n', keyUri(stored.keyId)]);
    if (result.exitCode !== 0) throw await this.#failure('certutil', result);
    if (await this.find(fingerprint)) {
      throw new LatchkeyError('STORE_FAILED', { detail: 'certutil removed a certificate and it is still there.' });
    }
    return true;
  }

  /** Goes by the keys, so that it sees exactly the certificates a browser can show, whatever their nicknames. */
  protected override async listed(): Promise<Found[]> {
    if (!(await this.#exists())) return [];
    const found: Found[] = [];
    for (const { id, nickname } of await this.#keys()) {
      const result = await this.#run('certutil', ['-L', '-a', '-n', keyUri(id)]);
      if (result.exitCode !== 0 && !saysNotFound(result)) throw await this.#failure('certutil', result);
      // certutil shows every certificate of the same subject, not just the one with this key.
      for (const der of parsePemCertificates(result.stdout).filter((der) => nssKeyId(der) === id)) {
        const fingerprint = createHash('sha256').update(der).digest('hex');
        found.push({ keyId: id, fingerprint, label: nickname });
      }
    }
    return found;
  }

  async #keys(): Promise<ListedKey[]> {
    const result = await this.#run('certutil', ['-K']);
    if (result.exitCode !== 0 && !saysNoKeys(result)) throw await this.#failure('certutil', result);
    return parseKeys(result.stdout);
  }

  async #exists(): Promise<boolean> {
    return access(join(this.#location.folder, 'cert9.db')).then(
      () => true,
      () => false,
    );
  }

  async #create(): Promise<void> {
    if (!this.#location.create || (await this.#exists())) return;
    try {
      await mkdir(this.#location.folder, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new LatchkeyError('STORE_FAILED', { detail: `${this.#location.folder} cannot be made.`, cause });
    }
    const result = await this.#run('certutil', ['-N', '--empty-password']);
    if (result.exitCode !== 0) throw await this.#failure('certutil', result);
  }

  async #failure(tool: Tool, result: CommandResult): Promise<LatchkeyError> {
    const { folder } = this.#location;
    const cause = await diagnoseDatabase(folder, process.getuid?.());
    const error = storeError(tool, result);
    if (cause === undefined || error.code === 'STORE_LOCKED') return error;
    return new LatchkeyError('STORE_FAILED', { detail: `${folder}: ${error.detail}`, ...causedBy(cause) });
  }

  #tool(name: Tool): string {
    const tool = this.#tools[name];
    if (tool) return tool;
    throw new LatchkeyError('STORE_TOOL_MISSING', { detail: `${name} was not found.` });
  }

  async #run(name: Tool, args: string[], files: number[] = []): Promise<CommandResult> {
    const { env, run, temp } = this.#tools;
    const tool = this.#tool(name);
    const password = this.#password;
    // An empty password keeps the tools from asking on the terminal; it opens databases without one only.
    const secret = await temp.nameless(Buffer.from(password === undefined ? '' : `${password}\n`));
    try {
      const login = [name === 'certutil' ? '-f' : '-k', `/dev/fd/${FIRST_FILE + files.length}`];
      const place = ['-d', `sql:${this.#location.folder}`];
      return await run({ tool, args: [...args, ...login, ...place], env, files: [...files, secret.fd] });
    } finally {
      await secret.close();
    }
  }
}

/** From the beginning, wherever the child process has left the descriptor. */
async function readAll(file: FileHandle): Promise<Uint8Array> {
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(new Uint8Array(size), 0, size, 0);
  return buffer.subarray(0, bytesRead);
}
