/** What the admin's console answers beside the errors of the command. Its statuses are in shared/console/routes.ts. */
import type { ErrorEntry } from './entry.ts';

export const CONSOLE = {
  CONSOLE_KEY_MISSING: {
    title: "The console opens with the key of an admin's device.",
    hint: 'Open it on a device that has one, or with a link: run latchkey console on the machine of the home.',
  },
  CONSOLE_KEY_NOT_VALID: {
    title: 'The key of this device opens nothing any more.',
    hint: 'It has expired, was given back or was shut out. Run latchkey console on the machine of the home.',
  },
  CONSOLE_NOT_ADMIN: {
    title: 'This key is not the key of an admin.',
    hint: 'Whoever runs the home can change that there: latchkey admin add <person>.',
  },
  CONSOLE_LINK_NOT_VALID: {
    title: 'This link does not open the console.',
    hint: 'It works once, for five minutes, and in one browser at home. Run latchkey console again for another one.',
  },
  CONSOLE_REQUEST_REFUSED: {
    title: "The request did not come from the console's own page.",
    hint: 'Close other pages, open the console again and try there. Nothing was changed.',
  },
  CONFIRMATION_NEEDED: {
    title: 'This cannot be undone.',
    hint: 'Type the name that the detail says. Nothing was changed.',
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
