import { describe, expect, it } from 'vitest';
import {
  contains,
  isContainerBridge,
  isPublic,
  networkOf,
  overlap,
  rangeOf,
} from '../../../../../server/core/network/networks.ts';

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

describe('two networks', () => {
  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true, true],
    ['10.0.0.0/16', '10.0.0.0/8', false, true],
    ['10.1.0.0/16', '10.2.0.0/16', false, false],
    ['::/0', '10.0.0.0/8', false, false],
    ['fe80::/10', 'fe80::1%eth0/64', true, true],
    ['nonsense', '10.0.0.0/8', false, false],
  ])('%s and %s', (outer, inner, within, touching) => {
    expect([contains(outer, inner), overlap(outer, inner)]).toEqual([within, touching]);
  });
});

describe('an address', () => {
  it.each([
    ['192.168.1.7/24', 'private', false],
    ['fe80::1%eth0', 'linkLocal', false],
    ['::ffff:127.0.0.1', 'loopback', false],
    ['1.1.1.1', 'unicast', true],
    ['nonsense', 'none', false],
  ])('%s', (address, range, everybodys) => {
    expect([rangeOf(address), isPublic(address)]).toEqual([range, everybodys]);
  });
});

it('knows the bridges of container engines by their names', () => {
  expect(['docker0', 'br-0123456789ab', 'podman1', 'cni0'].every(isContainerBridge)).toBe(true);
  expect(['eth0', 'br0', 'br-lan', 'wlan0'].some(isContainerBridge)).toBe(false);
});
