import { describe, expect, test } from 'vitest';
import { listeningPorts, offeredServices } from '../../../../../server/core/network/listening.ts';
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

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue
   0: 0100007F:08EB 00000000:0000 0A 00000000:00000000
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000
   2: 00000000:01BB 00000000:0000 0A 00000000:00000000`;
const TABLE6 = `  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:2AF8 00000000000000000000000000000000:0000 0A`;

describe('the services that are offered', () => {
  test('are those that something listens for, on IPv4 or IPv6; a connection is no listener', () => {
    expect(listeningPorts([TABLE, TABLE6])).toEqual([443, 2283, 11000]);
    expect(offeredServices([443, 2283, 11000])).toEqual([
      'photos=http://127.0.0.1:2283',
      'cloud=http://127.0.0.1:11000',
    ]);
  });

  test('have each name once, and nothing for a port that nobody knows', () => {
    expect(offeredServices([3000, 8080, 11000])).toEqual(['cloud=http://127.0.0.1:8080']);
  });
});
