import { describe, expect, it } from 'vitest';
import { shellWord } from '../../../../../server/core/doctor/commands.ts';
import { editLan } from '../../../../../server/core/network/edit-lan.ts';
import { networkOf } from '../../../../../server/core/network/networks.ts';
import { parseRoutes4, parseRoutes6 } from '../../../../../server/stack/doctor/machine.ts';

describe('the default routes, as Linux lists them', () => {
  it('IPv4', () => {
    const text = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask
eth0	00000000	0101A8C0	0003	0	0	0	00000000
tun0	00000000	00000000	0001	0	0	0	00000000
eth0	0001A8C0	00000000	0001	0	0	0	00FFFFFF
`;
    expect(parseRoutes4(text)).toEqual([{ interface: 'eth0', gateway: '192.168.1.1' }]);
  });

  it('IPv6', () => {
    const zero = '0'.repeat(32);
    const text = `fd000000000000000000000000000000 40 ${zero} 00 ${zero} 00000100 00000001 00000000 00000001 eth0
${zero} 00 ${zero} 00 fe80000000000000020000fffe000001 00000400 00000001 00000000 00000003 eth0
${zero} 00 ${zero} 00 ${zero} ffffffff 00000001 00000000 00200200 lo
`;
    expect(parseRoutes6(text)).toEqual([{ interface: 'eth0', gateway: 'fe80::200:ff:fe00:1' }]);
  });
});

describe('latchkey lan', () => {
  const TEXT = `# mine
lan:
  - 192.168.1.0/24 # upstairs
  - { network: 172.20.0.0/16, really: true }
home: { name: "Ours", domain: example.com }
`;

  it('changes the list, and nothing else in the file', () => {
    expect(editLan(TEXT, { add: ['10.0.0.0/24', '192.168.1.0/24'], remove: ['172.20.0.0/16'] })).toBe(`# mine
lan:
  - 192.168.1.0/24 # upstairs
  - 10.0.0.0/24
home: { name: "Ours", domain: example.com }
`);
  });

  it('makes the list when there is none, and leaves it empty when all is removed', () => {
    expect(editLan('home: {}\n', { add: ['10.0.0.0/24'], remove: [] })).toBe('home: {}\nlan:\n  - 10.0.0.0/24\n');
    expect(editLan('lan: [10.0.0.0/24]\n', { add: [], remove: ['10.0.0.0/24'] })).toBe('lan: []\n');
    expect(editLan('lan: []\n', { add: ['10.0.0.0/24'], remove: [] })).toBe('lan:\n  - 10.0.0.0/24\n');
  });

  it('refuses a network that is not there, and a file that is none', () => {
    expect(() => editLan(TEXT, { add: [], remove: ['10.9.9.0/24'] })).toThrow('10.9.9.0/24 is not in the LAN list');
    expect(() => editLan('lan: {', { add: [], remove: [] })).toThrow('not valid');
    expect(() => editLan('lan: everybody', { add: [], remove: [] })).toThrow('lan is no list');
  });
});

describe('commands to paste', () => {
  it.each([
    ['/srv/latchkey', '/srv/latchkey'],
    ['/srv/my home', "'/srv/my home'"],
    ["o'hara; rm -rf /", "'o'\\''hara; rm -rf /'"],
    ['$(reboot)', "'$(reboot)'"],
  ])('a word that a shell reads as it is meant: %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});

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
