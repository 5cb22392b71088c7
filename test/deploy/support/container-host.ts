/**
 * A machine with Docker, as far as docs/admin.md needs one: namespaces of this machine, in which `docker compose` is
 * {@link file://./docker.ts}, over podman and runc. Root only.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, run } from '../../support/processes.ts';
import { LAN_ADDRESS, lanLines, NAMES } from './network.ts';
import type { Prepared } from './prepare.ts';
import { childOf, outsideNumber } from './systemd-machine.ts';

/** Keeps a way back to the network of this machine, for building; then the namespaces. */
const BEGIN = `touch "$1/outside" && mount --bind /proc/self/ns/net "$1/outside" && shift && exec unshare "$@"`;

/** What the machine has of its own: /srv, /run, names. Then it waits. */
const HOLD = `mount -t tmpfs -o mode=755 srv /srv && mount -t tmpfs -o mode=755 run /run &&
mount --bind "$1/hosts" /etc/hosts && ip -batch "$1/network" && echo ready && exec sleep infinity`;

export class ContainerHost {
  readonly #holder: ChildProcess;
  /** The first process inside; the namespaces are its own. */
  readonly #leader: number;
  #at: string;
  readonly #environment: readonly string[];

  private constructor(holder: ChildProcess, leader: number, folder: string, environment: readonly string[]) {
    this.#holder = holder;
    this.#leader = leader;
    this.#at = join(folder, 'work');
    this.#environment = environment;
  }

  /** @param name of its folder; one for each machine of a run */
  static async create({ folder, bundle, containers }: Prepared, name: string): Promise<ContainerHost> {
    const place = join(folder, name);
    const bin = join(place, 'bin');
    mkdirSync(bin, { recursive: true });
    mkdirSync(join(place, 'tmp'));
    cpSync(bundle, join(place, 'work/out/server'), { recursive: true });
    const program = (words: string) => `#!/bin/sh\nexec ${words} "$@"\n`;
    const docker = join(import.meta.dirname, 'docker.ts');
    const programs = {
      docker: program(`'${process.execPath}' '${docker}'`),
      latchkey: program(`'${process.execPath}' '${join(bundle, 'latchkey.mjs')}'`),
      // A machine without it is as good: root is who types.
      sudo: '#!/bin/sh\nexec "$@"\n',
    };
    for (const [file, text] of Object.entries(programs)) writeFileSync(join(bin, file), text, { mode: 0o755 });
    writeFileSync(
      join(place, 'hosts'),
      `127.0.0.1 localhost\n${NAMES.map((host) => `${LAN_ADDRESS} ${host}\n`).join('')}`,
    );
    writeFileSync(join(place, 'network'), lanLines());
    const spaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const begin = ['unshare', '--mount', '--', 'sh', '-c', BEGIN, 'sh', place];
    const words = ['--pdeathsig', 'KILL', '--', ...begin, ...spaces, '--', 'sh', '-c', HOLD, 'sh', place];
    const holder = spawn('setpriv', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (holder.stdout) await once(holder.stdout, 'data');
    const environment = [
      `PATH=${bin}:${process.env.PATH}:/usr/sbin:/sbin`,
      `HOME=${place}`,
      `TMPDIR=${join(place, 'tmp')}`,
      `LATCHKEY_TEST_STORE=${containers}`,
      `LATCHKEY_TEST_ENGINE=${place}`,
    ];
    return new ContainerHost(holder, childOf(holder.pid ?? 0) ?? 0, place, environment);
  }

  get #inside(): readonly string[] {
    return ['-t', String(this.#leader), '--mount', '--net', '--pid', '--'];
  }

  /** A path inside, as this machine names it. */
  path(path: string): string {
    return `/proc/${this.#leader}/root${path}`;
  }

  /** The words that run a program in the machine's network, with this machine's files. */
  get inItsNetwork(): readonly [string, ...string[]] {
    return ['nsenter', '-t', String(this.#leader), '--net', '--'];
  }

  /** The number here of a process inside. */
  outside(pid: number): Promise<number> {
    return outsideNumber(this.#leader, pid);
  }

  /** The words that run a program in the container of that process (its number inside). */
  async insideContainer(pid: number): Promise<readonly string[]> {
    return ['nsenter', '-t', String(await this.outside(pid)), '--mount', '--net', '--pid', '--'];
  }

  /** Goes into a folder, as whoever follows the guide does. */
  enter(folder: string): void {
    this.#at = join(this.#at, folder);
  }

  /** The folder in which the guide is followed. */
  get folder(): string {
    return this.#at;
  }

  /** The words that run a line of a shell in that folder, for who types at it. */
  typing(line: string): readonly [string, ...string[]] {
    const words = ['env', '-i', ...this.#environment, 'sh', '-c', `cd '${this.#at}'; exec ${line}`];
    return ['nsenter', ...this.#inside, ...words];
  }

  /** Runs lines of a shell that ends at the first failure, in the folder in which the guide is followed. */
  run(lines: string, seconds = 60): Promise<Finished> {
    const words = ['env', '-i', ...this.#environment, 'sh', '-c', `cd '${this.#at}'; exec sh -euc "$0"`, lines];
    return run({ file: 'nsenter', args: [...this.#inside, ...words], timeout: seconds * 1000 });
  }

  /** @throws Error with what they said when a line failed */
  async shell(lines: string, seconds = 60): Promise<Finished> {
    const done = await this.run(lines, seconds);
    if (done.code !== 0) throw new Error(`${lines}\nended with ${done.code}:\n${done.stdout}\n${done.stderr}`);
    return done;
  }

  /** Everything inside ends with the first process. */
  async close(): Promise<void> {
    const gone = once(this.#holder, 'exit');
    process.kill(this.#leader, 'SIGKILL');
    await gone;
  }
}
