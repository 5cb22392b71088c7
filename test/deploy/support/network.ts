/** The network of docs/admin.md: a machine with an address at home, and one that stands for the world. */

/** At home; whoever speaks to it from this very machine comes from it too. */
export const LAN_ADDRESS = '192.168.1.10';
/** Of a network that is not at home. */
export const WAN_ADDRESS = '203.0.113.10';
/** Names of the guide. */
export const NAMES = ['example.com', 'enroll.example.com', 'cloud.example.com', 'photos.example.com'];

/** For `ip -batch`. */
export function lanLines(): string {
  const lines = [
    'link set lo up',
    ...['lan', 'wan'].flatMap((line) => [
      `link add ${line}0 type veth peer name ${line}1`,
      `link set ${line}0 up`,
      `link set ${line}1 up`,
    ]),
    `address add ${LAN_ADDRESS}/24 dev lan0`,
    `address add ${WAN_ADDRESS}/24 dev wan0`,
    'route add default via 192.168.1.1 dev lan0',
  ];
  return `${lines.join('\n')}\n`;
}
