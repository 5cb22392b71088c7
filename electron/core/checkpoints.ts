/**
 * The places between two effects, in order. A test stops the process at each of them.
 */
export const CHECKPOINTS = [
  'key-made',
  'key-kept',
  'reply-received',
  'renewal-secret-kept',
  'certificate-kept',
  'packed',
  'imported',
  'read-back',
  'recorded',
  'old-noted',
  'old-notified',
  'old-removed',
  'old-forgotten',
  'key-forgotten',
] as const;

/** The same for a renewal. */
export const RENEWAL_CHECKPOINTS = [
  'next-key-made',
  'next-key-kept',
  'next-received',
  'next-secret-kept',
  'next-kept',
  'packed',
  'imported',
  'read-back',
  'next-proven',
  'next-confirmed',
  'secret-rotated',
  'next-recorded',
  'preferred',
  'retired-removed',
  'retired-noted',
  'next-key-forgotten',
] as const;
export type Checkpoint = (typeof CHECKPOINTS)[number] | (typeof RENEWAL_CHECKPOINTS)[number];

/** Called at every checkpoint; what it throws is not caught. */
export type CheckpointHook = (name: Checkpoint) => void;
