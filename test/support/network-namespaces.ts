/**
 * A small internet of network namespaces: machines, each with addresses of its own, and a router that forwards between
 * them. The line of one machine can be cut as a real one breaks: packets vanish and nobody is told. Needs root.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Files that `ip netns exec` puts in the place of those in /etc. */
const FILES = '/etc/netns';
const ANY_SOURCE = '/proc/sys/net/ipv6/ip_nonlocal_bind';
const FORWARDING = ['/proc/sys/net/ipv4/ip_forward', '/proc/sys/net/ipv6/conf/all/forwarding'];

const ip = (...args: readonly string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();

export interface Machine {
  readonly ipv4: string;
  readonly ipv6: string;
  /** What a command begins with that runs on this machine. */
  readonly on: readonly string[];
  /** Writes a file that commands on this machine find in /etc. */
  etc(name: 'hosts' | 'resolv.conf', text: string): void;
  /** From now on every address of these networks is one of this machine's, to be called and to call from. */
  own(...networks: readonly string[]): void;
  cut(): void;
  fix(): void;
}

export interface Internet {
  readonly machines: readonly Machine[];
  /** Removes everything; what runs in it must have ended. */
  remove(): void;
}

/**
 * Makes as many machines. The first octets of machine n are 10.77.n.0/24 and fd77:n::/64.
 * @throws what `ip` complained of; what was made by then is gone again
 */
export function makeInternet(count: number): Internet {
  const prefix = `latchkey-${process.pid}`;
  const router = `${prefix}-0`;
  const names = [router];
  const remove = () => {
    for (const name of names.splice(0)) {
      execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
      rmSync(join(FILES, name), { recursive: true, force: true });
    }
    try {
      rmdirSync(FILES);
    } catch {
      // Somebody else has files in it.
    }
  };
  const onRouter = ['ip', 'netns', 'exec', router];

  function add(n: number): Machine {
    const name = `${prefix}-${n}`;
    ip('netns', 'add', name);
    names.push(name);
    ip('link', 'add', 'line', 'netns', name, 'type', 'veth', 'peer', 'name', `line${n}`, 'netns', router);
    const ends = [
      { place: name, link: 'line', host: 2 },
      { place: router, link: `line${n}`, host: 1 },
    ];
    for (const { place, link, host } of ends) {
      ip('-n', place, 'link', 'set', 'lo', 'up');
      ip('-n', place, 'link', 'set', link, 'up');
      ip('-n', place, 'address', 'add', `10.77.${n}.${host}/24`, 'dev', link);
      ip('-n', place, 'address', 'add', `fd77:${n}::${host}/64`, 'dev', link, 'nodad');
    }
    ip('-n', name, 'route', 'add', 'default', 'via', `10.77.${n}.1`);
    ip('-n', name, '-6', 'route', 'add', 'default', 'via', `fd77:${n}::1`);
    mkdirSync(join(FILES, name), { recursive: true });
    const [ipv4, ipv6] = [`10.77.${n}.2`, `fd77:${n}::2`];
    const rules = (what: 'add' | 'del') => {
      for (const [family, address] of [
        ['-4', ipv4],
        ['-6', ipv6],
      ] as const) {
        for (const way of ['from', 'to']) ip('-n', router, family, 'rule', what, way, address, 'blackhole');
      }
    };
    return {
      ipv4,
      ipv6,
      on: ['ip', 'netns', 'exec', name],
      etc: (file, text) => writeFileSync(join(FILES, name, file), text),
      own: (...networks) => {
        // Without it, only addresses that are listed one by one may be called from.
        execFileSync('ip', ['netns', 'exec', name, 'tee', ANY_SOURCE], {
          input: '1',
          stdio: ['pipe', 'ignore', 'pipe'],
        });
        for (const network of networks) {
          const [family, gateway] = network.includes(':') ? ['-6', ipv6] : ['-4', ipv4];
          ip('-n', name, family, 'route', 'add', 'local', network, 'dev', 'lo');
          ip('-n', router, family, 'route', 'add', network, 'via', gateway);
        }
      },
      cut: () => rules('add'),
      fix: () => rules('del'),
    };
  }

  ip('netns', 'add', router);
  try {
    for (const path of FORWARDING) {
      execFileSync('ip', [...onRouter.slice(1), 'tee', path], { input: '1', stdio: ['pipe', 'ignore', 'pipe'] });
    }
    return { machines: Array.from({ length: count }, (_, at) => add(at + 1)), remove };
  } catch (error) {
    remove();
    throw error;
  }
}
