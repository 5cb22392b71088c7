import ipaddr from 'ipaddr.js';

const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const VERSION_2_PROXY = 0x21;
const TCP = { ipv4: 0x11, ipv6: 0x21 } as const;

/**
 * A header of the PROXY protocol, version 2 (https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt, 2.2): what
 * HAProxy says to Caddy about who is there.
 * @param source the client's address; the destination is given as the same
 */
export function proxyHeader(source: string, port: number): Uint8Array {
  const address = ipaddr.parse(source);
  const bytes = address.toByteArray();
  const ports = [port >> 8, port & 0xff, 443 >> 8, 443 & 0xff];
  const body = [...bytes, ...bytes, ...ports];
  return Uint8Array.from([
    ...SIGNATURE,
    VERSION_2_PROXY,
    TCP[address.kind()],
    body.length >> 8,
    body.length & 0xff,
    ...body,
  ]);
}
