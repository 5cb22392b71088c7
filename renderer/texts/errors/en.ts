/** English: failures in plain words, each with what to do next. */
export const errors = {
  INVITATION_NOT_VALID: {
    title: 'This code does not open anything',
    hint: 'It may be mistyped, used already, or too old. Compare it with your invite, or ask for a new one.',
  },
  INVITE_NOT_VALID: {
    title: 'This is not a complete invite',
    hint: 'Copy the whole invite again: the code, the @ and the name behind it.',
  },
  TOO_MANY_REQUESTS: {
    title: 'There were too many tries',
    hint: 'Wait a few minutes, then try again.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'The new key was not let in',
    hint: 'Your earlier key stays in use.',
  },
  RENEWAL_TOO_LATE: {
    title: 'Your key expired too long ago',
    hint: 'Ask the person who invited you for a new invite.',
  },
  DEVICE_SHUT_OUT: {
    title: 'This computer has been shut out',
    hint: 'Ask the person who invited you. Perhaps somebody has used a copy of this computer’s secrets.',
  },
  BACKGROUND_FAILED: {
    title: 'This computer did not take the daily task',
    hint: 'Open Latchkey now and then: it renews your key then.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    title: 'The home does not know this computer any more',
    hint: 'Ask the person who invited you for a new invite.',
  },
  INTERNAL: {
    title: 'Something went wrong',
    hint: 'Try again. If it happens again, send the details to the person who invited you.',
  },
  UNAVAILABLE: { title: 'The home is busy', hint: 'Try again in a moment.' },
  MISUNDERSTOOD: {
    title: 'Latchkey and the home do not understand each other',
    hint: 'One of the two is probably too old. Get the newest Latchkey; if that does not help, tell the person who invited you.',
  },
  HOME_NOT_FOUND: {
    title: 'The home was not found',
    hint: 'Compare the name behind the @ with your invite, and check your internet connection.',
  },
  HOME_NOT_REACHED: {
    title: 'The home does not answer',
    hint: 'Check your internet connection and try again. If it stays so, tell the person who invited you.',
  },
  HOME_NOT_TRUSTED: {
    title: 'This may not be the right home',
    hint: 'It could not prove that it is the one in your invite. Do not go on, and tell the person who invited you.',
  },
  CLOCK_WRONG: {
    title: 'This computer’s clock is wrong',
    hint: 'Set date and time to automatic, then try again. If they are right already, do not go on, and tell the person who invited you.',
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'The home gave an answer that makes no sense',
    hint: 'No key was installed. Tell the person who invited you.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'This home claims more than is its own',
    hint: 'Nothing was installed. Tell the person who invited you; the details say what it claims.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'The home sent a key for somebody else',
    hint: 'Nothing was installed. Tell the person who invited you.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'This computer has no safe place for a key',
    hint: 'It needs a password store, such as GNOME Keyring or KWallet. Install one, log in again, and try again.',
  },
  VAULT_LOCKED: {
    title: 'The safe place for your key is locked',
    hint: 'Try again and type the password that you log in with when your computer asks for it.',
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'This key belongs to another computer',
    hint: 'Or the file that opens it here is gone. Ask the person who invited you for a new invite for this computer.',
  },
  STORE_TOOL_MISSING: {
    title: 'A helper program is missing',
    hint: 'It puts keys into browsers. On Debian, Ubuntu and Mint it is in the package libnss3-tools. Install it, then try again.',
  },
  STORE_LOCKED: {
    title: 'The browser protects its keys with a password',
    hint: 'Type it when the browser asks for it, then try again here.',
  },
  STORE_FAILED: {
    title: 'Your key could not be put where your browsers look',
    hint: 'Close your browsers and try again.',
  },
  STORE_NOT_SUPPORTED: {
    title: 'Latchkey cannot put keys into browsers on this system yet',
    hint: 'Use a computer with macOS, Windows or Linux.',
  },
  KEY_LOST: {
    title: 'The key that was begun is gone from this computer',
    hint: 'Start over with a new invite.',
  },
  KEY_NOT_COPIED: {
    title: 'No browser gives your key out',
    hint: 'Remove this computer and use a new invite.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey is already at work',
    hint: 'Let it finish, then try again.',
  },
  NOT_ENROLLED: {
    title: 'This computer has no key to that home',
    hint: 'Use an invite first.',
  },
  JOURNAL_DAMAGED: {
    title: 'Latchkey cannot read its own notes',
    hint: 'The details name the file. Move it away, then start over with a new invite.',
  },
} as const;
