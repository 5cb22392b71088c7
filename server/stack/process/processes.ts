import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { errnoOf } from '../../../shared/errno.ts';
import { parseJson } from '../../../shared/json.ts';
import { Serial } from '../../../shared/serial.ts';
import { writeRendered } from '../rendered/write.ts';

/** A process that cannot be mistaken for a later one with the same number. */
const processSchema = z.object({ name: z.string(), pid: z.int().min(2), started: z.string().min(1) });
export type ProcessRecord = z.infer<typeof processSchema>;

const runFile = promisify(execFile);

/**
 * When a process started, in a text that is only good for comparing; undefined when there is none. A zombie is none, once
 * its last thread has ended: until then it may hold its ports.
 */
export async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat !== undefined) {
    // The second field is the program's name in parentheses and may hold anything: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    if (state === 'X') return undefined;
    if (state === 'Z' && (await readdir(`/proc/${pid}/task`).catch(() => [])).length < 2) return undefined;
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    return `${boot.trim()} ${ticks}`;
  }
  if (process.platform === 'linux') return undefined;
  const { stdout } = await runFile('/bin/ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() || undefined;
}

const isRunning = async ({ pid, started }: ProcessRecord) => (await startOf(pid)) === started;

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
}

/**
 * Ends a recorded process: politely, then not.
 * @param timeout milliseconds until SIGKILL
 * @returns false when it was not running (any more)
 */
export async function endProcess(record: ProcessRecord, timeout: number): Promise<boolean> {
  if (!(await isRunning(record))) return false;
  for (const [name, milliseconds] of [
    ['SIGTERM', timeout],
    ['SIGKILL', 5000],
  ] as const) {
    if (await isRunning(record)) signal(record.pid, name);
    for (const until = Date.now() + milliseconds; Date.now() < until; await sleep(20)) {
      if (!(await isRunning(record))) return true;
    }
  }
  throw new Error(`${record.name} (pid ${record.pid}) cannot be ended`);
}

/** Which children a home has, on disk, so that whoever comes after a crash can end them. */
export class ChildrenFile {
  readonly #path: string;
  readonly #children = new Map<string, ProcessRecord>();
  readonly #writes = new Serial();

  constructor(path: string) {
    this.#path = path;
  }

  /** What the last `latchkey up` left in the file, if anything readable. */
  async left(): Promise<readonly ProcessRecord[]> {
    const text = await readFile(this.#path, 'utf8').catch(() => '[]');
    const parsed = z.array(processSchema).safeParse(parseJson(text));
    return parsed.success ? parsed.data : [];
  }

  async add(name: string, pid: number): Promise<void> {
    const started = await startOf(pid);
    if (started === undefined) return;
    this.#children.set(name, { name, pid, started });
    const content = `${JSON.stringify([...this.#children.values()])}\n`;
    await this.#writes.run(() => writeRendered(new Map([[this.#path, { content, mode: 0o600 }]])));
  }

  async clear(): Promise<void> {
    await this.#writes.idle();
    this.#children.clear();
    await rm(this.#path, { force: true });
  }
}
