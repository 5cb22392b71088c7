import type { ErrorCode } from '../../shared/errors.ts';

/** What a script can tell apart without reading words; 128 and a signal's number are BrokenOff's. Listed in `latchkey --help` and docs/admin.md. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  configuration: 3,
  notFound: 4,
  environment: 5,
  closed: 6,
  refused: 7,
  /** `latchkey doctor` found nothing worse than warnings. */
  doctorWarnings: 20,
  doctorErrors: 21,
} as const;

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  USAGE: EXIT.usage,
  CONFIG_NOT_VALID: EXIT.configuration,
  RENDERED_NOT_ACCEPTED: EXIT.configuration,
  HOME_MISSING: EXIT.notFound,
  DEVICE_NOT_FOUND: EXIT.notFound,
  DEVICE_AMBIGUOUS: EXIT.notFound,
  PERSON_NOT_FOUND: EXIT.notFound,
  PERSON_AMBIGUOUS: EXIT.notFound,
  INVITATION_NOT_FOUND: EXIT.notFound,
  SERVICE_NOT_FOUND: EXIT.notFound,
  DEVICE_NOT_LET_IN: EXIT.refused,
  HOME_EXISTS: EXIT.environment,
  FOLDER_NOT_WRITABLE: EXIT.environment,
  FOLDER_NOT_USABLE: EXIT.environment,
  OUTPUT_LOST: EXIT.environment,
  TOOL_MISSING: EXIT.environment,
  TOOL_TOO_OLD: EXIT.environment,
  TOOL_NOT_TRUSTED: EXIT.environment,
  PORT_IN_USE: EXIT.environment,
  PORT_NOT_ALLOWED: EXIT.environment,
  ADDRESS_NOT_AVAILABLE: EXIT.environment,
  ALREADY_RUNNING: EXIT.environment,
  CHILD_FAILED: EXIT.environment,
  CONNECTIONS_NOT_ENDED: EXIT.environment,
  HOME_NOT_RUNNING: EXIT.environment,
  SERVER_CERTIFICATE_MISSING: EXIT.environment,
  UNAVAILABLE: EXIT.environment,
  REGISTRY_DAMAGED: EXIT.environment,
  FILE_NOT_READABLE: EXIT.environment,
  HOME_DAMAGED: EXIT.environment,
  REGISTRY_REPLACED: EXIT.environment,
  CA_KEY_MISSING: EXIT.environment,
  CA_TOKEN_FAILED: EXIT.environment,
  PASSPHRASE_MISSING: EXIT.usage,
  PASSPHRASE_WRONG: EXIT.usage,
  BACKUP_NOT_OPENED: EXIT.usage,
  RESTORE_UNDECIDED: EXIT.usage,
  BACKUP_DAMAGED: EXIT.environment,
  BACKUP_EXISTS: EXIT.environment,
  CA_REPLACEMENT_UNFINISHED: EXIT.closed,
  SECRET_FILE_EXPOSED: EXIT.closed,
  CA_KEY_EXPOSED: EXIT.closed,
  CLIENT_AUTH_NOT_HOLDING: EXIT.closed,
  AUDIT_NOT_INTACT: EXIT.closed,
  NOTICE_NOT_SENT: EXIT.environment,
};

/** The exit code that belongs to an error of the catalogue. */
export function exitCodeOf(code: ErrorCode): number {
  return BY_CODE[code] ?? EXIT.unexpected;
}
