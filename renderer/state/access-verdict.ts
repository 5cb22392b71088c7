/** What an access test comes to: one thing to say, and what can help. */
import type { AccessOutcomeView, AccessReportView } from '../../shared/ipc/views.ts';
import { type Kind, TONES } from './outcomes.ts';

/** Causes that lie with this computer, its key or the home's server, and so concern every service alike. */
const SHARED: readonly Kind[] = [
  'offline',
  'name-not-found',
  'home-not-answering',
  'no-certificate',
  'certificate-refused',
  'shut-out',
  'expired',
  'server-not-trusted',
  'clock-wrong',
  'local-network-denied',
];

/** Whom or what to turn to first. */
type AccessHelp = 'ask-invite' | 'ask' | 'clock' | 'again';

const HELPS: Readonly<Partial<Record<Kind, AccessHelp>>> = {
  'certificate-refused': 'ask-invite',
  expired: 'ask-invite',
  'shut-out': 'ask',
  'server-not-trusted': 'ask',
  'clock-wrong': 'clock',
};
/** What another test cannot change. */
const FINAL: readonly Kind[] = ['certificate-refused', 'expired', 'shut-out', 'server-not-trusted'];

export interface AccessVerdict {
  readonly type: 'not-tested' | 'cause' | 'trouble' | 'at-home' | 'none' | 'some' | 'ok';
  /** Whether somebody without a key got in: worse than everything else. */
  readonly letIn: boolean;
  /** Whether a service of this person does not work either. */
  readonly failing: boolean;
  /** What is the matter with all services at once. */
  readonly cause?: AccessOutcomeView | undefined;
  /** What helps most; undefined when nothing is to be done. */
  readonly help?: AccessHelp | undefined;
  readonly canTestAgain: boolean;
}

/** @returns the outcome of all services that are this person's, when it is one and the same for all */
function sharedCause({ services }: AccessReportView): AccessOutcomeView | undefined {
  const own = services.map(({ outcome }) => outcome).filter(({ kind }) => kind !== 'not-allowed');
  const first = own[0];
  const isShared = first && SHARED.includes(first.kind) && own.every(({ kind }) => kind === first.kind);
  return isShared ? first : undefined;
}

export function judgeReport(report: AccessReportView): AccessVerdict {
  const { verdict, services, stranger } = report;
  const letIn = stranger?.kind === 'let-in';
  const cause = sharedCause(report);
  if (cause) {
    return {
      type: 'cause',
      letIn,
      failing: true,
      cause,
      help: letIn ? 'ask' : (HELPS[cause.kind] ?? 'again'),
      canTestAgain: letIn || !FINAL.includes(cause.kind),
    };
  }
  const said = (type: AccessVerdict['type'], help?: AccessHelp): AccessVerdict => ({
    type,
    letIn,
    failing: services.some(({ outcome }) => TONES[outcome.kind] === 'bad'),
    ...(help === undefined ? {} : { help }),
    canTestAgain: true,
  });
  if (letIn || verdict === 'not-ok') return said('trouble', 'ask');
  if (verdict === 'not-tested') return said('not-tested');
  // At home every service opens; that proves nothing about the key.
  if (services.some(({ outcome }) => outcome.kind === 'on-the-lan')) return said('at-home');
  if (services.length === 0) return said('none');
  return said(services.some(({ outcome }) => outcome.kind === 'not-allowed') ? 'some' : 'ok');
}
