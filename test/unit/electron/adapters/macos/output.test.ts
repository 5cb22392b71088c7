import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  parseIdentities,
  parseKeychains,
  parsePreferred,
  securityStatus,
  storeError,
  succeeded,
} from '../../../../../electron/adapters/macos/output.ts';

/** test/fixtures/macos/README.md says where each is from. */
const recorded = (name: string) => readFileSync(`test/fixtures/macos/${name}.txt`, 'utf8');
const failed = (name: string, exitCode: number | undefined = 1) => ({ exitCode, stdout: '', stderr: recorded(name) });

describe('what security(1) says', () => {
  test('identities are read with hash and name, each once', () => {
    expect(parseIdentities(recorded('find-identity'))).toEqual([
      { sha1: '9A5E4D6F0B1C2A3948576DC0FFEE112233445566', label: 'Dave' },
      { sha1: '0011223344556677889900AABBCCDDEEFF001122', label: 'Zoë Müller-李' },
      { sha1: 'FFEEDDCCBBAA00998877665544332211FFEEDDCC', label: 'She said "1) hello" (twice)' },
      { sha1: '1234567890ABCDEF1234567890ABCDEF12345678', label: '<unknown>' },
    ]);
    expect(parseIdentities('\nPolicy: X.509 Basic\n  Matching identities\n     0 identities found\n')).toEqual([]);
  });

  test.each([
    ['no remark', '"Dave"', 'Dave'],
    ['a symbol', '"Dave" (CSSMERR_TP_CERT_EXPIRED)', 'Dave'],
    ['words', '"Dave" (Missing required extension)', 'Dave'],
    ['words with brackets', '"Dave" (not trusted (yet))', 'Dave'],
    ['words of a Mac in German', '"Dave" (Das Zertifikat ist abgelaufen.)', 'Dave'],
    ['a number', '"Dave" (-67609)', 'Dave'],
    ['nothing in the brackets', '"Dave" ()', 'Dave'],
    ['a name with brackets', '"Dave (MacBook)" (Missing required extension)', 'Dave (MacBook)'],
    ['a name that is cut by a line end', '"Da', 'Da'],
  ])('an identity is seen with %s behind it', (_what, rest, label) => {
    const sha1 = '9A5E4D6F0B1C2A3948576DC0FFEE112233445566';
    const stdout = `\nPolicy: X.509 Basic\n  Matching identities\n  1) ${sha1} ${rest}\n     1 identities found\n`;
    expect(parseIdentities(stdout)).toEqual([{ sha1, label }]);
  });

  test.each([
    ['The specified keychain is not a valid keychain file.', -25295, 'Reset Default Keychains'],
    ['No keychain is available. You may need to restart your computer.', -25291, 'no login keychain'],
    ['A default keychain could not be found.', -25307, 'no login keychain'],
    ['The authorization was denied.', -60005, 'does not help'],
    ['The authorization was canceled by the user.', -60006, 'choose "Allow"'],
    ['The authorization was cancelled by the user.', 1, 'choose "Allow"'],
    ['The authorization was denied since no user interaction was possible.', -60007, 'at the screen of this Mac'],
    ['User interaction is required, but is currently not allowed.', -25315, 'at the screen of this Mac'],
    ['User interaction is not allowed.', -25308, 'unlock it'],
    ['This keychain cannot be modified.', -25292, 'First Aid'],
    ['UNIX[Permission denied]', 100013, 'First Aid'],
    ['UNIX[Operation not permitted]', 1, 'First Aid'],
    ['UNIX[Read-only file system]', 1, 'First Aid'],
  ])('%s is told with what helps', (words, number, hint) => {
    const stderr = `security: SecKeychainItemImport: ${words}\nimport: returned ${number}\n`;
    const error = storeError('import', { exitCode: 1, stdout: '', stderr });
    expect(error.hint).toContain(hint);
    expect(error.hint).not.toMatch(/^Try again/);
    // The number alone says the same, where the words are translated.
    if (number < 0) {
      const translated = { exitCode: 1, stdout: '', stderr: `security: …\nimport: returned ${number}\n` };
      expect(storeError('import', translated).hint).toBe(error.hint);
    }
  });

  test('keychains are read as paths', () => {
    expect(parseKeychains(recorded('login-keychain'))).toEqual(['/Users/company/Library/Keychains/login.keychain-db']);
    expect(parseKeychains('    "/Users/a "b" c/x.keychain-db"\n    "/L/System.keychain"\n')).toEqual([
      '/Users/a "b" c/x.keychain-db',
      '/L/System.keychain',
    ]);
    expect(parseKeychains(' <NULL>\n')).toEqual([]);
  });

  test('the preferred certificate is read by its SHA-1', () => {
    expect(parsePreferred(recorded('get-preference'))).toBe('9A5E4D6F0B1C2A3948576DC0FFEE112233445566');
    expect(parsePreferred('')).toBeUndefined();
  });

  test.each(['import-done', 'import-identity-done'])('%s is success', (name) => {
    expect(succeeded({ exitCode: 0, stdout: recorded(name), stderr: '' })).toBe(true);
  });

  test('one failed command among several is no success, although the last one did well', () => {
    expect(succeeded({ exitCode: 0, stdout: '', stderr: recorded('import-locked') })).toBe(false);
  });

  test.each([
    ['import-mac-failed', 'verifyFailed', 'STORE_FAILED', 'then try again'],
    ['import-not-decoded', 'decode', 'STORE_FAILED', 'then try again'],
    ['import-wrong-password', 'authFailed', 'STORE_LOCKED', 'unlock it'],
    ['import-locked', 'interactionNotAllowed', 'STORE_LOCKED', 'unlock it'],
    ['set-preference-locked', 'interactionNotAllowed', 'STORE_LOCKED', 'unlock it'],
    ['import-cancelled', 'userCanceled', 'STORE_FAILED', 'choose "Allow"'],
    ['import-duplicate', 'duplicateItem', 'STORE_FAILED', 'then try again'],
    ['import-read-only', 'readOnly', 'STORE_FAILED', 'First Aid'],
    ['no-such-keychain', 'noSuchKeychain', 'STORE_FAILED', 'no login keychain'],
    ['set-preference-no-identity', undefined, 'STORE_FAILED', 'then try again'],
    ['delete-not-found', undefined, 'STORE_FAILED', 'then try again'],
  ])('%s is %s and %s', (name, status, code, hint) => {
    expect(succeeded(failed(name))).toBe(false);
    expect(securityStatus(failed(name))).toBe(status);
    const error = storeError('import', failed(name));
    expect(error).toMatchObject({ code, hint: expect.stringContaining(hint) });
    expect(error.detail).not.toMatch(/returned -?\d+$/);
  });

  test('the words of a Mac that is not in English are told as they are', () => {
    const stderr = 'security: SecKeychainItemImport: Etwas ging schief.\nimport: returned 1\n';
    const error = storeError('import', { exitCode: 1, stdout: '', stderr });
    expect(error.detail).toBe('security import: security: SecKeychainItemImport: Etwas ging schief.');
  });

  test('a tool that is not there, and one that waited in vain, are told apart', () => {
    const gone = { exitCode: undefined, stdout: '', stderr: 'spawn /usr/bin/security ENOENT' };
    expect(storeError('import', gone).code).toBe('STORE_TOOL_MISSING');
    const waited = { exitCode: undefined, stdout: '', stderr: 'It was stopped (SIGKILL).' };
    expect(storeError('import', waited)).toMatchObject({
      code: 'STORE_FAILED',
      hint: expect.stringContaining('waited'),
    });
  });
});
