/** What the script and Windows PowerShell around it say. Tested on the outputs in test/fixtures/windows. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { StoreCause } from '../../../shared/store-causes.ts';
import type { CommandResult } from '../run-command.ts';
import { causedBy } from '../store-causes.ts';

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

/** HRESULTs (winerror.h) that need other words than "try again". */
const CAUSES: Readonly<Record<string, StoreCause>> = {
  '80070005': 'policy', // E_ACCESSDENIED
  '800704EC': 'policy', // ERROR_ACCESS_DISABLED_BY_POLICY
  '800711C7': 'policy', // ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION
  '80090022': 'policy', // NTE_SILENT_CONTEXT: the rule "strong key protection" wants a dialog for every key
  '8009002E': 'policy', // NTE_UI_REQUIRED
  '800704C7': 'windows-declined', // ERROR_CANCELLED
  '8010006E': 'windows-declined', // SCARD_W_CANCELLED_BY_USER
  '800700E1': 'antivirus', // ERROR_VIRUS_INFECTED
  '800700E2': 'antivirus', // ERROR_VIRUS_DELETED
  '80090016': 'windows-profile', // NTE_BAD_KEYSET
  '80070002': 'windows-profile', // ERROR_FILE_NOT_FOUND
  '80070003': 'windows-profile', // ERROR_PATH_NOT_FOUND
  '80090019': 'windows-profile', // NTE_KEYSET_NOT_DEF
  '8009001F': 'windows-profile', // NTE_BAD_KEYSET_PARAM
  '8009000B': 'windows-password-reset', // NTE_BAD_KEY_STATE
  '80070520': 'windows-no-session', // ERROR_NO_SUCH_LOGON_SESSION
  '80070070': 'disk-full', // ERROR_DISK_FULL
};

/** What PowerShell names an error with in every language. */
const NAMED: readonly (readonly [RegExp, StoreCause])[] = [
  [/ScriptContainedMaliciousContent/, 'antivirus'],
  [/PSSecurityException|UnauthorizedAccess\b/, 'policy'],
];

/** The error of the catalogue for a run that did not succeed. */
export function storeError(result: CommandResult): LatchkeyError {
  const { exitCode, stdout, stderr } = result;
  if (exitCode === undefined) return notRun(stderr);

  const mode = /^LATCHKEY LANGUAGE (\w+)/m.exec(stdout)?.[1];
  const constrained = /in this language mode|MethodInvocationNotSupportedInConstrainedLanguage/;
  if (mode || constrained.test(stderr)) {
    const detail = `PowerShell runs in ${mode ?? 'ConstrainedLanguage'} mode on this computer.`;
    return new LatchkeyError('STORE_FAILED', { detail, ...causedBy('policy') });
  }

  const [, hresult = '', message = ''] = /^LATCHKEY ERROR ([0-9A-F]{8}) ([A-Za-z0-9+/=]*)/m.exec(stdout) ?? [];
  const cause = CAUSES[hresult] ?? NAMED.find(([name]) => name.test(stderr))?.[1];
  const said = hresult ? `${text(message).trim()} (0x${hresult})` : lastLine(stderr || stdout);
  return new LatchkeyError('STORE_FAILED', { detail: `Windows: ${said}`, ...(cause && causedBy(cause)) });
}

/** Not there, kept from running by a rule, or ended by the clock. */
function notRun(stderr: string): LatchkeyError {
  if (/\bENOENT\b/.test(stderr)) {
    const hint = 'It is a part of Windows; ask the person who looks after this computer.';
    return new LatchkeyError('STORE_TOOL_MISSING', { detail: 'Windows PowerShell was not found.', hint });
  }
  const blocked = /\b(EACCES|EPERM|UNKNOWN)\b/.test(stderr);
  const detail = `Windows PowerShell did not run: ${lastLine(stderr)}`;
  return new LatchkeyError('STORE_FAILED', { detail, ...(blocked ? causedBy('policy') : {}) });
}

const XML: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A string of CLIXML: `_x000D_` for what XML cannot hold, then XML's own references (MS-PSRP 2.2.5.3.2). */
function fromCliXml(text: string): string {
  return text
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (all, hex, decimal, name) => {
      if (name !== undefined) return XML[String(name).toLowerCase()] ?? all;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    });
}

/** PowerShell writes its errors as XML when nobody is at a console: `<S S="Error">words_x000D__x000A_</S>`. */
function lastLine(said: string): string {
  const errors = [...said.matchAll(/<S S="Error">(.*?)<\/S>/g)].map(([, words = '']) => words);
  const lines = (errors.length > 0 ? fromCliXml(errors.join('')) : said).split('\n');
  const line = lines.map((line) => line.trim()).find((line) => line !== '');
  return (line ?? 'it said nothing.').slice(0, 300);
}
