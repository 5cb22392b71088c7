/** What the relative's app meets. */
import type { ErrorEntry } from './entry.ts';

export const APP = {
  INVITE_NOT_VALID: {
    title: 'This is not an invite.',
    hint: 'Copy the whole invite again: the code, the @ and the address after it.',
  },
  HOME_NOT_FOUND: {
    title: 'The address of the home was not found.',
    hint: 'Check the address after the @ in the invite, and the internet connection of this computer.',
    retryable: true,
  },
  HOME_NOT_REACHED: {
    title: 'The home did not answer.',
    hint: 'Check the internet connection, then try again. If it keeps happening, ask the person who invited you.',
    retryable: true,
  },
  HOME_NOT_TRUSTED: {
    title: 'The server could not prove that it is the one in the invite.',
    hint: 'Stop here, and ask the person who invited you.',
  },
  CLOCK_WRONG: {
    title: 'The clock of this computer is wrong.',
    hint: 'Set date and time to automatic, then try again. If they are already right, stop here and ask the person who invited you.',
    retryable: true,
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'The home sent an answer that Latchkey cannot read.',
    hint: 'Nothing was installed. Tell the person who invited you.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'The home claims addresses that are not its own.',
    hint: 'Nothing was installed. Ask the person who invited you: latchkey config check tells them what to correct.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'The home sent a certificate that is not for this computer.',
    hint: 'Nothing was installed. Tell the person who invited you.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'This computer has no password store.',
    hint: 'On Linux, install and unlock a Secret Service such as gnome-keyring or KWallet.',
  },
  VAULT_LOCKED: {
    title: 'The password store of this computer is locked.',
    hint: 'Unlock the keyring, then try again. Your progress is saved.',
    retryable: true,
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'This key belongs to another computer, or the file that unlocks it here is missing.',
    hint: 'Put that file back from a backup of this computer, or ask for a new invite.',
  },
  STORE_TOOL_MISSING: {
    title: 'A program that installs certificates is missing.',
    hint: 'Install it (on Debian and Ubuntu: apt-get install libnss3-tools), then try again.',
  },
  STORE_LOCKED: {
    title: "The browser's certificate store asks for a password.",
    hint: 'Unlock it, then try again. Your progress is saved.',
    retryable: true,
  },
  STORE_FAILED: {
    title: 'The key could not be added to your browsers.',
    hint: 'Close your browsers, then try again. Your progress is saved.',
    retryable: true,
  },
  STORE_NOT_SUPPORTED: {
    title: 'Latchkey cannot add keys to browsers on this system yet.',
    hint: 'It can on Linux, macOS and Windows.',
  },
  KEY_LOST: {
    title: 'The unfinished setup is gone from this computer.',
    hint: 'Ask for a new invite.',
  },
  KEY_NOT_COPIED: {
    title: 'The key cannot be copied to this browser.',
    hint: 'Remove this computer and use a new invite.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey is already busy in another window.',
    hint: 'Let it finish there, then try again.',
    retryable: true,
  },
  BACKGROUND_FAILED: {
    title: 'Automatic renewal could not be turned on.',
    hint: 'Open Latchkey now and then: it renews keys while it is open.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'The new key did not work.',
    hint: 'The current key stays in use. Latchkey tries again by itself.',
    retryable: true,
  },
  RENEWAL_TOO_LATE: {
    title: 'The key expired too long ago to be renewed.',
    hint: 'Ask for a new invitation.',
  },
  DEVICE_SHUT_OUT: {
    title: 'The home has turned off access for this computer.',
    hint: 'If you did not expect this, ask the person who invited you.',
  },
  NOT_ENROLLED: { title: 'This computer has no key to that home.', hint: 'Use an invite first.' },
  RECORDS_NEWER: {
    title: 'A newer Latchkey saved the keys of this computer.',
    hint: 'Nothing was changed. Install the newest Latchkey here.',
  },
  RECORDS_DAMAGED: {
    title: 'A file of Latchkey’s saved data is damaged.',
    hint: 'The detail names the file; the app moves it aside with Repair. What is missing afterwards needs a new invite.',
  },
} as const satisfies Record<string, ErrorEntry>;
