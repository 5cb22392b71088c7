/** What the script and Windows PowerShell around it say. Tested on the outputs in test/fixtures/windows. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { CommandResult } from '../run-command.ts';

export interface ListedCertificate {
  readonly der: Uint8Array;
  readonly label: string;
}

const text = (base64: string) => Buffer.from(base64, 'base64').toString('utf8');

/** `LATCHKEY CERTIFICATE <DER> <label>`, both base64; the label may be empty. */
export function parseCertificates(stdout: string): ListedCertificate[] {
  const lines = stdout.matchAll(/^LATCHKEY CERTIFICATE ([A-Za-z0-9+/=]+) ([A-Za-z0-9+/=]*)\r?$/gm);
  return [...lines].map(([, der = '', label = '']) => ({
    der: Uint8Array.from(Buffer.from(der, 'base64')),
    label: text(label),
  }));
}

export const saysRemoved = (stdout: string) => /^LATCHKEY REMOVED\r?$/m.test(stdout);
export const succeeded = ({ exitCode, stdout }: CommandResult) => exitCode === 0 && /^LATCHKEY DONE\r?$/m.test(stdout);

const POLICY = 'A rule of your organisation stands in the way. Ask who looks after this computer.';

/** HRESULTs that need other words than "try again". */
const HINTS: Readonly<Record<string, string>> = {
  // E_ACCESSDENIED
  '80070005': POLICY,
  // ERROR_ACCESS_DISABLED_BY_POLICY
  '800704EC': POLICY,
  // NTE_SILENT_CONTEXT: the rule "strong key protection" wants a dialog for every key
  '80090022': POLICY,
  // NTE_UI_REQUIRED
  '8009002E': POLICY,
  // ERROR_CANCELLED
  '800704C7': 'Windows asked and was told no. Try again and choose "Yes". What was done so far is kept.',
  // SCARD_W_CANCELLED_BY_USER
  '8010006E': 'Windows asked and was told no. Try again and choose "Yes". What was done so far is kept.',
};

/** The error of the catalogue for a run that did not succeed. */
export function storeError(result: CommandResult): LatchkeyError {
  const { exitCode, stdout, stderr } = result;
  if (exitCode === undefined) return notRun(stderr);

  const mode = /^LATCHKEY LANGUAGE (\w+)/m.exec(stdout)?.[1];
  const constrained = /in this language mode|MethodInvocationNotSupportedInConstrainedLanguage/;
  if (mode || constrained.test(stderr)) {
    const detail = `PowerShell runs in ${mode ?? 'ConstrainedLanguage'} mode on this computer.`;
    return new LatchkeyError('STORE_FAILED', { detail, hint: POLICY });
  }

  const [, hresult = '', message = ''] = /^LATCHKEY ERROR ([0-9A-F]{8}) ([A-Za-z0-9+/=]*)/m.exec(stdout) ?? [];
  const hint = HINTS[hresult];
  const said = hresult ? `${text(message).trim()} (0x${hresult})` : lastLine(stderr || stdout);
  return new LatchkeyError('STORE_FAILED', { detail: `Windows: ${said}`, ...(hint ? { hint } : {}) });
}

/** Not there, kept from running by a rule, or ended by the clock. */
function notRun(stderr: string): LatchkeyError {
  if (/\bENOENT\b/.test(stderr)) {
    const hint = 'It is a part of Windows; ask who looks after this computer.';
    return new LatchkeyError('STORE_TOOL_MISSING', { detail: 'Windows PowerShell was not found.', hint });
  }
  const blocked = /\b(EACCES|EPERM|UNKNOWN)\b/.test(stderr);
  const detail = `Windows PowerShell did not run: ${lastLine(stderr)}`;
  return new LatchkeyError('STORE_FAILED', { detail, ...(blocked ? { hint: POLICY } : {}) });
}

/** PowerShell writes its errors as XML when nobody is at a console: `<S S="Error">words_x000D__x000A_</S>`. */
function lastLine(said: string): string {
  const errors = [...said.matchAll(/<S S="Error">(.*?)<\/S>/g)].map(([, words = '']) => words);
  const lines = (errors.length > 0 ? errors.join('').replaceAll('_x000D__x000A_', '\n') : said).split('\n');
  const line = lines.map((line) => line.trim()).find((line) => line !== '');
  return (line ?? 'it said nothing.').slice(0, 300);
}
