import type { StoreCause } from '../../../shared/store-causes.ts';

/** What helps when a browser cannot take the key, by cause. “Try again” only where it can help. */
export const storeCauses = {
  'keychain-locked':
    'Your login keychain is locked. Open Keychain Access, choose “login” and unlock it with the password of your Mac, then try again.',
  'keychain-damaged':
    'Your login keychain is damaged. In Keychain Access, choose Settings, then “Reset Default Keychains” (what it holds is lost). Log in again, then try again.',
  'keychain-none': 'This Mac user has no login keychain. Log out and in again: macOS makes a new one. Then try again.',
  'keychain-read-only':
    'Your login keychain cannot be written to. Run First Aid on its disk, or ask the person who looks after this Mac.',
  'macos-declined': 'macOS asked you, and the answer was no. Try again and choose “Allow”.',
  'macos-denied':
    'A rule of macOS or of your organisation does not allow it. Ask the person who looks after this Mac to allow changes to your login keychain.',
  'macos-no-window':
    'macOS could not show its question. Log in at the screen of this Mac, start Latchkey there, then try again.',
  'windows-declined': 'Windows asked you, and the answer was no. Try again and choose “Yes”.',
  policy: 'A rule of your organisation does not allow it. Ask the person who looks after this computer to allow it.',
  antivirus:
    'The antivirus program of this computer has stopped Latchkey. Ask the person who looks after this computer to allow it.',
  'windows-profile':
    'Windows has no place for your keys, perhaps because of a temporary profile. Log out, start Windows again, log in, then try again.',
  'windows-password-reset':
    'Windows cannot open your keys, perhaps because somebody else has set your password. Log in with your earlier password, or change it yourself, then try again.',
  'windows-no-session':
    'Windows keeps keys only for somebody who is logged in. Log in at this computer itself, start Latchkey there, then try again.',
  'disk-full': 'The disk is full. Make room, then try again.',
  'database-foreign':
    'Your browser’s certificates belong to another user, perhaps because the browser was once started with sudo. Ask the person who looks after this computer to give the folder in the details back to you, then try again.',
  'database-read-only':
    'Your browser’s certificates cannot be written to. Make the folder in the details writable, then try again.',
  'database-no-keys': 'Your browser has lost its file for keys. Start the browser once, close it, then try again.',
  'database-busy': 'Close your browser, then try again.',
} satisfies Record<StoreCause, string>;
