/** What an access test comes to: one thing to say, and what can help. */
import type { AccessOutcomeView, AccessReportView } from '../../shared/ipc/views.ts';
import { type Kind, TONES } from './outcomes.ts';

/** Whom or what to turn to first. */
type AccessHelp = 'ask-invite' | 'ask' | 'clock' | 'again';

/** Causes that lie with this computer, its key or the home's server, and so concern every service alike: what helps. */
const SHARED: Readonly<Partial<Record<Kind, AccessHelp>>> = {
  offline: 'again',
  'name-not-found': 'again',
  'home-not-answering': 'again',
  'no-certificate': 'again',
  'local-network-denied': 'again',
  'clock-wrong': 'clock',
  'certificate-refused': 'ask-invite',
  expired: 'ask-invite',
  'shut-out': 'ask',
  'server-not-trusted': 'ask',
};

export interface AccessVerdict {
  readonly type: 'not-tested' | 'cause' | 'trouble' | 'at-home' | 'none' | 'some' | 'ok';
  /** Whether somebody without a key got in: worse than everything else. */
  readonly letIn: boolean;
  /** The service that opened without a key. */
  readonly open?: string | undefined;
  /** Whether a service of this person does not work either. */
  readonly failing: boolean;
  /** What is the matter with all services at once. */
  readonly cause?: AccessOutcomeView | undefined;
  /** What helps most; undefined when nothing is to be done. */
  readonly help?: AccessHelp | undefined;
  readonly canTestAgain: boolean;
}

/** @returns the outcome of all services that are this person's, when it is one and the same for all, and what helps */
function sharedCause({ services }: AccessReportView): { cause: AccessOutcomeView; help: AccessHelp } | undefined {
  const own = services.map(({ outcome }) => outcome).filter(({ kind }) => kind !== 'not-allowed');
  const first = own[0];
  const help = first && SHARED[first.kind];
  return help && own.every(({ kind }) => kind === first.kind) ? { cause: first, help } : undefined;
}

export function judgeReport(report: AccessReportView): AccessVerdict {
  const { verdict, services, stranger } = report;
  const letIn = stranger?.kind === 'let-in';
  const open = letIn ? stranger.service : undefined;
  const shared = sharedCause(report);
  if (shared) {
    const { cause, help } = shared;
    // What somebody else has to do, another test cannot change.
    const canTestAgain = letIn || help === 'again' || help === 'clock';
    return { type: 'cause', letIn, open, failing: true, cause, help: letIn ? 'ask' : help, canTestAgain };
  }
  const said = (type: AccessVerdict['type'], help?: AccessHelp): AccessVerdict => ({
    type,
    letIn,
    open,
    failing: services.some(({ outcome }) => TONES[outcome.kind] === 'bad'),
    ...(help === undefined ? {} : { help }),
    canTestAgain: type !== 'none',
  });
  if (letIn || verdict === 'not-ok') return said('trouble', 'ask');
  if (verdict === 'not-tested') return said('not-tested');
  // At home every service opens; that proves nothing about the key.
  if (services.some(({ outcome }) => outcome.kind === 'on-the-lan')) return said('at-home');
  if (services.length === 0) return said('none');
  return said(services.some(({ outcome }) => outcome.kind === 'not-allowed') ? 'some' : 'ok');
}
