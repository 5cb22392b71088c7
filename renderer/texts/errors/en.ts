/** English: failures in plain words, each with what to do next. `contact` is whom to ask, in the accusative. */
export const errors = {
  INVITATION_NOT_VALID: {
    title: 'This invite doesn’t work',
    hint: 'It may have a typo, or it is already used or expired. Compare it with the message you got, or ask {{contact}} for a new one.',
  },
  INVITE_NOT_VALID: {
    title: 'This invite isn’t complete',
    hint: 'Copy the whole invite again: the code, the @ and the address after it.',
  },
  TOO_MANY_REQUESTS: {
    title: 'Too many attempts',
    hint: 'Wait a few minutes, then try again.',
  },
  RENEWAL_NOT_PROVEN: {
    title: 'The new key didn’t work',
    hint: 'Your current key stays in use. Latchkey tries again by itself.',
  },
  RENEWAL_TOO_LATE: {
    title: 'Your key has expired',
    hint: 'It expired too long ago to be renewed. Ask {{contact}} for a new invite.',
  },
  APP_TOO_OLD: {
    title: 'Latchkey needs an update',
    hint: 'This version is too old for the server. Get the newest one, then try again.',
  },
  DEVICE_SHUT_OUT: {
    title: 'Access is turned off for this computer',
    hint: 'If you didn’t expect this, ask {{contact}}.',
  },
  BACKGROUND_FAILED: {
    title: 'Automatic renewal couldn’t be turned on',
    hint: 'Open Latchkey now and then: it renews your key while it is open.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    title: 'This computer is no longer recognized',
    hint: 'Ask {{contact}} for a new invite.',
  },
  INTERNAL: {
    title: 'Something went wrong',
    hint: 'Try again. If it happens again, send the details to {{contact}}.',
  },
  UNAVAILABLE: { title: 'The server is busy', hint: 'Try again in a moment.' },
  MISUNDERSTOOD: {
    title: 'Latchkey and the server don’t understand each other',
    hint: 'One of them is probably out of date. Open your invite link in a browser: the newest Latchkey is on that page. If that doesn’t help, ask {{contact}}.',
  },
  HOME_NOT_FOUND: {
    title: 'The server wasn’t found',
    hint: 'Check the address after the @ in your invite, and your internet connection.',
  },
  HOME_NOT_REACHED: {
    title: 'The server isn’t answering',
    hint: 'Check your internet connection and try again. If it keeps happening, ask {{contact}}.',
  },
  HOME_NOT_TRUSTED: {
    title: 'This may be the wrong server',
    hint: 'It couldn’t prove that it is the one in your invite. Stop here, and ask {{contact}}.',
  },
  CLOCK_WRONG: {
    title: 'This computer’s clock is wrong',
    hint: 'Set date and time to automatic, then try again. If they are already right, stop here and ask {{contact}}.',
  },
  HOME_ANSWER_NOT_VALID: {
    title: 'The server sent something that Latchkey can’t read',
    hint: 'No key was installed. Ask {{contact}} for help.',
  },
  HOME_CLAIMS_TOO_MUCH: {
    title: 'This server claims addresses that aren’t its own',
    hint: 'Nothing was installed. Stop here, and ask {{contact}}.',
  },
  CERTIFICATE_NOT_ACCEPTABLE: {
    title: 'The server sent a key that isn’t for this computer',
    hint: 'Nothing was installed. Ask {{contact}} for help.',
  },
  VAULT_NOT_AVAILABLE: {
    title: 'This computer has no password store',
    hint: 'Latchkey keeps your key in one, such as GNOME Keyring or KWallet. Install one, log in again, then try again.',
  },
  VAULT_LOCKED: {
    title: 'Your password store is locked',
    hint: 'Try again, and enter the password you log in with when your computer asks for it.',
  },
  VAULT_SEALED_ELSEWHERE: {
    title: 'This key belongs to another computer',
    hint: 'Or the file that unlocks it here is missing. Ask {{contact}} for a new invite for this computer.',
  },
  STORE_TOOL_MISSING: {
    title: 'A helper program is missing',
    hint: 'Latchkey needs it to add keys to browsers. On Debian, Ubuntu and Mint, install the package libnss3-tools, then try again.',
  },
  STORE_LOCKED: {
    title: 'This browser protects its keys with a password',
    hint: 'Latchkey asks for that password when you add your key. In Firefox it is called the Primary Password.',
  },
  STORE_FAILED: {
    title: 'Your key couldn’t be added to your browsers',
    hint: 'Close your browsers and try again.',
  },
  STORE_NOT_SUPPORTED: {
    title: 'Latchkey can’t add keys to browsers on this system yet',
    hint: 'It can on macOS, Windows and most Linux desktops. Ask {{contact}} for help.',
  },
  KEY_LOST: {
    title: 'The unfinished setup is gone from this computer',
    hint: 'Ask {{contact}} for a new invite.',
  },
  KEY_NOT_COPIED: {
    title: 'Your key can’t be copied to this browser',
    hint: 'Your other browsers keep it. To have it in this one too, remove this computer and set it up again with a new invite.',
  },
  CLIENT_BUSY: {
    title: 'Latchkey is already busy',
    hint: 'Let it finish, then try again.',
  },
  NOT_ENROLLED: {
    title: 'This computer isn’t set up for that',
    hint: 'Use an invite first.',
  },
  RECORDS_NEWER: {
    title: 'This Latchkey is older than what it saved',
    hint: 'A newer version of Latchkey was on this computer. Nothing was changed. Install the newest version again.',
  },
  RECORDS_DAMAGED: {
    title: 'Latchkey’s saved data is damaged',
    hint: 'Your browsers still have your keys. “Repair” moves the damaged file aside. If a home is missing afterwards, ask for a new invite.',
  },
} as const;
