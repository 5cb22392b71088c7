/** A machine of its own with a real systemd, in namespaces of this one. Root only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findTools } from '../../../server/stack/tools.ts';
import { type Finished, run } from '../../support/processes.ts';
import { family, statusField } from '../../support/what-opens.ts';
import { LAN_ADDRESS, lanLines, NAMES } from './network.ts';
import type { Prepared } from './prepare.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Mounts the machine's disk where only it sees it, and boots it. */
const BOOT = `mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root" &&
exec systemd-nspawn --quiet --directory "$2/root" --boot --register=no --keep-unit --private-network`;

/** systemd of Debian 12 boots on the kind of cgroups that this machine has, when told which. */
const isUnified = () => existsSync('/sys/fs/cgroup/cgroup.controllers');

/** @returns a process whose parent it is; the one of that name, if one is given */
export function childOf(parent: number, name?: string): number | undefined {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .find((pid) => {
      try {
        const [, comm, ppid] = /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
        return Number(ppid) === parent && (name === undefined || comm === name);
      } catch {
        return false;
      }
    });
}

/** @returns the number here of a process that has another one where `leader` is the first */
export async function outsideNumber(leader: number, pid: number): Promise<number> {
  const numbers = async (each: number) => (await statusField(each, 'NSpid')).split('\t').map(Number);
  const level = (await numbers(leader)).length - 1;
  for (const each of await family(leader)) if ((await numbers(each.pid))[level] === pid) return each.pid;
  throw new Error(`no process ${pid}`);
}

/** Waits until something holds; says what when it does not. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) if (await holds()) return;
  throw new Error(`did not happen within ${seconds} s: ${what}`);
}

export class SystemdMachine {
  readonly #folder: string;
  readonly #image: string;
  #nspawn: ChildProcess | undefined;
  #leader = 0;

  private constructor(folder: string, image: string) {
    this.#folder = folder;
    this.#image = image;
  }

  /**
   * Boots a fresh Debian with Node and Caddy on it, and the checkout's `out/server` in root's home.
   * @param name of its folder; one for each machine of a run
   * @param options.bare without any of the three
   */
  static async create(
    { folder, machine, bundle }: Prepared,
    name: string,
    { bare = false } = {},
  ): Promise<SystemdMachine> {
    const place = join(folder, name);
    const disk = (path: string) => join(place, 'upper', path);
    for (const path of ['root', 'work', 'upper/etc', 'upper/usr/local/bin'])
      mkdirSync(join(place, path), { recursive: true });
    mkdirSync(disk('root'), { mode: 0o700 });
    if (!bare) {
      const { caddy } = await findTools(process.env);
      copyFileSync(process.execPath, disk('usr/local/bin/node'));
      copyFileSync(caddy.path, disk('usr/local/bin/caddy'));
      cpSync(bundle, disk('root/out/server'), { recursive: true });
    }
    const hosts = [`127.0.0.1 localhost`, '127.0.1.1 home', ...NAMES.map((host) => `${LAN_ADDRESS} ${host}`)];
    writeFileSync(disk('etc/hosts'), `${hosts.join('\n')}\n`);
    writeFileSync(disk('etc/hostname'), 'home\n');
    const made = new SystemdMachine(place, machine);
    await made.boot();
    return made;
  }

  /** The machine's files, as this machine names them. */
  path(path: string): string {
    return `/proc/${this.#leader}/root${path}`;
  }

  /** The words that run a program in the machine's network, with this machine's files. */
  get inItsNetwork(): readonly [string, ...string[]] {
    return ['nsenter', '-t', String(this.#leader), '--net', '--'];
  }

  /** The words that run a program inside, as root and with nothing else of it. */
  get inside(): readonly [string, ...string[]] {
    return ['nsenter', '-t', String(this.#leader), '--all', '--'];
  }

  /** The number that a process has on this machine. */
  outside(pid: number): Promise<number> {
    return outsideNumber(this.#leader, pid);
  }

  async boot(): Promise<void> {
    const log = openSync(join(this.#folder, 'console'), 'a');
    const words = [
      '--pdeathsig',
      'KILL',
      '--',
      'unshare',
      '--mount',
      '--',
      'sh',
      '-c',
      BOOT,
      'sh',
      this.#image,
      this.#folder,
    ];
    const nspawn = spawn('setpriv', words, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { PATH, ...(!isUnified() && { SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '0' }) },
    });
    this.#nspawn = nspawn;
    await until('systemd has begun', () => {
      this.#leader = childOf(nspawn.pid ?? 0, 'systemd') ?? 0;
      return this.#leader !== 0;
    });
    await this.#network();
    await until(
      'the machine is up',
      async () => {
        const { stdout } = await this.run(['systemctl', 'is-system-running']);
        return ['running', 'degraded'].includes(stdout.trim());
      },
      60,
    );
  }

  async #network(): Promise<void> {
    const [file, ...args] = this.inItsNetwork;
    const { code, stderr } = await run({ file, args: [...args, 'ip', '-batch', '-'], input: lanLines() });
    if (code !== 0) throw new Error(stderr);
  }

  /** Runs a program as root in root's home, as in a login shell. */
  run(words: readonly string[], { input, seconds = 60 }: { input?: string; seconds?: number } = {}): Promise<Finished> {
    const environment = ['env', '-i', `PATH=${PATH}`, 'HOME=/root', 'LANG=C.UTF-8'];
    const enter = ['-t', String(this.#leader), '--all', '--', ...environment, 'sh', '-c', 'cd /root; exec "$@"', 'sh'];
    const timeout = seconds * 1000;
    return run({ file: 'nsenter', args: [...enter, ...words], timeout, ...(input !== undefined && { input }) });
  }

  /** Runs lines of a shell that ends at the first failure. @throws Error with what they said when one failed */
  async shell(lines: string, seconds = 60): Promise<Finished> {
    const done = await this.run(['sh', '-euc', lines], { seconds });
    if (done.code !== 0) throw new Error(`${lines}\nended with ${done.code}:\n${done.stdout}\n${done.stderr}`);
    return done;
  }

  /** One property of a unit, as systemd has it. */
  async property(name: string, unit = 'latchkey.service'): Promise<string> {
    return (await this.run(['systemctl', 'show', '--property', name, '--value', unit])).stdout.trim();
  }

  /** What the home has said since it was started for the first time. */
  async journal(): Promise<string> {
    return (await this.run(['journalctl', '--unit', 'latchkey', '--output', 'cat', '--no-pager'])).stdout;
  }

  async #gone(): Promise<void> {
    const nspawn = this.#nspawn;
    if (nspawn && nspawn.exitCode === null && nspawn.signalCode === null) await once(nspawn, 'exit');
  }

  /** Shuts it down as its power button would. */
  async powerOff(): Promise<void> {
    await this.run(['systemctl', 'poweroff']);
    await this.#gone();
  }

  /** Every process ends at this moment. */
  async powerCut(): Promise<void> {
    process.kill(this.#leader, 'SIGKILL');
    await this.#gone();
  }

  close(): Promise<void> {
    return existsSync(`/proc/${this.#leader}`) ? this.powerCut() : this.#gone();
  }
}
