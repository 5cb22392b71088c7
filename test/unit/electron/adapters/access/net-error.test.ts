import { describe, expect, test } from 'vitest';
import { netFailure } from '../../../../../electron/adapters/access/net-error.ts';

describe("Chromium's network errors", () => {
  test.each([
    ['net::ERR_INTERNET_DISCONNECTED', 'offline'],
    ['net::ERR_NETWORK_CHANGED', 'network-changed'],
    ['net::ERR_NAME_NOT_RESOLVED', 'name-not-found'],
    ['net::ERR_CONNECTION_REFUSED', 'not-answering'],
    ['net::ERR_CONNECTION_TIMED_OUT', 'not-answering'],
    ['net::ERR_BAD_SSL_CLIENT_AUTH_CERT', 'certificate-asked'],
    ['net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED', 'certificate-asked'],
    ['net::ERR_SOCKET_NOT_CONNECTED', 'hung-up'],
    ['net::ERR_CONNECTION_CLOSED', 'hung-up'],
    ['net::ERR_CONNECTION_RESET', 'hung-up'],
    ['net::ERR_EMPTY_RESPONSE', 'hung-up'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'server-not-trusted'],
    ['net::ERR_CERT_SOMETHING_NEW', 'server-not-trusted'],
    ['net::ERR_CERT_DATE_INVALID', 'server-certificate-date'],
    ['net::ERR_SOMETHING_ELSE', 'other'],
    ['', 'other'],
  ])('%s is %s', (text, kind) => {
    expect(netFailure(text)).toBe(kind);
  });
});
