/**
 * Why a certificate could not be put where browsers look, and what helps: what the person can do, what somebody who looks
 * after the computer can do, and whether trying again is of use. One table, so that no failure says "try again" in vain.
 */
interface Cause {
  readonly person: string;
  readonly admin?: string;
  /** `then`: once that is done. `no`: not on this computer as it is. */
  readonly again: 'then' | 'no';
}

const CAUSES = {
  'keychain-locked': {
    person:
      'Your login keychain is locked. Open Keychain Access, choose "login", unlock it with the password of your Mac',
    again: 'then',
  },
  'keychain-damaged': {
    person:
      'Your login keychain is damaged. In Keychain Access, choose Settings, then "Reset Default Keychains" (what it holds is lost), and log in again',
    admin: 'restore ~/Library/Keychains from a backup',
    again: 'then',
  },
  'keychain-none': {
    person: 'This Mac user has no login keychain. Log out and in again; macOS makes a new one',
    again: 'then',
  },
  'keychain-read-only': {
    person: 'Your login keychain cannot be written to. Run First Aid on the disk that it is on',
    admin: 'give ~/Library/Keychains back to its user',
    again: 'no',
  },
  'macos-declined': {
    person: 'macOS asked and was told no. Try again and choose "Allow"',
    again: 'then',
  },
  'macos-denied': {
    person: 'This Mac user may not do that: a rule of macOS or of your organisation stands in the way',
    admin: 'allow changes of the login keychain',
    again: 'no',
  },
  'macos-no-window': {
    person:
      'macOS could not show its question. Log in at the screen of this Mac, not over the network, and start Latchkey there',
    again: 'then',
  },
  'windows-declined': {
    person: 'Windows asked and was told no. Try again and choose "Yes"',
    again: 'then',
  },
  policy: {
    person: 'A rule of your organisation stands in the way',
    admin: 'let this program run and this user add certificates with keys',
    again: 'no',
  },
  antivirus: {
    person: 'The antivirus program of this computer has stopped Latchkey',
    admin: 'allow Latchkey there, after a look at what it found',
    again: 'no',
  },
  'windows-profile': {
    person:
      'Windows has no place for keys of your user, as with a temporary profile. Log out, start Windows again and log in',
    admin: 'look after %APPDATA%\\Microsoft\\Crypto and the Event Log entries of the User Profile Service',
    again: 'then',
  },
  'windows-password-reset': {
    person:
      'Windows cannot open the keys of your user, as after a password that somebody else has set. Log in with the password from before, or change it yourself',
    admin: 'look for the DPAPI errors in the Event Log',
    again: 'then',
  },
  'windows-no-session': {
    person:
      'Windows keeps keys only for somebody who is logged in. Log in at this computer itself and start Latchkey there',
    again: 'then',
  },
  'disk-full': { person: 'The disk is full. Make room', again: 'then' },
  'database-foreign': {
    person:
      'The certificate database of your browser belongs to another user, as after a browser was started with sudo',
    admin: 'give it back: sudo chown -R "$USER" with the folder named above',
    again: 'then',
  },
  'database-read-only': {
    person: 'The certificate database of your browser cannot be written to',
    admin: 'make the folder named above writable for you',
    again: 'then',
  },
  'database-no-keys': {
    person:
      'The certificate database of your browser has lost its file for keys (key4.db). Start the browser once and close it, which makes a new one',
    again: 'then',
  },
  'database-busy': { person: 'Close your browser and try again', again: 'then' },
} as const satisfies Record<string, Cause>;

export type StoreCause = keyof typeof CAUSES;

/** What helps, in words. */
export function hintFor(cause: StoreCause): string {
  const { person, again, admin }: Cause = CAUSES[cause];
  const asks = admin === undefined ? '' : ` Or ask who looks after this computer to ${admin}.`;
  const saidAlready = /\btry again\b/i.test(person);
  const then = again === 'no' ? ' Trying again does not help before that.' : saidAlready ? '' : ', then try again.';
  const end = again === 'then' && !saidAlready ? then : `.${then}`;
  return `${person}${end}${asks} What was done so far is kept.`;
}
