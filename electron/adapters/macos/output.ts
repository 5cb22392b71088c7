/** What Apple's security(1) says, and what it means. Tested on the outputs in test/fixtures/macos. */
import { LatchkeyError } from '../../../shared/errors.ts';
import type { StoreCause } from '../../../shared/store-causes.ts';
import type { CommandResult } from '../run-command.ts';
import { causedBy } from '../store-causes.ts';

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
  const lines = stdout.matchAll(/^ *\d+\) ([0-9A-F]{40}) "(.*)$/gm);
  const found = new Map([...lines].map(([, sha1 = '', rest = '']) => [sha1, { sha1, label: labelOf(rest) }]));
  return [...found.values()];
}

/**
 * The name in front of the remark. Both may be any text: the name is the certificate's, the remark is what
 * `cssmErrorString` has for the result, a symbol or words in the language of the Mac (`identity_find`).
 */
function labelOf(rest: string): string {
  return /^(.*)"(?: \(.*\))?\s*$/.exec(rest)?.[1] ?? rest;
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
  keychainReadOnly: { number: -25292, words: /This keychain cannot be modified/i },
  permissions: { number: -54, words: /UNIX\[(?:Permission denied|Operation not permitted|Read-only file system)\]/i },
  notAvailable: { number: -25291, words: /No keychain is available|No trust results are available/i },
  invalidKeychain: { number: -25295, words: /not a valid keychain file/i },
  noDefaultKeychain: { number: -25307, words: /A default keychain could not be found/i },
  interactionRequired: { number: -25315, words: /User interaction is required/i },
  authorizationDenied: { number: -60005, words: /The authorization was denied\./i },
  authorizationCancelled: { number: -60006, words: /The authorization was cancell?ed by the user/i },
  authorizationNoWindow: { number: -60007, words: /denied since no user interaction was possible/i },
  noAuthorization: { number: -60008, words: /Unable to obtain authorization/i },
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

const CAUSES: Partial<Record<SecurityStatus, StoreCause>> = {
  interactionNotAllowed: 'keychain-locked',
  authFailed: 'keychain-locked',
  userCanceled: 'macos-declined',
  authorizationCancelled: 'macos-declined',
  authorizationDenied: 'macos-denied',
  noAuthorization: 'macos-denied',
  authorizationNoWindow: 'macos-no-window',
  interactionRequired: 'macos-no-window',
  readOnly: 'keychain-read-only',
  keychainReadOnly: 'keychain-read-only',
  permissions: 'keychain-read-only',
  invalidKeychain: 'keychain-damaged',
  noSuchKeychain: 'keychain-none',
  noDefaultKeychain: 'keychain-none',
  notAvailable: 'keychain-none',
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
  const cause = status && CAUSES[status];
  const helps = cause === undefined ? waiting && { hint: waiting } : causedBy(cause);
  return new LatchkeyError(locked ? 'STORE_LOCKED' : 'STORE_FAILED', { detail, ...helps });
}

/** The tool's own last sentence, without the echo of its return code. */
function lastWords({ exitCode, stdout, stderr }: CommandResult): string {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/: returned -?\d+$/.test(line)).at(-1);
  return (said ?? `ended with ${exitCode ?? 'nothing'}`).slice(0, 300);
}
