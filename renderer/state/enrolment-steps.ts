import type { EnrolmentStep } from '../../shared/ipc/views.ts';

export type { EnrolmentStep };

/** The steps in their order; a copy, because the contract's own module brings the whole schema library along. */
export const ENROLMENT_STEPS = ['key', 'sign', 'install', 'finish'] as const satisfies readonly EnrolmentStep[];
