import { describe, expect, test } from 'vitest';
import { canonicalAddress, checkLanCidr, isPublicNetwork } from '../../../../../server/core/network/lan.ts';

describe('the LAN list', () => {
  const bridges = [
    { name: 'eth0', cidr: '192.168.1.5/24' },
    { name: 'br-0123456789ab', cidr: '192.168.32.1/20' },
    { name: 'docker0', cidr: 'fd00:d0c::1/64' },
  ];

  test.each(['192.168.32.0/20', '192.168.40.0/24', '192.168.0.0/16', 'fd00:d0c::/48'])(
    '%s is refused on a machine whose container bridge it touches',
    (cidr) => {
      expect(checkLanCidr(cidr).ok).toBe(true);
      const result = checkLanCidr(cidr, { interfaces: bridges });
      expect(result).toMatchObject({ ok: false, message: expect.stringMatching(/bridge (br-0123456789ab|docker0)/) });
    },
  );

  test("the machine's real networks are not bridges", () => {
    expect(checkLanCidr('192.168.1.0/24', { interfaces: bridges })).toEqual({ ok: true, cidr: '192.168.1.0/24' });
  });

  test.each([
    ['10.1.2.0/24', '10.1.2.0/24'],
    ['FD12:3456:789A:0::/48', 'fd12:3456:789a::/48'],
    ['fc00::/7', 'fc00::/7'],
  ])('%s is taken', (text, cidr) => {
    expect(checkLanCidr(text)).toEqual({ ok: true, cidr });
  });

  test.each([
    ['nonsense', /not a network/],
    ['10.0.0.0/33', /not a network/],
    ['10.0.0.0/08', /not a network/],
    ['fe80::%eth0/64', /not a network/],
    ['10.1.2.3', /write 10\.1\.2\.3\/32/],
    ['0.0.0.0/0', /whole internet/],
    ['::/0', /whole internet/],
    ['0.0.0.0/1', /wider than any home/],
    ['2000::/3', /wider than any home/],
    ['172.17.0.0/16', /Docker.*really: true/],
    ['10.89.0.0/24', /Podman.*really: true/],
  ])('%s is refused', (text, why) => {
    expect(checkLanCidr(text)).toMatchObject({ ok: false, message: expect.stringMatching(why) });
  });

  test('host bits are refused, with the network that was meant', () => {
    expect(checkLanCidr('192.168.1.7/24')).toMatchObject({ ok: false, instead: '192.168.1.0/24' });
  });

  test('an admin vouches for what an engine might hand out, never for a bridge that is there', () => {
    const vouched = { confirmed: true };
    expect(checkLanCidr('172.17.0.0/16', vouched)).toMatchObject({
      ok: true,
      warning: expect.stringContaining('Docker'),
    });
    expect(checkLanCidr('192.168.32.0/20', { ...vouched, interfaces: bridges }).ok).toBe(false);
  });
});

test.each([
  ['192.168.1.1', '192.168.1.1'],
  ['FD00::0:1', 'fd00::1'],
  ['::ffff:10.0.0.1', undefined],
  ['fe80::1%eth0', undefined],
  ['localhost', undefined],
])('the address to listen on: %s', (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical);
});

test.each([
  ['203.0.114.0/24', true],
  ['10.0.0.0/24', false],
  ['2001:db8::/48', false],
])('a network of the public internet: %s', (cidr, isPublic) => {
  expect(isPublicNetwork(cidr)).toBe(isPublic);
});
