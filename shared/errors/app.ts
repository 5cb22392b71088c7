/** What the relative's app meets. */
import type { ErrorEntry } from './entry.ts';

export const APP = {
  INVITE_NOT_VALID: {
    title: 'This is not an invite.',
    hint: 'Copy the whole invite again: the code, the @ and the name of the home.',
  },
  HOME_NOT_FOUND: {
    title: 'The name of the home was not found.',
    hint: 'Check the invite for typing errors and this computer for its internet connection.',
    retryable: true,
  },
  HOME_NOT_REACHED: {
    title: 'The home did not answer.',
    hint: 'Check the internet connection, then try again. If it stays, tell the person who invited you.',
    retryable: true,
  },
  HOME_NOT_TRUSTED: {
    title: 'The home could not prove that it is the home.',
    hint: 'Do not go on. Tell the person who invited you.',
  },
  CLOCK_WRONG: {
    title: 'The clock of this computer is wrong.',
    hint: 'Set date and time to automatic, then try again. If they are right, do not go on, and tell the person who invited you.',
    retryable: true,
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'The home answered something that makes no sense.',
    hint: 'Nothing was installed. Tell the person who invited you.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'The home speaks for names that are not its own.',
    hint: 'Nothing was installed. Tell the person who invited you; at the home, latchkey config check says what to write.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'The home sent a certificate that is not for this computer.',
    hint: 'Nothing was installed. Tell the person who invited you.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'This computer has no place to keep a secret.',
    hint: 'On Linux, install and unlock a Secret Service such as gnome-keyring or KWallet.',
  },
  VAULT_LOCKED: {
    title: 'The place where this computer keeps its secrets is locked.',
    hint: 'Unlock the keyring, then try again. What was done so far is kept.',
    retryable: true,
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'A secret of Latchkey was made on another computer, or the file that opens it is gone.',
    hint: 'Secrets stay on the computer that made them. Put the file back from a backup of this computer, or ask for a new invitation.',
  },
  STORE_TOOL_MISSING: {
    title: 'A program that installs certificates is missing.',
    hint: 'Install it (on Debian and Ubuntu: apt-get install libnss3-tools), then try again.',
  },
  STORE_LOCKED: {
    title: "The browser's certificate store asks for a password.",
    hint: 'Unlock it, then try again. What was done so far is kept.',
    retryable: true,
  },
  STORE_FAILED: {
    title: 'The certificate could not be put where your browsers look.',
    hint: 'Try again. What was done so far is kept.',
    retryable: true,
  },
  STORE_NOT_SUPPORTED: {
    title: 'Latchkey does not know yet how to install a certificate on this system.',
    hint: 'It does on Linux, macOS and Windows.',
  },
  KEY_LOST: {
    title: 'The key of an unfinished enrolment is gone from this computer.',
    hint: 'Ask for a new invite.',
  },
  KEY_NOT_COPIED: {
    title: 'No browser that has the key gives it out.',
    hint: 'Remove this computer and use a new invite.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey is at work in another window already.',
    hint: 'Let it finish there, then try again.',
    retryable: true,
  },
  BACKGROUND_FAILED: {
    title: 'This system did not take the task that renews keys while Latchkey is closed.',
    hint: 'Keys are renewed all the same when Latchkey runs: open it now and then.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'The new key was not let in.',
    hint: 'The old key stays in use. Latchkey tries again by itself.',
    retryable: true,
  },
  RENEWAL_TOO_LATE: {
    title: 'The key expired too long ago to be renewed.',
    hint: 'Ask for a new invitation.',
  },
  DEVICE_SHUT_OUT: {
    title: 'This computer has been shut out.',
    hint: 'Ask the person who runs the home. Somebody else may have used a copy of this computer’s secrets.',
  },
  NOT_ENROLLED: { title: 'This computer has no key to that home.', hint: 'Use an invite first.' },
  RECORDS_NEWER: {
    title: 'A newer Latchkey saved the keys of this computer.',
    hint: 'Nothing was changed. Install the newest Latchkey here.',
  },
  JOURNAL_DAMAGED: {
    title: 'A file in which Latchkey keeps its progress is damaged.',
    hint: 'The detail names the file; the app moves it aside with Repair. What is missing afterwards needs a new invite.',
  },
} as const satisfies Record<string, ErrorEntry>;
