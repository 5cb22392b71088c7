/** What `--json` prints, in one place: scripts rely on it. */
import type { Service } from '../../shared/api.ts';
import { ERRORS, type LatchkeyError } from '../../shared/errors.ts';
import type { AccessReport } from '../core/access/access-test.ts';
import type { EnrolmentRecord } from '../core/enrolment-record.ts';
import type { LeaveOutcome } from '../core/leaving/leaving.ts';
import type { RenewalEvent } from '../core/renewal/events.ts';

export function errorJson(error: LatchkeyError) {
  const { code, detail, hint, requestId, retryAfter } = error;
  return { code, title: ERRORS[code].title, detail, hint, requestId, retryAfter };
}

export function homeJson(record: EnrolmentRecord) {
  const { id, state, home, place, person, device, fingerprint, notBefore, notAfter, services, stores, skipped } =
    record;
  const access = record.access ?? null;
  return {
    id,
    state,
    home,
    place,
    person,
    device,
    fingerprint,
    notBefore,
    notAfter,
    services,
    access,
    contact: record.contact ?? null,
    stores,
    skipped,
  };
}

export function leaveJson({ record, home, removed, removedFrom, problems }: LeaveOutcome) {
  const { id, person, device, fingerprint } = record;
  return {
    id,
    home: record.home,
    person,
    device,
    fingerprint,
    // As scripts read it since 0.1.0.
    told: home === 'notified' ? 'told' : home,
    removed,
    removedFrom,
    problems: problems.map(({ part, error }) => ({ part, ...errorJson(error) })),
  };
}

/** @param event the last one of a run */
export function renewalJson(event: RenewalEvent & { type: 'not-due' | 'done' | 'failed' }) {
  const { type, record } = event;
  const { id, home, person, device, fingerprint, notAfter, retired = [] } = record;
  return {
    id,
    home,
    person,
    device,
    fingerprint,
    notAfter,
    result: type === 'done' ? 'renewed' : type,
    renewedAt: record.renewal?.renewedAt ?? null,
    /** The ids of stores that still hold a certificate from before. */
    lagging: retired.flatMap(({ stores }) => stores),
    ...(type === 'not-due' ? { dueFrom: event.from } : {}),
    ...(type === 'failed' ? { error: { ...errorJson(event.error), step: event.step } } : {}),
  };
}

export function accessJson({ record, probe, verdict, whoami, services, stranger }: AccessReport) {
  const { id, home, person, device, fingerprint } = record;
  const row = ({ service, outcome }: { service: Service; outcome: unknown }) => ({ ...service, outcome });
  return {
    id,
    home,
    person,
    device,
    fingerprint,
    probe,
    verdict,
    whoami: whoami ?? null,
    services: services.map(row),
    stranger: stranger ? row(stranger) : null,
  };
}
