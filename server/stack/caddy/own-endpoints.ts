/** Which of the home's own TCP endpoints a host and a port lead to, however the host is spelt. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import type { Endpoint } from '../endpoints.ts';

/** Every name and address by which this machine reaches itself, beside loopback and `/etc/hosts`. */
function ownAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
  // By multicast DNS, and by systemd's nss-myhostname.
  return [hostname(), `${hostname()}.local`, '_outbound', ...addresses];
}

/** `/etc/hosts`, or nothing where there is none. */
function hostsFile(): string {
  try {
    return readFileSync('/etc/hosts', 'utf8');
  } catch {
    return '';
  }
}

/** Names of loopback, as Linux distributions and RFC 6761 have them; connecting to no address at all is that too. */
const LOOPBACK_NAME = /^(|(.*\.)?localhost|localhost\.localdomain|ip6-(localhost|loopback))$/;
const LOOPBACK_ADDRESS = /^(127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?)$/;
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** IPv4 in one to four numbers, each decimal, octal or hexadecimal, as getaddrinfo and inet_aton read it. */
function ipv4(name: string): string | undefined {
  const parts = name.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(0x[0-9a-f]*|0[0-7]*|[1-9]\d*)$/.test(part))) return undefined;
  const numbers = parts.map((part) => Number(/^0[0-7]/.test(part) ? `0o${part.slice(1)}` : part === '0x' ? 0 : part));
  const last = numbers.pop() ?? 0;
  if (numbers.some((part) => part > 255) || last >= 256 ** (4 - numbers.length)) return undefined;
  const value = numbers.reduce((sum, part, i) => sum + part * 256 ** (3 - i), last);
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
}

/** IPv6 in its eight groups. */
function groupsOf(address: string): number[] {
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = short.split('::');
  const numbers = (text: string) =>
    text
      .split(':')
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16));
  const [before, after] = [numbers(head), numbers(tail ?? '')];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** The IPv4 address that an IPv6 one stands for: mapped, compatible, translated (RFC 6052, 8215, 2765) or 6to4. */
function embedded(groups: readonly number[]): string | undefined {
  const dotted = (at: number) =>
    groups
      .slice(at, at + 2)
      .flatMap((group) => [group >> 8, group & 255])
      .join('.');
  const prefix = groups.slice(0, 6).map((group) => group.toString(16));
  const translated = ['0:0:0:0:0:ffff', '0:0:0:0:ffff:0', '64:ff9b:0:0:0:0'].includes(prefix.join(':'));
  const compatible = prefix.join('') === '000000' && (groups[6] !== 0 || (groups[7] ?? 0) > 1);
  if (translated || compatible || prefix.slice(0, 3).join(':') === '64:ff9b:1') return dotted(6);
  return prefix[0] === '2002' ? dotted(1) : undefined;
}

/** One spelling for each address: IPv6 as short as can be, and IPv4 wherever that is what is meant. */
function plainHost(host: string): string {
  const name = host
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (isIP(name) !== 6) return ipv4(name) ?? name;
  return embedded(groupsOf(name)) ?? new URL(`http://[${name}]`).hostname.slice(1, -1);
}

/** What each name of a hosts file (hosts(5)) stands for. */
function namesOf(text: string): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const [address, ...all] = line.replace(/#.*$/, '').trim().split(/\s+/).map(plainHost);
    if (address === undefined || isIP(address) === 0) continue;
    for (const name of all) names.set(name, (names.get(name) ?? new Set()).add(address));
  }
  return names;
}

/** The home's endpoints on this machine. */
export class OwnEndpoints {
  readonly #endpoints: readonly Endpoint[];
  readonly #machine: ReadonlySet<string>;
  readonly #names: ReadonlyMap<string, ReadonlySet<string>>;

  /**
   * @param machine names and addresses of this machine beside loopback; those that it has when left out
   * @param hosts the text of `/etc/hosts`
   */
  constructor(endpoints: readonly Endpoint[], machine: readonly string[] = ownAddresses(), hosts = hostsFile()) {
    this.#endpoints = endpoints.map(({ address, port }) => ({ address: plainHost(address), port }));
    this.#machine = new Set(machine.map(plainHost));
    this.#names = namesOf(hosts);
  }

  /** Whether a host is this machine. */
  isHere(host: string): boolean {
    return this.#meanings(host).some((name) => isLoopback(name) || this.#machine.has(name));
  }

  /** @returns the first endpoint that a connection to one of these ports would meet */
  reachedBy(host: string, from: number, to: number): Endpoint | undefined {
    const meanings = this.#meanings(host).filter((name) => isLoopback(name) || this.#machine.has(name));
    const meets = (address: string) =>
      meanings.some(
        (name) =>
          EVERYWHERE.has(address) ||
          address === name ||
          (isLoopback(name) ? isLoopback(address) : isIP(name) === 0 && this.#machine.has(address)),
      );
    return this.#endpoints.find(({ address, port }) => from <= port && port <= to && meets(address));
  }

  #meanings(host: string): string[] {
    const name = plainHost(host);
    return [name, ...(this.#names.get(name) ?? [])];
  }
}

const isLoopback = (name: string) => LOOPBACK_NAME.test(name) || LOOPBACK_ADDRESS.test(name);
