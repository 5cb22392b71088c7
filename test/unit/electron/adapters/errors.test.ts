import { describe, expect, test } from 'vitest';
import { netFailure } from '../../../../electron/adapters/access/net-error.ts';
import { networkError } from '../../../../electron/adapters/home/network-error.ts';

const withCode = (code: string) => Object.assign(new Error(code), { code });

describe("Node's network errors", () => {
  test.each([
    ['ENOTFOUND', 'HOME_NOT_FOUND'],
    ['EAI_AGAIN', 'HOME_NOT_FOUND'],
    ['ECONNREFUSED', 'HOME_NOT_REACHED'],
    ['ECONNRESET', 'HOME_NOT_REACHED'],
    ['EHOSTUNREACH', 'HOME_NOT_REACHED'],
    ['ABORT_ERR', 'HOME_NOT_REACHED'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'HOME_NOT_TRUSTED'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'HOME_NOT_TRUSTED'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'HOME_NOT_TRUSTED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOME_NOT_TRUSTED'],
    ['CERT_HAS_EXPIRED', 'HOME_NOT_TRUSTED'],
    ['CERT_SIGNATURE_FAILURE', 'HOME_NOT_TRUSTED'],
    ['HPE_INVALID_CONSTANT', 'HOME_ANSWER_NOT_VALID'],
  ])('%s is %s', (said, code) => {
    expect(networkError(withCode(said)).code).toBe(code);
  });

  test('several failed addresses count as the first', () => {
    expect(networkError(new AggregateError([withCode('ECONNREFUSED')], 'all failed')).detail).toBe('ECONNREFUSED');
  });

  test('an expired server certificate makes one think of the clock', () => {
    expect(networkError(withCode('CERT_NOT_YET_VALID')).hint).toContain('date and time');
  });
});

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
