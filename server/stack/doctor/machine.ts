import { readFile, stat, statfs } from 'node:fs/promises';
import { shellWord } from '../../core/doctor/commands.ts';
import type { DefaultRoute, Machine, Permissions } from '../../core/doctor/ports.ts';
import type { NetworkInterface } from '../../core/network/lan.ts';
import { findOnPath } from '../../platform/find-tool.ts';
import { runTool } from '../../platform/run-tool.ts';
import { findTools } from '../tools.ts';

export interface MachineOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly interfaces: () => readonly NetworkInterface[];
  readonly user: number | undefined;
}

/** The gateways of `/proc/net/route`: addresses are hexadecimal in the byte order of the machine, little-endian. */
export function parseRoutes4(text: string): DefaultRoute[] {
  return text.split('\n').flatMap((line) => {
    const [name, destination, gateway = ''] = line.trim().split(/\s+/);
    if (destination !== '00000000' || !/^[0-9A-F]{8}$/i.test(gateway) || gateway === '00000000') return [];
    const address = [6, 4, 2, 0].map((at) => Number.parseInt(gateway.slice(at, at + 2), 16)).join('.');
    return [{ interface: name ?? '', gateway: address }];
  });
}

/** The gateways of `/proc/net/ipv6_route`. */
export function parseRoutes6(text: string): DefaultRoute[] {
  const ZERO = '0'.repeat(32);
  return text.split('\n').flatMap((line) => {
    const [destination, length, , , gateway = '', , , , , name] = line.trim().split(/\s+/);
    if (destination !== ZERO || length !== '00' || !/^[0-9a-f]{32}$/i.test(gateway) || gateway === ZERO) return [];
    const groups = gateway.match(/.{4}/g)?.map((group) => Number.parseInt(group, 16).toString(16)) ?? [];
    const address = new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
    return [{ interface: name ?? '', gateway: address }];
  });
}

/** The real machine, as the doctor looks at it. What a system does not have is not known, never an error. */
export class RealMachine implements Machine {
  readonly #options: MachineOptions;

  constructor(options: MachineOptions) {
    this.#options = options;
  }

  interfaces(): readonly NetworkInterface[] {
    return this.#options.interfaces();
  }

  user(): number | undefined {
    return this.#options.user;
  }

  async defaultRoutes(): Promise<readonly DefaultRoute[]> {
    const read = (path: string) => readFile(path, 'utf8').catch(() => '');
    const [v4, v6] = await Promise.all([read('/proc/net/route'), read('/proc/net/ipv6_route')]);
    return [...parseRoutes4(v4), ...parseRoutes6(v6)];
  }

  async clockFollows(): Promise<boolean | undefined> {
    const said = await this.#say('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
    return said === 'yes' ? true : said === 'no' ? false : undefined;
  }

  async space(folder: string): Promise<{ freeBytes: number; freeFiles: number | undefined }> {
    const { bavail, bsize, files, ffree } = await statfs(folder);
    // Some file systems (btrfs) have no number of files to run out of.
    return { freeBytes: bavail * bsize, freeFiles: files > 0 ? ffree : undefined };
  }

  async permissions(path: string): Promise<Permissions | undefined> {
    const found = await stat(path).catch(() => undefined);
    return found && { mode: found.mode, owner: found.uid, group: found.gid };
  }

  async versions(): Promise<{ caddy: string; haproxy: string }> {
    const { caddy, haproxy } = await findTools(this.#options.env);
    return { caddy: caddy.version, haproxy: haproxy.version };
  }

  async starterOf({ name, port }: { readonly name: string; readonly port: number }): Promise<string | undefined> {
    for (const engine of ['docker', 'podman']) {
      const args = ['ps', '--all', '--filter', `publish=${port}`, '--format', '{{.Names}}'];
      const [container] = (await this.#say(engine, args))?.split('\n') ?? [];
      if (container) return `${engine} start ${shellWord(container)}`;
    }
    const unit = `${name}.service`;
    const loaded = await this.#say('systemctl', ['show', '--property=LoadState', '--value', unit]);
    return loaded === 'loaded' ? `sudo systemctl restart ${shellWord(unit)}` : undefined;
  }

  /** Whether systemd's unit runs this very home. */
  async unitRuns(dir: string): Promise<boolean> {
    const command = await this.#say('systemctl', ['show', '--property=ExecStart', '--value', 'latchkey.service']);
    return command?.includes(` --dir ${dir} `) ?? false;
  }

  /** What a program says, or undefined when it is not there or fails. */
  async #say(program: string, args: readonly string[]): Promise<string | undefined> {
    const { env } = this.#options;
    const path = await findOnPath(program, env.PATH);
    if (path === undefined) return undefined;
    const { ok, stdout } = await runTool(path, args, { env });
    return ok && stdout.trim() !== '' ? stdout.trim() : undefined;
  }
}
