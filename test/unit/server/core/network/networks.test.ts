import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../../../server/core/network/networks.ts';

describe('the network of an address', () => {
  it.each([
    ['192.168.1.7/24', '192.168.1.0/24'],
    ['fe80::1%eth0/64', 'fe80::/64'],
    ['fd00:1::2/48', 'fd00:1::/48'],
    ['nonsense', undefined],
  ])('%s', (cidr, network) => {
    expect(networkOf(cidr)).toBe(network);
  });
});
