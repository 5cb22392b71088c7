/** Which of the home's own TCP endpoints a host and a port lead to, however the host is spelt. */
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import type { Endpoint } from '../endpoints.ts';

/** Every name and address by which this machine reaches itself, beside loopback. */
function ownAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
  return [hostname(), ...addresses];
}

/** Names of loopback and of "this machine"; numbers alone and in hexadecimal, as getaddrinfo reads them. */
const LOOPBACK = /^(|localhost|.*\.localhost|127(\.\d+){0,3}|0(\.0){0,3}|\d+|0x[0-9a-fx.]+|::1?)$/;
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** One spelling for each address: IPv6 as short as can be, IPv4 in IPv6 as IPv4. */
function plainHost(host: string): string {
  const name = host
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (isIP(name) !== 6) return name;
  const short = new URL(`http://[${name}]`).hostname.slice(1, -1);
  const inside = /^::(?:ffff:)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short);
  if (!inside) return short;
  const [high = 0, low = 0] = inside.slice(1).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The home's endpoints on this machine. */
export class OwnEndpoints {
  readonly #endpoints: readonly Endpoint[];
  readonly #machine: ReadonlySet<string>;

  /** @param machine names and addresses of this machine beside loopback; those that it has when left out */
  constructor(endpoints: readonly Endpoint[], machine: readonly string[] = ownAddresses()) {
    this.#endpoints = endpoints.map(({ address, port }) => ({ address: plainHost(address), port }));
    this.#machine = new Set(machine.map(plainHost));
  }

  /** @returns the first endpoint that a connection to one of these ports would meet */
  reachedBy(host: string, from: number, to: number): Endpoint | undefined {
    const name = plainHost(host);
    const loopback = LOOPBACK.test(name);
    if (!loopback && !this.#machine.has(name)) return undefined;
    const meets = (address: string) =>
      EVERYWHERE.has(address) ||
      address === name ||
      (loopback ? LOOPBACK.test(address) : isIP(name) === 0 && this.#machine.has(address));
    return this.#endpoints.find(({ address, port }) => from <= port && port <= to && meets(address));
  }
}
