import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asIpv6Prefix, isInNetworks, readAddress, unmapped } from '../../../../../server/core/network/addresses.ts';
import { countOf } from '../../../../support/long-tail.ts';

describe('readAddress', () => {
  it.each([
    ['192.168.1.5', '192.168.1.5'],
    ['::ffff:192.168.1.5', '192.168.1.5'],
    ['::FFFF:c0a8:0105', '192.168.1.5'],
    ['::192.168.1.5', '::c0a8:105'],
    ['::ffff:0:192.168.1.5', '::ffff:0:c0a8:105'],
    ['64:ff9b::192.168.1.5', '64:ff9b::c0a8:105'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
  ])('%s is %s', (text, expected) => {
    const read = readAddress(text);
    expect(read && unmapped(read).toString()).toBe(expected);
  });

  it.each([
    '10.1',
    '0x7f.1',
    '0177.0.0.1',
    '192.168.001.5',
    '192.168.1.256',
    '',
    'cloud',
    '1',
    '::0.0.0.999',
    '::1.2.3',
    ':',
    '1::2::3',
    '::g',
    '%',
    '::%',
    '1.2.3.4%eth0',
    '::1 ',
  ])('%j is none', (text) => expect(readAddress(text)).toBeUndefined());

  it('reads what Node reads, and nothing else', () => {
    const part = fc.constantFrom('::', ':', 'ffff', '0', 'c0a8', '1.2.3.4', '1.2.3.400', '.', 'g', '2002');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.ipV6(),
          fc.array(part, { maxLength: 9 }).map((parts) => parts.join('')),
        ),
        (text) => {
          expect([text, readAddress(text) !== undefined]).toEqual([text, isIP(text) !== 0]);
        },
      ),
      { numRuns: countOf('random addresses', 400, 2000) },
    );
  });
});

it.each([
  ['192.168.1.200', true],
  ['192.168.2.1', false],
  ['::ffff:192.168.1.200', true],
  ['::192.168.1.200', false],
  ['2002:c0a8:1c8::1', false],
  ['fd12::5', true],
  ['fd13::5', false],
  ['rubbish', false],
])('%s at home: %s', (address, expected) => {
  expect(isInNetworks(address, ['192.168.1.0/24', 'fd12::/16'])).toBe(expected);
});

it('has no network without a length: neither nothing nor a word is one', () => {
  for (const network of ['192.168.1.5', '192.168.1.0/', '192.168.1.0/x', '', '/']) {
    expect(isInNetworks('192.168.1.5', [network])).toBe(false);
  }
});

it('gives HAProxy IPv6 alone', () => {
  expect(['10.0.0.0/8', '192.168.1.7/32', 'fd12::/48'].map(asIpv6Prefix)).toEqual([
    '::ffff:10.0.0.0/104',
    '::ffff:192.168.1.7/128',
    'fd12::/48',
  ]);
});
