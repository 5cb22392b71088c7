/** What the admin's command meets. */
import type { ErrorEntry } from './entry.ts';

export const COMMAND = {
  USAGE: { title: 'This command line is not valid.', hint: 'See --help.' },
  HOME_EXISTS: {
    title: 'There is a home in this folder already.',
    hint: 'Choose another folder; nothing was changed.',
  },
  HOME_MISSING: {
    title: 'There is no home in this folder.',
    hint: 'Name it with --dir, or make one with latchkey init.',
  },
  CONFIG_NOT_VALID: { title: 'latchkey.yaml is not valid.', hint: 'Correct the lines named; nothing was changed.' },
  FILE_NOT_READABLE: {
    title: 'A file that latchkey needs cannot be read.',
    hint: 'Check what it is, its owner and its permissions; nothing was changed.',
  },
  FOLDER_NOT_WRITABLE: { title: 'The folder cannot be written to.', hint: 'Check its owner and permissions.' },
  OUTPUT_LOST: {
    title: 'Standard output could not be written.',
    hint: 'Make room where the output goes. The command did its work all the same; latchkey audit shows it.',
  },
  FOLDER_NOT_USABLE: {
    title: 'A home cannot live in this folder.',
    hint: 'Choose a folder with a short, plain path, such as /srv/latchkey.',
  },
  TOOL_MISSING: { title: 'A program that the home needs is missing.', hint: 'Install it, then try again.' },
  TOOL_TOO_OLD: {
    title: 'A program that the home needs is too old.',
    hint: 'Install a newer version, then try again.',
  },
  TOOL_NOT_TRUSTED: {
    title: 'Somebody else could have changed a program that the home needs.',
    hint: 'Have the file and every folder above it belong to root or to you, with nobody else allowed to write there (chown, chmod go-w), or install the program from your system.',
  },
  PORT_IN_USE: {
    title: 'A port is taken.',
    hint: 'Stop the program that holds it, or choose another port in latchkey.yaml.',
  },
  PORT_NOT_ALLOWED: {
    title: 'This user may not use a port below 1024.',
    hint: 'Run the home as a service that may (AmbientCapabilities=CAP_NET_BIND_SERVICE), or choose another port.',
  },
  ADDRESS_NOT_AVAILABLE: {
    title: 'This machine does not have an address to listen on.',
    hint: 'Write the addresses it has under listen in latchkey.yaml.',
  },
  ALREADY_RUNNING: { title: 'This home is running already.', hint: 'Stop the other latchkey up first.' },
  HOME_NOT_RUNNING: {
    title: 'This home is not running.',
    hint: 'Start it with latchkey up; it reads latchkey.yaml as it is then.',
  },
  SERVER_CERTIFICATE_MISSING: {
    title: 'There is no server certificate for this home.',
    hint: 'The detail says why. Correct it, then: latchkey certificates renew',
  },
  RENDERED_NOT_ACCEPTED: {
    title: 'HAProxy or Caddy does not accept the rendered configuration.',
    hint: 'The detail holds what it said; check sites/*.caddy and latchkey.yaml.',
  },
  CLIENT_AUTH_NOT_HOLDING: {
    title: 'The client-certificate check does not hold: somebody without a valid key got in.',
    hint: 'The home was stopped. Do not start it again before you know the cause: latchkey config check, latchkey doctor.',
  },
  CHILD_FAILED: { title: 'A part of the home keeps ending.', hint: 'The detail shows its last output.' },
  CONNECTIONS_NOT_ENDED: {
    title: 'The change is made: nothing new can be opened. What is open could not be ended.',
    hint: 'HAProxy does not answer. The running home ends the open connections as soon as HAProxy answers; restart the home to end them now.',
  },
  DEVICE_NOT_FOUND: { title: 'There is no such device.', hint: 'See latchkey devices.' },
  DEVICE_AMBIGUOUS: {
    title: 'More than one device matches.',
    hint: 'Name the device by its id, or by the beginning of its id.',
  },
  DEVICE_NOT_LET_IN: {
    title: 'This device cannot be let in again.',
    hint: 'Invite the person again: latchkey invite <person>.',
  },
  SERVICE_NOT_FOUND: {
    title: 'There is no such service.',
    hint: 'Nothing was changed. See latchkey status for the services.',
  },
  PERSON_NOT_FOUND: { title: 'There is nobody of this name.', hint: 'See latchkey people.' },
  PERSON_AMBIGUOUS: {
    title: 'More than one person matches.',
    hint: 'Name the person by the id of a device or an open invitation of theirs.',
  },
  INVITATION_NOT_FOUND: { title: 'There is no such open invitation.', hint: 'See latchkey invites.' },
  HOME_DAMAGED: {
    title: 'A file of the home is missing or damaged.',
    hint: 'The detail names it. Nothing was changed; restore it from a backup.',
  },
  AUDIT_NOT_INTACT: {
    title: 'The audit log was changed after it was written.',
    hint: 'Somebody changed an entry, or put an old registry in its place. Keep registry.db and audit.head as they are, and look at who could write them.',
  },
  NOTICE_NOT_SENT: {
    title: 'A notice could not be delivered.',
    hint: 'The detail says why; correct notices in latchkey.yaml, then try again.',
  },
  REGISTRY_DAMAGED: {
    title: 'The registry cannot be read.',
    hint: 'Nothing was changed. Restore it from a backup.',
  },
  REGISTRY_REPLACED: {
    title: 'The registry was taken away or replaced while the home used it.',
    hint: 'Nothing was written. Start latchkey up again, which reads the one that is there; if it is gone, restore a backup.',
  },
  CA_KEY_EXPOSED: {
    title: 'The key of the Homelab CA can be read by others.',
    hint: 'Make it readable by its owner only (chmod 600), and think about who may have read it.',
  },
  CA_KEY_MISSING: {
    title: 'The key of the Homelab CA is not here.',
    hint: 'If it was left out of a backup, latchkey ca rotate makes a new one; keys that people have go on working.',
  },
  CA_ROTATION_OPEN: {
    title: 'The last rotation of the Homelab CA is not finished.',
    hint: 'See latchkey ca show for who has not renewed; latchkey ca rotate --finish ends it.',
  },
  CA_STILL_NEEDED: {
    title: 'Devices still need the CA that is to be retired.',
    hint: 'They renew by themselves. With --really it is retired now, and they stay outside until they have renewed.',
  },
  CA_REPLACEMENT_UNFINISHED: {
    title: 'latchkey ca replace was interrupted.',
    hint: 'Nobody gets in until it has finished. Run latchkey ca replace --compromised again; it continues where it stopped.',
  },
  CA_TOKEN_FAILED: {
    title: 'The token with the key of the Homelab CA does not work.',
    hint: 'Check that the token is plugged in, and the module, label and PIN under ca: token: in latchkey.yaml.',
  },
  PASSPHRASE_MISSING: {
    title: 'A passphrase is needed.',
    hint: 'Name a file that only you can read with --passphrase-file or in latchkey.yaml (ca: passphrase-file:), or type it at a terminal.',
  },
  BACKUP_NOT_OPENED: {
    title: 'This key or passphrase does not open the backup.',
    hint: 'Use the key or passphrase that the backup was made with. Nothing was changed.',
  },
  BACKUP_DAMAGED: {
    title: 'This file is not a complete backup of a home.',
    hint: 'The file was cut off or changed, or is no backup. Nothing was changed; use another file.',
  },
  BACKUP_EXISTS: {
    title: 'There is a file of that name already.',
    hint: 'Choose another name; nothing is ever overwritten.',
  },
  RESTORE_UNDECIDED: {
    title: 'Say which devices are let in again.',
    hint: 'The list also shows devices that were shut out after the backup was made. Add --let-in all, none, or the ids of those that may.',
  },
  PASSPHRASE_WRONG: { title: 'The passphrase is wrong.', hint: 'Nothing was changed. Try again.' },
  SECRET_FILE_EXPOSED: {
    title: 'A file with a secret can be read by others.',
    hint: 'Make it readable by its owner only (chmod 600), and think about who may have read it.',
  },
} as const satisfies Record<string, ErrorEntry>;
