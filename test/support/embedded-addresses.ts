/** The IPv6 addresses that have a given IPv4 one inside, by the name of the form. */

const hex = (bytes: readonly number[]) => {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
};

/** @param ipv4 four numbers with dots */
export function embedded(ipv4: string) {
  const bytes = ipv4.split('.').map(Number);
  const dotted = hex(bytes);
  return {
    'IPv4-compatible (RFC 4291)': `::${dotted}`,
    'IPv4-translated (RFC 2765)': `::ffff:0:${dotted}`,
    '6to4 (RFC 3056)': `2002:${dotted}::1`,
    'NAT64 (RFC 6052)': `64:ff9b::${dotted}`,
    'NAT64, a network of its own (RFC 8215)': `64:ff9b:1::${dotted}`,
    'Teredo server (RFC 4380)': `2001:0:${dotted}:0:0:0:1`,
    'Teredo client (RFC 4380)': `2001:0:4136:e378:8000:63bf:${hex(bytes.map((byte) => byte ^ 0xff))}`,
    'ISATAP (RFC 5214)': `2001:db8:5efe:1::5efe:${dotted}`,
    'ISATAP, unique (RFC 5214)': `2001:db8:5efe:2:200:5efe:${dotted}`,
    '6rd (RFC 5969)': `2001:db8:${dotted}::1`,
    '464XLAT (RFC 6877)': `2001:db8:64:64::${dotted}`,
    'last four bytes': `2001:db8:5efe:3:ffff:ffff:${dotted}`,
  } as const;
}
