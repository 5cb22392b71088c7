/** Chromium's `net::ERR_…` (net/base/net_error_list.h) as the reason why a visit failed. */
import type { ProbeFailure } from '../../core/ports.ts';

const FAILURES: Readonly<Record<ProbeFailure, readonly string[]>> = {
  offline: ['INTERNET_DISCONNECTED', 'NETWORK_IO_SUSPENDED'],
  'network-changed': ['NETWORK_CHANGED'],
  'name-not-found': ['NAME_NOT_RESOLVED', 'NAME_RESOLUTION_FAILED', 'DNS_TIMED_OUT', 'DNS_SERVER_FAILED'],
  'not-answering': [
    'CONNECTION_REFUSED',
    'CONNECTION_TIMED_OUT',
    'CONNECTION_FAILED',
    'ADDRESS_UNREACHABLE',
    'NETWORK_ACCESS_DENIED',
    'TIMED_OUT',
    'ABORTED',
  ],
  // Chromium has no word of its own for it: who visits looks at the address.
  'local-network-denied': [],
  // Which of these a refusal shows as is a race between the alert and the close; all of them were seen for one service.
  'hung-up': ['SOCKET_NOT_CONNECTED', 'CONNECTION_CLOSED', 'CONNECTION_RESET', 'CONNECTION_ABORTED', 'EMPTY_RESPONSE'],
  'certificate-asked': [
    'BAD_SSL_CLIENT_AUTH_CERT',
    'SSL_CLIENT_AUTH_CERT_NEEDED',
    'SSL_CLIENT_AUTH_SIGNATURE_FAILED',
    'SSL_CLIENT_AUTH_CERT_NO_PRIVATE_KEY',
    'SSL_CLIENT_AUTH_PRIVATE_KEY_ACCESS_DENIED',
    'SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS',
  ],
  'server-certificate-date': ['CERT_DATE_INVALID'],
  'server-not-trusted': ['CERT_AUTHORITY_INVALID', 'CERT_COMMON_NAME_INVALID', 'CERT_INVALID', 'CERT_REVOKED'],
  other: [],
};

/** @param text `net::ERR_NAME_NOT_RESOLVED` */
export function netFailure(text: string): ProbeFailure {
  const name = /ERR_([A-Z0-9_]+)/.exec(text)?.[1] ?? '';
  const kinds = Object.entries(FAILURES) as [ProbeFailure, readonly string[]][];
  const found = kinds.find(([, names]) => names.includes(name))?.[0];
  return found ?? (name.startsWith('CERT_') ? 'server-not-trusted' : 'other');
}
