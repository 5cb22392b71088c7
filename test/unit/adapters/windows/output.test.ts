import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCertificates, storeError, succeeded } from '../../../../electron/adapters/windows/output.ts';

/** test/fixtures/windows/README.md says where each is from. */
const recorded = (name: string) => readFileSync(`test/fixtures/windows/${name}.txt`, 'utf8');
const said = (stdout: string, exitCode = 0) => ({ exitCode, stdout, stderr: '' });

describe('what Windows PowerShell says', () => {
  test('certificates are read with their names, out of whatever is around them', () => {
    expect(parseCertificates(recorded('list'))).toEqual([
      { der: Uint8Array.of(1, 2, 3), label: 'Example Home (Zoë Müller-李)' },
      { der: Uint8Array.of(4, 5, 6), label: '' },
    ]);
    expect(succeeded(said(recorded('list')))).toBe(true);
  });

  test('an end without the last line is no success, whatever the exit code', () => {
    expect(succeeded(said(recorded('list').replace('LATCHKEY DONE\r\n', '')))).toBe(false);
    expect(succeeded(said(recorded('list'), 1))).toBe(false);
  });

  test.each([
    ['error-password', 'The specified network password is not correct. (0x80070056)', 'Try again'],
    ['error-denied', 'Access is denied. (0x80070005)', 'A rule of your organisation'],
    ['error-silent', 'acquired as silent. (0x80090022)', 'A rule of your organisation'],
    ['error-cancelled', 'canceled by the user. (0x800704C7)', 'choose "Yes"'],
    ['constrained-mode', 'PowerShell runs in ConstrainedLanguage mode', 'A rule of your organisation'],
  ])('%s is told with what to do', (name, detail, hint) => {
    expect(storeError(said(recorded(name), 1))).toMatchObject({
      code: 'STORE_FAILED',
      detail: expect.stringContaining(detail),
      hint: expect.stringContaining(hint),
    });
  });

  test.each(['constrained-error', 'constrained-error-zh'])('%s is known by what no language changes', (name) => {
    const error = storeError({ exitCode: 1, stdout: '', stderr: recorded(name) });
    expect(error).toMatchObject({ code: 'STORE_FAILED', detail: expect.stringContaining('ConstrainedLanguage') });
  });

  test('an error in XML is told in its words', () => {
    const error = storeError({ exitCode: 1, stdout: '', stderr: recorded('error-clixml') });
    expect(error.detail).toBe(
      'Windows: Unable to find type [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions].',
    );
  });

  test('missing, blocked and ended by the clock are three things', () => {
    const notRun = (stderr: string) => storeError({ exitCode: undefined, stdout: '', stderr });
    expect(notRun('spawn C:\\Windows\\…\\powershell.exe ENOENT').code).toBe('STORE_TOOL_MISSING');
    expect(notRun(recorded('spawn-blocked'))).toMatchObject({ hint: expect.stringContaining('A rule') });
    expect(notRun('It was stopped (SIGKILL).')).toMatchObject({
      code: 'STORE_FAILED',
      hint: expect.stringContaining('Try'),
    });
  });
});
