/**
 * The one catalogue of errors: what the signing API answers, what the admin's command says, what the relative reads.
 * `title` says what is wrong, `hint` what to do next. Wrong, used and expired codes share one entry on purpose: a
 * guesser learns nothing from the difference.
 */
import type { StoreCause } from './store-causes.ts';

interface ErrorEntry {
  /** HTTP status where the signing API answers with it. */
  readonly status?: number;
  readonly title: string;
  readonly hint: string;
  /** True when the same request may succeed later without anybody changing anything. */
  readonly retryable?: true;
}

const catalogue = {
  // What the signing API answers
  INVITATION_NOT_VALID: {
    status: 403,
    title: 'This code does not open anything.',
    hint: 'It may be mistyped, already used or expired. Check it, or ask for a new one.',
  },
  CSR_NOT_VALID: {
    status: 422,
    title: 'The certificate request cannot be used.',
    hint: 'Send a PKCS#10 request in PEM with a P-256 key, signed by that key.',
  },
  REQUEST_NOT_VALID: {
    status: 400,
    title: 'The request does not fit its description.',
    hint: 'Compare it with /v1/openapi.json; the detail names the field.',
  },
  BODY_TOO_LARGE: { status: 413, title: 'The request is too large.', hint: 'Send at most 16 KiB.' },
  MEDIA_TYPE_NOT_SUPPORTED: {
    status: 415,
    title: 'The request is in a format that is not understood.',
    hint: 'Send application/json.',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    title: 'There were too many attempts.',
    hint: 'Wait for the time that Retry-After names, then try again.',
    retryable: true,
  },
  APP_TOO_OLD: {
    status: 426,
    title: 'This app is too old for the home.',
    hint: 'Get the newest Latchkey, then try again. Keys, and what was done so far, are kept.',
  },
  RENEWAL_SECRET_NOT_VALID: {
    status: 403,
    title: 'This device could not prove which device it is.',
    hint: 'Ask for a new invitation.',
  },
  NOT_FOUND: { status: 404, title: 'There is nothing here.', hint: 'See /v1/openapi.json for what there is.' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'This address does not take this method.',
    hint: 'See /v1/openapi.json for what it takes.',
  },
  INTERNAL: {
    status: 500,
    title: 'Something went wrong on our side.',
    hint: 'Try again. If it stays, the request id leads to the cause in the log.',
    retryable: true,
  },
  UNAVAILABLE: { status: 503, title: 'The home is busy.', hint: 'Try again in a moment.', retryable: true },

  // What the relative's app meets
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

  // What the admin's command meets
  USAGE: { title: 'The command cannot be understood.', hint: 'See --help.' },
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
    title: 'A program that the home needs could have been put there by somebody else.',
    hint: 'Have the file and every folder above it belong to root or to you, with nobody else allowed to write there (chown, chmod go-w), or install the program from your system.',
  },
  PORT_IN_USE: {
    title: 'A port is taken.',
    hint: 'Stop the program that holds it, or choose another port in latchkey.yaml.',
  },
  PORT_NOT_ALLOWED: {
    title: 'This user may not listen on a port.',
    hint: 'Ports below 1024 belong to root: run it as a service that may (AmbientCapabilities=CAP_NET_BIND_SERVICE), or choose another port.',
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
  CHILD_FAILED: { title: 'A part of the home does not stay up.', hint: 'The detail holds its last words.' },
  DEVICE_NOT_FOUND: { title: 'There is no such device.', hint: 'See latchkey devices.' },
  DEVICE_AMBIGUOUS: {
    title: 'It is not certain which device is meant.',
    hint: 'Name it by its id, or the beginning of it.',
  },
  DEVICE_NOT_LET_IN: {
    title: 'This device is not let in again.',
    hint: 'Invite the person again: latchkey invite <person>.',
  },
  SERVICE_NOT_FOUND: {
    title: 'There is no such service.',
    hint: 'Nothing was changed. See latchkey status for the services.',
  },
  PERSON_NOT_FOUND: { title: 'There is nobody of this name.', hint: 'See latchkey people.' },
  PERSON_AMBIGUOUS: {
    title: 'It is not certain which person is meant.',
    hint: 'Name the person by the id of a device or an open invitation of theirs.',
  },
  INVITATION_NOT_FOUND: { title: 'There is no such open invitation.', hint: 'See latchkey invites.' },
  HOME_DAMAGED: {
    title: 'A file of the home is missing or damaged.',
    hint: 'The detail names it. Nothing was changed; restore it from a backup.',
  },
  AUDIT_NOT_INTACT: {
    title: 'The audit log is not what was written.',
    hint: 'Somebody changed it, or an old registry was put in its place. Keep registry.db and audit.head as they are, and look at who could write them.',
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
  CA_BURN_UNFINISHED: {
    title: 'The Homelab CA was being burned, and that was cut off.',
    hint: 'Nobody gets in. Run latchkey ca burn --really again; it goes on where it was.',
  },
  CA_TOKEN_FAILED: {
    title: 'The token with the key of the Homelab CA does not do its work.',
    hint: 'Check that it is plugged in, and module, label and PIN under ca: token: in latchkey.yaml.',
  },
  PASSPHRASE_MISSING: {
    title: 'A passphrase is needed.',
    hint: 'Name a file that only you can read with --passphrase-file or in latchkey.yaml (ca: passphrase-file:), or type it at a terminal.',
  },
  BACKUP_NOT_OPENED: {
    title: 'This key or passphrase does not open the backup.',
    hint: 'Use the one that it was made for. Nothing was changed.',
  },
  BACKUP_DAMAGED: {
    title: 'This is no whole backup of a home.',
    hint: 'It was cut off or altered, or is something else. Nothing was changed; take another one.',
  },
  BACKUP_EXISTS: {
    title: 'There is a file of that name already.',
    hint: 'Choose another name; nothing is ever overwritten.',
  },
  RESTORE_UNDECIDED: {
    title: 'It must be said which devices are let in again.',
    hint: 'Look at the list: whoever was shut out after the backup was made is in it. Then add --let-in all, none, or the ids of those that may.',
  },
  PASSPHRASE_WRONG: { title: 'The passphrase is another one.', hint: 'Nothing was changed. Try again.' },
  SECRET_FILE_EXPOSED: {
    title: 'A file with a secret can be read by others.',
    hint: 'Make it readable by its owner only (chmod 600), and think about who may have read it.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;

/** Every error by its code. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = catalogue;

/** Narrows a text to a code of the catalogue. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(catalogue, text);
}

/** What an error may carry beside its code. Never a secret: details are shown, logged and sent. */
export interface ErrorDetails {
  /** What exactly, in one sentence: the field, the file and line, the tool's last words. */
  readonly detail?: string;
  /** A hint that fits better than the catalogue's. */
  readonly hint?: string;
  /** What kept a certificate store from doing its part, when that is known. */
  readonly storeCause?: StoreCause | undefined;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number | undefined;
  /** The id under which the home's log knows the request. */
  readonly requestId?: string;
  readonly cause?: unknown;
}

/** An expected failure with an entry in the catalogue. Anything else that is thrown is a bug. */
export class LatchkeyError extends Error {
  override readonly name = 'LatchkeyError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly hint: string;
  readonly storeCause: StoreCause | undefined;
  readonly retryAfter: number | undefined;
  readonly requestId: string | undefined;

  /** Narrows what was caught. */
  static is(thrown: unknown): thrown is LatchkeyError {
    return thrown instanceof LatchkeyError;
  }

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const { detail, hint, storeCause, retryAfter, requestId, cause } = details;
    super(detail ? `${ERRORS[code].title} ${detail}` : ERRORS[code].title, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
    this.hint = hint ?? ERRORS[code].hint;
    this.storeCause = storeCause;
    this.retryAfter = retryAfter;
    this.requestId = requestId;
  }

  /** What is wrong, from the catalogue. `message` adds the detail. */
  get title(): string {
    return ERRORS[this.code].title;
  }
}
