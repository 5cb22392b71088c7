/** English: what goes wrong in the console, each with what to do next. */
export const errors = {
  OFFLINE: {
    title: 'The home isn’t answering',
    hint: 'Check your connection, and whether the home is running. What you’ve typed stays here.',
  },
  INTERNAL: {
    title: 'Something went wrong',
    hint: 'Try again. If it keeps happening, the home’s own log has the cause: latchkey doctor says where.',
  },
  REQUEST_NOT_VALID: {
    title: 'The home doesn’t take this',
    hint: 'Check what you’ve typed. If it looks right, reload this page: the home may be newer than it.',
  },
  TOO_MANY_REQUESTS: { title: 'Too many attempts', hint: 'Wait a minute, then try again.' },
  UNAVAILABLE: { title: 'The home is busy', hint: 'Try again in a moment.' },
  HOME_NOT_RUNNING: { title: 'The home isn’t running', hint: 'Start it on its machine: latchkey up' },
  CONSOLE_KEY_MISSING: {
    title: 'This is the console of a home',
    hint: 'It opens on an admin’s device, with its key. On the home’s machine, you can also get a link that opens it once:',
  },
  CONSOLE_KEY_NOT_VALID: {
    title: 'This device’s key no longer works',
    hint: 'It has expired, was given back or was shut out. On the home’s machine, you can get a link that opens the console once:',
  },
  CONSOLE_KEY_REPLACED: {
    title: 'This device has a newer key',
    hint: 'The browser still shows the one before it. Close the browser completely and open it again to go on. What you typed stays here until then; copy what you need.',
  },
  CONSOLE_NOT_ADMIN: {
    title: 'The console is for admins',
    hint: 'Your key works for your services, but it isn’t an admin’s. Whoever runs the home can change that on its machine:',
  },
  CONSOLE_LINK_NOT_VALID: {
    title: 'This link doesn’t open the console',
    hint: 'A link works once, for five minutes, in one browser at home, and opens the console for eight hours. You can get another one on the home’s machine:',
  },
  CONSOLE_TOO_MANY_PAGES: {
    title: 'Too many pages of the console are open',
    hint: 'Close one of them. This page doesn’t learn of changes until then; what you’ve typed stays.',
  },
  CONSOLE_REQUEST_REFUSED: {
    title: 'This didn’t come from the console itself',
    hint: 'Nothing was changed. Close other pages, reload this one and try again.',
  },
  CONFIRMATION_NEEDED: {
    title: 'This can’t be undone',
    hint: 'Nothing was changed. Reload the page and try again: it then asks for the name.',
  },
  BACKUP_KEY_MISSING: {
    title: 'Backups can’t be encrypted yet',
    hint: 'Write a key below “backups: to:” in latchkey.yaml, then reload the home.',
  },
  NOTICES_OFF: {
    title: 'Nobody is told yet',
    hint: 'Write a webhook or an e-mail address below “notices:” in latchkey.yaml, then reload the home.',
  },
  NOTICE_NOT_SENT: {
    title: 'The notice couldn’t be delivered',
    hint: 'The details say why. Correct “notices:” in latchkey.yaml, then try again.',
  },
  USAGE: { title: 'The home doesn’t take this', hint: 'The details say what is wrong. Nothing was changed.' },
  DEVICE_NOT_FOUND: { title: 'There’s no such device', hint: 'Look for it in the list of devices.' },
  DEVICE_NOT_LET_IN: {
    title: 'This device can’t be let in again',
    hint: 'None of its keys is still good. Invite its person again.',
  },
  PERSON_NOT_FOUND: { title: 'There’s nobody of this name', hint: 'Look for them in the list of people.' },
  INVITATION_NOT_FOUND: {
    title: 'This invitation is no longer open',
    hint: 'It was used, has expired or was taken back. The log says which.',
  },
  SERVICE_NOT_FOUND: {
    title: 'There’s no such service any more',
    hint: 'latchkey.yaml was changed in the meantime. Nothing else was changed.',
  },
  CONNECTIONS_NOT_ENDED: {
    title: 'The change is made, but open connections couldn’t be ended',
    hint: 'Nothing new can be opened. HAProxy doesn’t answer; the home ends open connections as soon as it does. To end them now, restart the home.',
  },
  FOLDER_NOT_WRITABLE: {
    title: 'The folder can’t be written to',
    hint: 'Check its owner and permissions on the home’s machine, and whether the disk is full.',
  },
} as const;
