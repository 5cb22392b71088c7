import { describe, expect, test } from 'vitest';
import { networkError } from '../../../../../electron/adapters/home/network-error.ts';

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
