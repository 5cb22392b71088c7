/** The parts of an enrolment, without a schema library, for the window. */

/** The parts of an enrolment as the relative watches them, in order. */
export const ENROLMENT_STEPS = ['key', 'sign', 'install', 'finish'] as const;
export type EnrolmentStep = (typeof ENROLMENT_STEPS)[number];
