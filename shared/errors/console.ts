/** What the admin's console answers beside the errors of the command. Its statuses are in shared/console/routes.ts. */
import type { ErrorEntry } from './entry.ts';

export const CONSOLE = {
  CONSOLE_KEY_MISSING: {
    title: "The console opens with the key of an admin's device.",
    hint: 'Open it on such a device, or by a one-time link: run latchkey console on the machine of the home.',
  },
  CONSOLE_KEY_NOT_VALID: {
    title: 'The key of this device opens nothing any more.',
    hint: 'It has expired, was given back or was shut out. Run latchkey console on the machine of the home.',
  },
  CONSOLE_KEY_REPLACED: {
    title: 'This device has a newer key.',
    hint: 'The browser still shows the key before it. Close the browser completely, and open it again.',
  },
  CONSOLE_NOT_ADMIN: {
    title: 'This key is not the key of an admin.',
    hint: 'The person who runs the home can make you an admin: latchkey admin add <person>.',
  },
  CONSOLE_LINK_NOT_VALID: {
    title: 'This link does not open the console.',
    hint: 'A link works once, within five minutes, in one browser at home. Run latchkey console for a new one.',
  },
  CONSOLE_TOO_MANY_PAGES: {
    title: 'Too many pages of the console are open.',
    hint: 'Close one of them, and load this page again.',
  },
  CONSOLE_REQUEST_REFUSED: {
    title: "The request did not come from the console's own page.",
    hint: 'Close other pages, open the console again and try there. Nothing was changed.',
  },
  CONFIRMATION_NEEDED: {
    title: 'This cannot be undone.',
    hint: 'Nothing was changed. To go on, type the name that the detail names.',
  },
  BACKUP_KEY_MISSING: {
    title: 'latchkey.yaml names no key that backups are encrypted to.',
    hint: 'Write one below backups: to: in latchkey.yaml, or run latchkey backup <file>, which asks for a passphrase.',
  },
  NOTICES_OFF: {
    title: 'latchkey.yaml names nobody to notify.',
    hint: 'Write a webhook or an e-mail address below notices: in latchkey.yaml.',
  },
  ADMIN_IS_LAST: {
    title: 'This is the last admin.',
    hint: 'Add another one first: latchkey admin add <person>. Or add --last: then only latchkey console opens the console.',
  },
} as const satisfies Record<string, ErrorEntry>;
