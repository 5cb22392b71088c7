import { describe, expect, test } from 'vitest';
import {
  keyUri,
  parseKeys,
  parsePemCertificates,
  saysNoKeys,
  saysNotFound,
  storeError,
} from '../../../../../electron/adapters/nss/output.ts';

// Recorded from NSS 3.87.1 on Debian 12, LC_ALL=C.
const KEYS = `certutil: Checking token "NSS Certificate DB" in slot "NSS User Private Key and Certificate Services"
< 0> ec       aadf9bdf2380c078324447797d28e3abe0e38703   Friendly 1
< 1> rsa      f2baa16b843a9f2041ab51c3ea189454593cdbda   Zed - Home A
< 2> ec       47554751a75ae3c9937f9d4f438e82299ebdc64f   (orphan)
<10> ec       f61253beffafcf37b1bb68bcabd38a48b1fd7f6d
`;
const result = (exitCode: number | undefined, stderr: string, stdout = '') => ({ exitCode, stdout, stderr });
const LOCKED = `Incorrect password/PIN entered.
certutil: could not authenticate to token NSS Certificate DB.: SEC_ERROR_BAD_PASSWORD: The security password entered is incorrect.
`;
const WRONG_P12_PASSWORD = `pk12util: PKCS12 decode not verified: SEC_ERROR_BAD_PASSWORD: The security password entered is incorrect.
pk12util: PKCS12 decode validate bags failed: SEC_ERROR_INVALID_ARGS: security library: invalid arguments.
`;

describe('what certutil and pk12util say', () => {
  test('keys are read with ids and nicknames', () => {
    expect(parseKeys(KEYS)).toEqual([
      { id: 'aadf9bdf2380c078324447797d28e3abe0e38703', nickname: 'Friendly 1' },
      { id: 'f2baa16b843a9f2041ab51c3ea189454593cdbda', nickname: 'Zed - Home A' },
      { id: '47554751a75ae3c9937f9d4f438e82299ebdc64f', nickname: '(orphan)' },
      { id: 'f61253beffafcf37b1bb68bcabd38a48b1fd7f6d', nickname: '' },
    ]);
    expect(parseKeys('')).toEqual([]);
  });

  test('an id becomes a PKCS#11 URI', () => {
    expect(keyUri('aadf9b')).toBe('pkcs11:id=%aa%df%9b');
  });

  test('certificates are read out of whatever is around them', () => {
    const pem = '-----BEGIN CERTIFICATE-----\r\nAQID\r\n-----END CERTIFICATE-----\r\n';
    expect(parsePemCertificates(`noise\n${pem}${pem}noise`)).toEqual([Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3)]);
    expect(parsePemCertificates('-----BEGIN CERTIFICATE-----\nAQID')).toEqual([]);
  });

  test('no keys, and nothing of that id, are answers', () => {
    expect(saysNoKeys(result(255, '', 'certutil: no keys found\n'))).toBe(true);
    expect(saysNoKeys(result(255, LOCKED))).toBe(false);
    expect(
      saysNotFound(
        result(255, 'certutil: Could not find cert: pkcs11:id=%aa\n: PR_FILE_NOT_FOUND_ERROR: File not found\n'),
      ),
    ).toBe(true);
    expect(saysNotFound(result(255, LOCKED))).toBe(false);
  });

  test.each([
    ['certutil', result(255, LOCKED), 'STORE_LOCKED'],
    ['pk12util', result(13, 'pk12util: Failed to authenticate to PKCS11 slot: SEC_ERROR_BAD_PASSWORD'), 'STORE_LOCKED'],
    ['pk12util', result(18, WRONG_P12_PASSWORD), 'STORE_FAILED'],
    [
      'certutil',
      result(255, 'certutil: function failed: SEC_ERROR_BAD_DATABASE: security library: bad database.'),
      'STORE_FAILED',
    ],
    ['pk12util', result(undefined, 'It was stopped (SIGKILL).'), 'STORE_FAILED'],
  ])('%s failing with %o is %s', (tool, said, code) => {
    expect(storeError(tool, said).code).toBe(code);
  });

  test('a database that nobody may write to is not tried again in vain', () => {
    const stderr = 'pk12util: function failed: SEC_ERROR_READ_ONLY: security library: read-only database.\n';
    expect(storeError('pk12util', result(255, stderr)).hint).toContain('cannot be written to');
  });

  test('a database in use is not called damaged without saying what to do', () => {
    const error = storeError('pk12util', result(255, 'pk12util: function failed: ... CKR_GENERAL_ERROR, indicating'));
    expect(error.hint).toContain('Close your browser');
  });
});
