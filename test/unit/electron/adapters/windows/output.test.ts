import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCertificates, storeError, succeeded } from '../../../../../electron/adapters/windows/output.ts';

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
    ['error-password', 'The specified network password is not correct. (0x80070056)', 'then try again'],
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

  test('what XML cannot hold is read in an error in XML', () => {
    const clixml = (words: string) => `#< CLIXML\r\n<Objs><S S="Error">${words}_x000D__x000A_</S></Objs>`;
    const told = (words: string) => storeError({ exitCode: 1, stdout: '', stderr: clixml(words) }).detail;
    expect(told('a &amp; b &lt;c&gt; &quot;d&quot; &apos;e&apos;')).toBe('Windows: a & b <c> "d" \'e\'');
    expect(told('Zo&#xEB; &#233;t&#x1F511; &amp;lt;')).toBe('Windows: Zoë ét🔑 &lt;');
    expect(told('a_x0009_b')).toBe('Windows: a\tb');
  });

  test.each([
    ['80090016', 'no place for keys'],
    ['80070002', 'no place for keys'],
    ['8009000B', 'another has set|somebody else has set'],
    ['80070520', 'Log in at this computer itself'],
    ['800700E1', 'antivirus'],
    ['800711C7', 'A rule of your organisation'],
    ['80070070', 'The disk is full'],
  ])('0x%s is told with what helps', (hresult, hint) => {
    const error = storeError(said(`LATCHKEY ERROR ${hresult} ${Buffer.from('…').toString('base64')}\r\n`, 1));
    expect(error.hint).toMatch(new RegExp(hint));
    expect(error.hint).not.toMatch(/^Try again/);
  });

  test.each([
    ['FullyQualifiedErrorId : ScriptContainedMaliciousContent', 'antivirus'],
    ['CategoryInfo : SecurityError: (:) [], PSSecurityException', 'A rule of your organisation'],
  ])('%s is known by what no language changes', (stderr, hint) => {
    expect(storeError({ exitCode: 1, stdout: '', stderr }).hint).toContain(hint);
  });

  test('missing, blocked and ended by the clock are three things', () => {
    const notRun = (stderr: string) => storeError({ exitCode: undefined, stdout: '', stderr });
    expect(notRun('spawn C:\\Windows\\…\\powershell.exe ENOENT').code).toBe('STORE_TOOL_MISSING');
    expect(notRun(recorded('spawn-blocked'))).toMatchObject({ hint: expect.stringContaining('A rule') });
    expect(notRun('It was stopped (SIGKILL).')).toMatchObject({
      code: 'STORE_FAILED',
      hint: expect.stringContaining('then try again'),
    });
  });
});
