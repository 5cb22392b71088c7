/** What the window knows at one moment, and everything that can happen to it. */

import type { InviteDefaults } from '../../shared/invite.ts';
import type { EnrolmentStep } from '../../shared/ipc/enrolment-steps.ts';
import type {
  AccessOutcomeView,
  AccessProgress,
  AccessReportView,
  BackgroundView,
  BootView,
  ContactView,
  EnrolmentEnd,
  EnrolmentProgress,
  FailureView,
  HomeView,
  LeaveView,
  PreviewReply,
  PreviewView,
  PromptHint,
  RenewalProgress,
  StoreView,
  UnfinishedView,
  UpdateView,
} from '../../shared/ipc/views.ts';

/** What does not change while the window is open. */
interface Facts extends Pick<BootView, 'platform' | 'version' | 'versions'> {
  /** The home that a bare code is for, when this build carries one. */
  readonly defaults: InviteDefaults | undefined;
}

/** What the person has entered. It outlives every screen and every failure, until the key is made. */
export interface Draft {
  readonly text: string;
  /** What a link that was opened took the place of. */
  readonly replaced?: string | undefined;
  readonly fromLink: boolean;
  readonly deviceName: string;
  readonly keepOld: boolean;
}

/** One try to enrol, told again in the same way when it is repeated. */
export type Way =
  | { readonly type: 'invite'; readonly invite: string; readonly deviceName: string; readonly keepOld: boolean }
  | { readonly type: 'resume'; readonly id: string };

interface StoreProgress {
  readonly name: string;
  readonly failure?: FailureView | undefined;
}

export interface Run {
  readonly way: Way;
  /** The home's name, or its host as long as nobody has said its name. */
  readonly home: string;
  readonly person?: string | undefined;
  /** Whom to ask, where the home has said it already. */
  readonly contact?: ContactView | undefined;
  readonly promptHints: readonly PromptHint[];
  readonly step?: EnrolmentStep | undefined;
  readonly stores: readonly StoreProgress[];
}

/** An invite that this very computer has used already. */
export type OwnInvite = Exclude<PreviewReply, { type: 'promise' }>;

export type Screen =
  | {
      readonly name: 'invite';
      readonly asking: boolean;
      readonly failure?: FailureView | undefined;
      /** The invite is one that this computer has used already. */
      readonly own?: OwnInvite | undefined;
    }
  | { readonly name: 'preview'; readonly preview: PreviewView }
  | { readonly name: 'enrolling'; readonly run: Run }
  | {
      readonly name: 'failed';
      readonly run: Run;
      readonly step: EnrolmentStep;
      readonly failure: FailureView;
      readonly resumable: boolean;
    }
  | {
      readonly name: 'done';
      readonly homeId: string;
      readonly replaced: readonly string[];
      readonly alsoHere: readonly string[];
      readonly promptHints: readonly PromptHint[];
    }
  | { readonly name: 'homes' }
  | { readonly name: 'access'; readonly homeId: string };

/** One access test. Rows fill in as they are told. */
export interface Test {
  readonly running: boolean;
  readonly outcomes: Readonly<Record<string, AccessOutcomeView>>;
  readonly stranger?: AccessOutcomeView | undefined;
  readonly report?: AccessReportView | undefined;
  readonly failure?: FailureView | undefined;
}

export type Dialog =
  | { readonly type: 'about' }
  | { readonly type: 'licences'; readonly text: string }
  | {
      readonly type: 'store';
      readonly homeId: string;
      readonly store: StoreView;
      readonly busy: boolean;
      /** The browser wants its password; `again`: the one that was typed is not it. */
      readonly asks?: 'first' | 'again' | undefined;
      readonly done?: boolean;
      readonly failure?: FailureView | undefined;
    }
  | {
      readonly type: 'forget';
      readonly unfinished: Pick<UnfinishedView, 'id' | 'host' | 'home'>;
      readonly busy: boolean;
    }
  | {
      readonly type: 'leave';
      readonly homeId: string;
      readonly home: string;
      readonly busy: boolean;
      readonly result?: LeaveView | undefined;
      readonly failure?: FailureView | undefined;
    };

export interface State {
  readonly facts: Facts;
  readonly homes: readonly HomeView[];
  readonly unfinished: readonly UnfinishedView[];
  /** What the system is asking at this moment. */
  readonly asking: readonly PromptHint[];
  readonly draft: Draft;
  /** What was promised for the draft's invite; kept so that going back and forth asks nobody again. */
  readonly preview?: PreviewView | undefined;
  readonly screen: Screen;
  readonly dialog?: Dialog | undefined;
  readonly tests: Readonly<Record<string, Test>>;
  /** The homes whose key is being renewed at this moment, and how far that is. */
  readonly renewing: Readonly<Record<string, EnrolmentStep>>;
  /** A home is busy, and is asked again then: milliseconds since 1970. */
  readonly busyUntil?: number | undefined;
  /** Undefined until the system has said. */
  readonly background?: (BackgroundView & { readonly busy: boolean }) | undefined;
  /** A newer app. */
  readonly update?: UpdateView | undefined;
  /** A failure that belongs to no screen. */
  readonly notice?: FailureView | undefined;
  /** An invite that was opened while a key was being made. */
  readonly held?: string | undefined;
}

export type Action =
  | { readonly type: 'stop-asking' }
  | { readonly type: 'draft'; readonly draft: Partial<Draft> }
  | { readonly type: 'put-back' }
  | { readonly type: 'invite-opened'; readonly invite: string }
  | { readonly type: 'take-held' }
  | { readonly type: 'asking' }
  | { readonly type: 'previewed'; readonly invite: string; readonly reply: PreviewReply }
  | { readonly type: 'preview-failed'; readonly invite: string; readonly failure: FailureView }
  | { readonly type: 'back' }
  | { readonly type: 'enrolling'; readonly way: Way }
  | { readonly type: 'progress'; readonly progress: EnrolmentProgress }
  | { readonly type: 'ended'; readonly end: EnrolmentEnd }
  | { readonly type: 'homes'; readonly homes: readonly HomeView[]; readonly unfinished: readonly UnfinishedView[] }
  | { readonly type: 'recover' }
  | { readonly type: 'go'; readonly to: 'invite' | 'base' }
  | { readonly type: 'go-access'; readonly homeId: string }
  | { readonly type: 'test-begun'; readonly homeId: string }
  | { readonly type: 'test-progress'; readonly progress: AccessProgress }
  | { readonly type: 'test-ended'; readonly homeId: string; readonly report: AccessReportView }
  | { readonly type: 'test-failed'; readonly homeId: string; readonly failure: FailureView }
  | { readonly type: 'renewing'; readonly progress: RenewalProgress }
  | { readonly type: 'home-busy'; readonly until: number | undefined }
  | { readonly type: 'background'; readonly background: BackgroundView; readonly busy: boolean }
  | { readonly type: 'update'; readonly update: UpdateView }
  | { readonly type: 'dialog'; readonly dialog: Dialog | undefined }
  | { readonly type: 'notice'; readonly failure: FailureView | undefined };
