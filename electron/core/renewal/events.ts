import type { LatchkeyError } from '../../../shared/errors.ts';
import type { EnrolmentRecord, StoreName } from '../enrolment-record.ts';

/** What is being done; a failure names the step that it happened in. */
export type RenewalStep =
  | 'ask-time'
  | 'make-key'
  | 'keep-key'
  | 'request'
  | 'check'
  | 'keep-certificate'
  | 'pack'
  | 'import'
  | 'read-back'
  | 'prove'
  | 'confirm'
  | 'record'
  | 'switch'
  | 'forget-key';

/** What a renewal tells while it runs. The last one is `not-due`, `done` or `failed`. */
export type RenewalEvent =
  /** `from`: ISO 8601. */
  | { readonly type: 'not-due'; readonly record: EnrolmentRecord; readonly from: string }
  /** `resumed`: goes on where an earlier start stopped. */
  | { readonly type: 'begun'; readonly record: EnrolmentRecord; readonly resumed: boolean }
  | { readonly type: 'received'; readonly notAfter: string }
  | { readonly type: 'installed'; readonly store: StoreName }
  | { readonly type: 'proven' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'switched'; readonly store: StoreName }
  /** Still holds the certificate from before; the next run tries again. */
  | { readonly type: 'store-lags'; readonly store: StoreName; readonly code: string; readonly detail: string }
  | { readonly type: 'done'; readonly record: EnrolmentRecord }
  /** The certificate from before works as it did. */
  | {
      readonly type: 'failed';
      readonly record: EnrolmentRecord;
      readonly step: RenewalStep;
      readonly error: LatchkeyError;
    };
