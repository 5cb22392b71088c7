/**
 * What helps when a certificate could not be put where browsers look, in English, for the terminal: what the person can
 * do, and what somebody who looks after the computer can do. No failure says "try again" in vain.
 */
import type { ErrorDetails } from '../../shared/errors.ts';
import { STORE_CAUSES, type StoreCause } from '../../shared/store-causes.ts';

interface Help {
  readonly person: string;
  readonly admin?: string;
}

const HELP: Readonly<Record<StoreCause, Help>> = {
  'keychain-locked': {
    person:
      'Your login keychain is locked. Open Keychain Access, choose "login", unlock it with the password of your Mac',
  },
  'keychain-damaged': {
    person:
      'Your login keychain is damaged. In Keychain Access, choose Settings, then "Reset Default Keychains" (what it holds is lost), and log in again',
    admin: 'restore ~/Library/Keychains from a backup',
  },
  'keychain-none': {
    person: 'This Mac user has no login keychain. Log out and in again; macOS makes a new one',
  },
  'keychain-read-only': {
    person: 'Your login keychain cannot be written to. Run First Aid on the disk that it is on',
    admin: 'give ~/Library/Keychains back to its user',
  },
  'macos-declined': {
    person: 'macOS asked you, and the answer was no. Try again and choose "Allow"',
  },
  'macos-denied': {
    person: 'This Mac user may not do that: a rule of macOS or of your organisation stands in the way',
    admin: 'allow changes of the login keychain',
  },
  'macos-no-window': {
    person:
      'macOS could not show its question. Log in at the screen of this Mac, not over the network, and start Latchkey there',
  },
  'windows-declined': {
    person: 'Windows asked you, and the answer was no. Try again and choose "Yes"',
  },
  policy: {
    person: 'A rule of your organisation stands in the way',
    admin: 'let this program run and this user add certificates with keys',
  },
  antivirus: {
    person: 'The antivirus program of this computer has stopped Latchkey',
    admin: 'allow Latchkey there, after a look at what it found',
  },
  'windows-profile': {
    person:
      'Windows has no place for keys of your user, perhaps because of a temporary profile. Log out, start Windows again and log in',
    admin: 'look after %APPDATA%\\Microsoft\\Crypto and the Event Log entries of the User Profile Service',
  },
  'windows-password-reset': {
    person:
      'Windows cannot open the keys of your user, perhaps because somebody else has set your password. Log in with your earlier password, or change it yourself',
    admin: 'look for the DPAPI errors in the Event Log',
  },
  'windows-no-session': {
    person:
      'Windows keeps keys only for somebody who is logged in. Log in at this computer itself and start Latchkey there',
  },
  'disk-full': { person: 'The disk is full. Make room' },
  'database-foreign': {
    person:
      'The certificate database of your browser belongs to another user, perhaps because a browser was once started with sudo',
    admin: 'give it back: sudo chown -R "$USER" with the folder named above',
  },
  'database-read-only': {
    person: 'The certificate database of your browser cannot be written to',
    admin: 'make the folder named above writable for you',
  },
  'database-no-keys': {
    person:
      'The certificate database of your browser has lost its file for keys (key4.db). Start the browser once and close it, which makes a new one',
  },
  'database-busy': { person: 'Close your browser and try again' },
};

/** What an error says that has this cause. */
export const causedBy = (cause: StoreCause): Pick<ErrorDetails, 'hint' | 'storeCause'> => ({
  hint: hintFor(cause),
  storeCause: cause,
});

/** What helps, in words. */
function hintFor(cause: StoreCause): string {
  const { person, admin } = HELP[cause];
  const again = STORE_CAUSES[cause];
  const asks = admin === undefined ? '' : ` Or ask the person who looks after this computer to ${admin}.`;
  const saidAlready = /\btry again\b/i.test(person);
  const then = again === 'no' ? ' Trying again does not help before that.' : saidAlready ? '' : ', then try again.';
  const end = again === 'then' && !saidAlready ? then : `.${then}`;
  return `${person}${end}${asks} What was done so far is kept.`;
}
