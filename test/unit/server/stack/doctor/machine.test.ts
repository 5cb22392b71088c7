import { describe, expect, it } from 'vitest';
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
