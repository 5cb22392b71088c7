import type { LatchkeyError } from '../../../shared/errors.ts';
import type { EnrolmentRecord } from '../enrolment-record.ts';
import type { InstallEvent } from '../installed/install.ts';
import type { LeaveOutcome } from '../leaving/leaving.ts';

/** What is being done; a failure names the step that it happened in. */
export type Step =
  | 'parse'
  | 'preview'
  | 'stores'
  | 'make-key'
  | 'keep-key'
  | 'request'
  | 'check'
  | 'keep-certificate'
  | 'pack'
  | 'import'
  | 'read-back'
  | 'record'
  | 'replace'
  | 'forget-key';

/** What an enrolment tells while it runs, in this order. The last one is `done` or `failed`. */
export type EnrolmentEvent =
  /** Goes on where an earlier start stopped. */
  | { readonly type: 'resuming'; readonly id: string; readonly host: string; readonly deviceName: string }
  | { readonly type: 'key-made' }
  | { readonly type: 'key-kept'; readonly id: string }
  /** The home is being asked. */
  | { readonly type: 'requested' }
  | { readonly type: 'certificate-received'; readonly fingerprint: string; readonly notAfter: string }
  | { readonly type: 'checked' }
  | InstallEvent
  /** An earlier key of the same person to the same home was given back. */
  | { readonly type: 'replaced'; readonly outcome: LeaveOutcome }
  /** `alsoHere` are other keys to the same home that stay: browsers will ask which one to show. */
  | {
      readonly type: 'done';
      readonly record: EnrolmentRecord;
      readonly replaced: LeaveOutcome[];
      readonly alsoHere: EnrolmentRecord[];
    }
  /** `resumable`: the next start goes on; otherwise nothing of the attempt is left. */
  | { readonly type: 'failed'; readonly step: Step; readonly error: LatchkeyError; readonly resumable: boolean };
