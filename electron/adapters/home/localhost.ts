import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** `localhost` and every name under it mean this machine (RFC 6761 section 6.3); glibc does not know that. */
export const lookup: LookupFunction = (hostname, options, callback) => {
  if (hostname !== 'localhost' && !hostname.endsWith('.localhost')) return systemLookup(hostname, options, callback);
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};
