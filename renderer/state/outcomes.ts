/** What an outcome of the access test means: how bad it is. */
import type { AccessOutcomeView } from '../../shared/ipc/views.ts';

export type Kind = AccessOutcomeView['kind'];
export type Tone = 'good' | 'info' | 'bad';

export const TONES: Readonly<Record<Kind, Tone>> = {
  reached: 'good',
  refused: 'good',
  'on-the-lan': 'info',
  'not-tested': 'info',
  'not-allowed': 'info',
  offline: 'bad',
  'name-not-found': 'bad',
  'home-not-answering': 'bad',
  'no-certificate': 'bad',
  'certificate-refused': 'bad',
  'shut-out': 'bad',
  expired: 'bad',
  'service-down': 'bad',
  'server-not-trusted': 'bad',
  'clock-wrong': 'bad',
  'local-network-denied': 'bad',
  'let-in': 'bad',
};

export const isFine = (kind: Kind): kind is 'reached' | 'refused' => kind === 'reached' || kind === 'refused';
