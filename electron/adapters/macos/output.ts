/** What Apple's security(1) says, and what it means. Tested on the outputs in test/fixtures/macos. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { CommandResult } from '../run-command.ts';

export interface ListedIdentity {
  /** SHA-1 of the certificate's DER, upper-case hexadecimal: what find-identity prints, and all that old versions take. */
  readonly sha1: string;
  readonly label: string;
}

/** The paths out of login-keychain and default-keychain: `    "/Users/dave/Library/Keychains/login.keychain-db"`. */
export function parseKeychains(stdout: string): string[] {
  return [...stdout.matchAll(/^\s*"(\/.*)"$/gm)].map(([, path = '']) => path);
}

/**
 * The certificates that have a private key, out of find-identity: `  1) 9A5E… "Dave" (CSSMERR_TP_NOT_TRUSTED)`. It lists
 * the valid ones a second time; a certificate of a private authority is never valid to macOS, and just as good.
 */
export function parseIdentities(stdout: string): ListedIdentity[] {
  const lines = stdout.matchAll(/^ *\d+\) ([0-9A-F]{40}) "(.*)"(?: \([A-Z0-9_]+\))? *$/gm);
  const found = new Map([...lines].map(([, sha1 = '', label = '']) => [sha1, { sha1, label }]));
  return [...found.values()];
}

/** The SHA-1 of the preferred certificate, upper-case hexadecimal, out of get-identity-preference -Z. */
export function parsePreferred(stdout: string): string | undefined {
  return /^SHA-1 hash: ([0-9A-F]{40})$/m.exec(stdout)?.[1];
}

/** OSStatus numbers (SecBase.h), and the words that security prints in their place. */
const STATUS = {
  userCanceled: { number: -128, words: /User cancell?ed the operation/i },
  authFailed: { number: -25293, words: /The user name or passphrase you entered is not correct/i },
  noSuchKeychain: { number: -25294, words: /The specified keychain could not be found/i },
  duplicateItem: { number: -25299, words: /The specified item already exists in the keychain/i },
  itemNotFound: { number: -25300, words: /The specified item could not be found in the keychain/i },
  interactionNotAllowed: { number: -25308, words: /User interaction is not allowed/i },
  verifyFailed: { number: -25264, words: /MAC verification failed during PKCS12 import/i },
  decode: { number: -26275, words: /Unable to decode the provided data/i },
  readOnly: { number: -61, words: /Write permissions error/i },
} as const;
export type SecurityStatus = keyof typeof STATUS;

/**
 * Which known failure it was. In its interactive mode security also prints `import: returned -25308`, for commands that
 * say nothing else.
 */
export function securityStatus({ stderr }: CommandResult): SecurityStatus | undefined {
  const returned = Number(/: returned (-?\d+)\s*$/m.exec(stderr)?.[1]);
  const names = Object.keys(STATUS) as SecurityStatus[];
  return names.find((name) => STATUS[name].words.test(stderr) || STATUS[name].number === returned);
}

/** Whether every command of the input did what it was told. The exit code of `security -i` is that of the last one. */
export const succeeded = ({ exitCode, stderr }: CommandResult) =>
  exitCode === 0 && !/: returned -?\d+\s*$/m.test(stderr);

const UNLOCK =
  'Your login keychain is locked. Open Keychain Access, choose "login", unlock it with the password of your Mac, then try again.';
const HINTS: Partial<Record<SecurityStatus, string>> = {
  interactionNotAllowed: UNLOCK,
  userCanceled: 'macOS asked and was told no. Try again and choose "Allow". What was done so far is kept.',
  authFailed: UNLOCK,
  readOnly: 'Your login keychain cannot be written to. Run First Aid on it, or ask who looks after this Mac.',
  noSuchKeychain: 'This Mac user has no login keychain. Log out and in again; macOS makes a new one.',
};

/** The error of the catalogue for a command that failed. @param what the command, as the detail names it */
export function storeError(what: string, result: CommandResult): LatchkeyError {
  if (result.exitCode === undefined && /ENOENT/.test(result.stderr)) {
    return new LatchkeyError('STORE_TOOL_MISSING', {
      detail: '/usr/bin/security was not found.',
      hint: 'It is a part of macOS; this Mac needs repair.',
    });
  }
  const status = securityStatus(result);
  const detail = `security ${what}: ${lastWords(result)}`;
  const waiting =
    result.exitCode === undefined ? 'macOS waited for an answer that did not come. Try again.' : undefined;
  const locked = status === 'interactionNotAllowed' || status === 'authFailed';
  const hint = (status && HINTS[status]) ?? waiting;
  return new LatchkeyError(locked ? 'STORE_LOCKED' : 'STORE_FAILED', { detail, ...(hint ? { hint } : {}) });
}

/** The tool's own last sentence, without the echo of its return code. */
function lastWords({ exitCode, stdout, stderr }: CommandResult): string {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/: returned -?\d+$/.test(line)).at(-1);
  return (said ?? `ended with ${exitCode ?? 'nothing'}`).slice(0, 300);
}
