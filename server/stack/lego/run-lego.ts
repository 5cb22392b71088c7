import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { replaceFile } from '../../platform/durable-file.ts';
import { endPolitely, type Launcher } from '../process/launch.ts';
import { isOfOrder, type Order, orderFiles, orderProgram } from './command-line.ts';
import type { Lego } from './find.ts';
import { certificatesAmong, failureOf, type SaidFailure, withoutSecrets } from './words.ts';

/** Longer than the slowest provider waits for its name servers; milliseconds. */
const TIMEOUT = 20 * 60_000;
/** Between SIGTERM and SIGKILL. */
const GRACE = 5000;
/** How much of lego's output is kept: the last lines, and the first characters of each. */
const KEPT_LINES = 500;
const KEPT_CHARACTERS = 1000;

export interface OrderOptions {
  readonly lego: Lego;
  readonly order: Order;
  /** lego's own folder: an absolute path, and it exists. */
  readonly folder: string;
  readonly launch: Launcher;
  /** Whether lego runs as a user of its own, who reads the order by the group of the folder. */
  readonly apart?: boolean;
  readonly env: NodeJS.ProcessEnv;
  /** Aborting it ends lego. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds; {@link TIMEOUT} when absent. */
  readonly timeout?: number;
  /** Hears what lego says, without secrets. */
  readonly onLine?: (line: string) => void;
  /** Called with the process id of lego before lego is waited for. */
  readonly onStarted?: (pid: number) => Promise<void>;
}

/** The certificate and what vouches for it, PEM; or why there is none. */
export type Placed =
  | { readonly ok: true; readonly certificate: string }
  | { readonly ok: false; readonly failure: SaidFailure };

async function removeOrder(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter(isOfOrder);
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

/**
 * lego's output may arrive after lego has ended, so it is read again for a moment.
 * @param expected whether a certificate should be in it; then up to 2 seconds
 * @returns the certificates in it, PEM
 */
async function lastWords(lines: readonly string[], expected: boolean): Promise<string | undefined> {
  for (let tries = 0; ; tries += 1) {
    const certificates = certificatesAmong(lines);
    if (certificates !== undefined || tries >= (expected ? 20 : 1)) return certificates;
    await sleep(100);
  }
}

/**
 * Has lego get one certificate, and waits for it.
 * @throws the operating system's error when a file cannot be written
 */
export async function placeOrder(options: OrderOptions): Promise<Placed> {
  const {
    lego,
    order,
    folder,
    launch,
    apart = false,
    env,
    signal,
    now,
    timeout = TIMEOUT,
    onLine,
    onStarted,
  } = options;
  const secrets = [...order.credentials.values(), order.externalAccount?.macKey ?? ''];
  const lines: string[] = [];
  const said: string[] = [];
  const keep = (kept: string[], line: string) => {
    kept.push(line);
    if (kept.length > KEPT_LINES) kept.shift();
  };
  const hear = (line: string) => {
    // Before it is cut: what is left of a secret at the cut would not be known for one.
    const shown = withoutSecrets(line, secrets).slice(0, KEPT_CHARACTERS);
    keep(lines, line.slice(0, KEPT_CHARACTERS));
    keep(said, shown);
    onLine?.(shown);
  };
  // What a kill left behind.
  await removeOrder(folder);
  const over = new AbortController();
  try {
    for (const [name, content] of orderFiles(order))
      await replaceFile(join(folder, name), content, apart ? 0o640 : 0o600, { shared: apart });
    const child = await launch(orderProgram(lego, order, folder, env), hear);
    try {
      if (child.pid !== undefined) await onStarted?.(child.pid);
    } catch (thrown) {
      // Nobody would know of it after a crash.
      await endPolitely(child, GRACE);
      throw thrown;
    }
    const tooLong = sleep(timeout, 'took-too-long' as const, { signal: over.signal, ref: false }).catch(
      () => undefined,
    );
    const aborted = new Promise<'interrupted'>((resolve) => {
      if (signal.aborted) resolve('interrupted');
      signal.addEventListener('abort', () => resolve('interrupted'), { once: true, signal: over.signal });
    });
    const why = await Promise.race([child.ended.then(() => undefined), tooLong, aborted]);
    if (why !== undefined) {
      await endPolitely(child, GRACE);
      return { ok: false, failure: failureOf(said, secrets, now(), why) };
    }
    const ended = child.end();
    const certificate = await lastWords(lines, ended === 'exit code 0');
    if (ended === 'exit code 0' && certificate !== undefined) return { ok: true, certificate };
    if (ended?.startsWith('SIG')) hear(`lego was ended by ${ended}`);
    return { ok: false, failure: failureOf(said, secrets, now()) };
  } finally {
    over.abort();
    await removeOrder(folder);
  }
}
