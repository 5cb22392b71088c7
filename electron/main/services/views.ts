/** What the core knows as what the window is shown. */

import { isErrorCode } from '../../../shared/errors.ts';
import type { EnrolmentStep } from '../../../shared/ipc/enrolment-steps.ts';
import type { FailureView, HomeView, LeaveView } from '../../../shared/ipc/views.ts';
import { isStoreCause } from '../../../shared/store-causes.ts';
import { difference } from '../../core/access/services-now.ts';
import type { Step } from '../../core/enrolment/events.ts';
import type { EnrolmentRecord, SkippedStore, StoreName } from '../../core/enrolment-record.ts';
import type { LeaveOutcome } from '../../core/leaving/leaving.ts';
import { dueFrom } from '../../core/renewal/due.ts';
import { toFailure } from '../ipc/failure.ts';
import { contactView } from './asking.ts';

/** The parts of an enrolment as they are watched, for every step that it really has. */
export const STEP_VIEWS: Readonly<Record<Step, EnrolmentStep>> = {
  parse: 'key',
  preview: 'key',
  stores: 'key',
  'make-key': 'key',
  'keep-key': 'key',
  request: 'sign',
  check: 'sign',
  'keep-certificate': 'sign',
  pack: 'install',
  import: 'install',
  'read-back': 'finish',
  record: 'finish',
  replace: 'finish',
  'forget-key': 'finish',
};

/**
 * @param candidates the stores that could have the certificate and do not
 * @param answer how the home answered when it was asked what is open
 */
export function homeView(
  record: EnrolmentRecord & Pick<HomeView, 'state'>,
  candidates: readonly StoreName[],
  answer?: HomeView['access']['answer'],
): HomeView {
  const { id, state, home, person, device, fingerprint, notBefore, notAfter, services, contact, stores, skipped } =
    record;
  return {
    id,
    state,
    home,
    person,
    device,
    fingerprint,
    notBefore,
    notAfter,
    services,
    access: accessView(record, answer),
    ...contactView(contact),
    stores: stores.map(({ name }) => name),
    skipped: skipped.map((store) => ({ id: store.id, name: store.name, failure: storeFailure(store) })),
    renewal: renewalView(record),
    others: candidates.filter(({ id }) => !skipped.some((store) => store.id === id)),
  };
}

function accessView(
  { access, renewal, services, notBefore }: EnrolmentRecord,
  answer: HomeView['access']['answer'],
): HomeView['access'] {
  const { changed } = access ?? {};
  return {
    // A certificate comes with what is open.
    at: access?.at ?? renewal?.renewedAt ?? notBefore,
    ...(answer ? { answer } : {}),
    ...(changed
      ? {
          changed: {
            at: changed.at,
            ...difference(
              changed.before.map((name) => ({ name })),
              services,
            ),
          },
        }
      : {}),
  };
}

function renewalView(record: EnrolmentRecord): HomeView['renewal'] {
  const { renewedAt, trouble } = record.renewal ?? {};
  return {
    dueFrom: new Date(dueFrom(record)).toISOString(),
    ...(renewedAt ? { renewedAt } : {}),
    ...(trouble ? { trouble: { since: trouble.since, failure: storeFailure(trouble) } } : {}),
  };
}

type Trouble = Pick<SkippedStore, 'code' | 'storeCause'> & { readonly detail?: string | undefined };

/** A code of a later version that wrote the record is told as the failure that it is at least. */
export function storeFailure({ code, detail, storeCause }: Trouble): FailureView {
  return {
    code: isErrorCode(code) ? code : 'STORE_FAILED',
    ...(detail === undefined ? {} : { detail }),
    ...(isStoreCause(storeCause) ? { storeCause } : {}),
  };
}

export function leaveView({ home, removed, problems }: LeaveOutcome): LeaveView {
  const locked = problems.flatMap(({ store, error }) => (store && error.code === 'STORE_LOCKED' ? [store] : []));
  return { home, removed, failures: problems.map(({ error }) => toFailure(error)), locked };
}
