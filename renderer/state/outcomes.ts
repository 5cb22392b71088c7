/** What an outcome of the access test means: how bad it is, and who can do something about it. */
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

/** Who can help: the person at this computer, or the one who hosts the home; nobody where nothing is wrong. */
export const HELPERS: Readonly<Record<Exclude<Kind, 'reached' | 'refused'>, 'you' | 'host'>> = {
  'on-the-lan': 'you',
  'not-tested': 'you',
  'not-allowed': 'you',
  offline: 'you',
  'name-not-found': 'you',
  'let-in': 'you',
  'clock-wrong': 'you',
  'local-network-denied': 'you',
  'no-certificate': 'you',
  'home-not-answering': 'host',
  'certificate-refused': 'host',
  'shut-out': 'host',
  expired: 'host',
  'service-down': 'host',
  'server-not-trusted': 'host',
};

export const isFine = (kind: Kind): kind is 'reached' | 'refused' => kind === 'reached' || kind === 'refused';
