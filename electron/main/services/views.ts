/** What the core knows as what the window is shown. */
import { isErrorCode } from '../../../shared/errors.ts';
import type { EnrolmentStep, HomeView, LeaveView } from '../../../shared/ipc/views.ts';
import type { Step } from '../../core/enrolment/events.ts';
import type { HomeRecord, SkippedStore } from '../../core/home-record.ts';
import type { LeaveOutcome } from '../../core/leaving.ts';
import { toFailure } from '../ipc/failure.ts';

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

/** A certificate on its way is no home yet: it is told of among the unfinished enrolments. */
export function homeViews(records: readonly HomeRecord[]): HomeView[] {
  return records.flatMap((record) => (record.state === 'installing' ? [] : [homeView(record, record.state)]));
}

function homeView(record: HomeRecord, state: HomeView['state']): HomeView {
  const { id, home, person, device, fingerprint, notBefore, notAfter, services, stores, skipped } = record;
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
    stores: stores.map(({ name }) => name),
    skipped: skipped.map((store) => ({ name: store.name, failure: storeFailure(store) })),
  };
}

/** A code of a later version that wrote the record is told as the failure that it is at least. */
export function storeFailure({ code, detail }: Pick<SkippedStore, 'code' | 'detail'>) {
  return { code: isErrorCode(code) ? code : 'STORE_FAILED', detail };
}

export function leaveView({ home, removed, problems }: LeaveOutcome): LeaveView {
  return { home, removed, failures: problems.map(({ error }) => toFailure(error)) };
}
