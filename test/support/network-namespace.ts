/**
 * A network namespace with lines to this one: whoever speaks over them has a true source address, and a line can be cut so
 * that packets vanish and nobody is told. Root only.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

const ip = (...words: string[]) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });

/** Whether this process may make one. */
export function mayMakeNamespaces(): boolean {
  const name = `latchkey-try-${process.pid}`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'del', name);
    return true;
  } catch {
    return false;
  }
}

/** Both ends of a line, with the length of their common prefix. */
export interface Line {
  readonly inside: readonly string[];
  readonly outside: readonly string[];
}

export interface Namespace {
  /** What runs a program inside, before the program's own words. */
  readonly enter: readonly [file: string, ...words: string[]];
  /** Packets of that line vanish from now on. */
  cut(line: string): void;
  fix(line: string): void;
  /** Has both ends of a line find each other's single addresses, which no prefix leads to. */
  reach(line: string, ends: { readonly from: readonly string[]; readonly to: readonly string[] }): void;
  remove(): void;
}

/**
 * Makes a namespace whose resolver nobody answers for.
 * @param lines by name, of at most five letters
 */
export function makeNamespace(lines: Readonly<Record<string, Line>>): Namespace {
  const name = `latchkey-${process.pid}`;
  const device = (line: string, end: 'i' | 'o') => `lk${end}${process.pid % 100_000}${line}`;
  const inside = (...words: string[]) => ip('netns', 'exec', name, 'ip', ...words);
  const outer = (line: string) => device(line, 'o');
  const etc = `/etc/netns/${name}`;
  const remove = () => {
    for (const line of Object.keys(lines)) {
      try {
        ip('link', 'del', outer(line));
      } catch {
        // It went with the namespace, or was never made.
      }
    }
    ip('netns', 'del', name);
    rmSync(etc, { recursive: true, force: true });
  };
  ip('netns', 'add', name);
  try {
    mkdirSync(etc, { recursive: true });
    writeFileSync(`${etc}/resolv.conf`, 'nameserver 198.51.100.77\noptions timeout:1 attempts:1\n');
    inside('link', 'set', 'lo', 'up');
    for (const [line, ends] of Object.entries(lines)) {
      ip('link', 'add', outer(line), 'type', 'veth', 'peer', 'name', device(line, 'i'), 'netns', name);
      // Without the wait for somebody else with the same address.
      const quick = (address: string) => (address.includes(':') ? ['nodad'] : []);
      for (const address of ends.outside) ip('addr', 'add', address, 'dev', outer(line), ...quick(address));
      for (const address of ends.inside) inside('addr', 'add', address, 'dev', device(line, 'i'), ...quick(address));
      ip('link', 'set', outer(line), 'up');
      inside('link', 'set', device(line, 'i'), 'up');
    }
  } catch (error) {
    remove();
    throw error;
  }
  return {
    enter: ['ip', 'netns', 'exec', name],
    cut: (line) => ip('link', 'set', outer(line), 'down'),
    fix: (line) => ip('link', 'set', outer(line), 'up'),
    reach: (line, { from, to }) => {
      for (const address of from) inside('route', 'add', `${address}/128`, 'dev', device(line, 'i'));
      for (const address of to) ip('route', 'add', `${address}/128`, 'dev', outer(line));
    },
    remove,
  };
}
