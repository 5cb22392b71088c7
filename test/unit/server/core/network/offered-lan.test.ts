import { describe, expect, test } from 'vitest';
import { offeredLan } from '../../../../../server/core/network/offered-lan.ts';

const HOST = [
  { name: 'lo', cidr: '127.0.0.1/8' },
  { name: 'eth0', cidr: '192.168.1.10/24' },
  { name: 'eth0', cidr: 'fd12:3456:789a::10/64' },
  { name: 'eth0', cidr: '2001:db8::10/64' },
  { name: 'eth0', cidr: 'fe80::1/64' },
  { name: 'docker0', cidr: '172.17.0.1/16' },
  { name: 'br-0123456789ab', cidr: '192.168.144.1/20' },
  { name: 'podman1', cidr: '10.89.0.1/24' },
  { name: 'wg0', cidr: '10.8.0.1/32' },
];

describe('the LAN that is offered', () => {
  test('is what people are in: no loopback, no bridge, no public or link-local network, no tunnel of one address', () => {
    expect(offeredLan(HOST)).toEqual(['192.168.1.0/24', 'fd12:3456:789a::/64']);
  });

  test('is never the network of a container that has one of its own', () => {
    const inside = [{ name: 'eth0', cidr: '192.168.144.2/20' }];
    expect(offeredLan(inside, (name) => name === 'eth0')).toEqual([]);
    // Docker's own pool is refused even where nobody knows that this is a container.
    expect(offeredLan([{ name: 'eth0', cidr: '172.18.0.2/16' }])).toEqual([]);
  });
});
