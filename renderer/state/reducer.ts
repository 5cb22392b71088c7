/** What each thing that happens makes of the state. Pure; replies that come too late change nothing. */

import type { InviteDefaults } from '../../shared/invite.ts';
import type { BootView } from '../../shared/ipc/views.ts';
import type { Action, Draft, Run, Screen, State, Test, Way } from './model.ts';

const EMPTY_DRAFT: Draft = { text: '', fromLink: false, deviceName: '', keepOld: false };
const INVITE: Screen = { name: 'invite', asking: false };
const NEW_TEST: Test = { running: true, outcomes: {} };

/** Where the window opens, and where it returns to. */
const base = ({ homes }: Pick<State, 'homes'>): Screen => (homes.length > 0 ? { name: 'homes' } : INVITE);

function defaultsOf({ defaults }: BootView): InviteDefaults | undefined {
  if (!defaults) return undefined;
  const { host, port, pin } = defaults;
  return pin === undefined ? { host, port } : { host, port, pin };
}

/** The state that the window starts with. */
export function initialState(boot: BootView): State {
  const { platform, version, versions, homes, unfinished, asking, invite, update, failure } = boot;
  const state: State = {
    facts: { platform, version, versions, defaults: defaultsOf(boot) },
    homes,
    unfinished,
    asking,
    draft: EMPTY_DRAFT,
    screen: base({ homes }),
    tests: {},
    renewing: {},
    update,
    notice: failure,
  };
  return invite === undefined ? state : openInvite(state, invite);
}

/** A link only fills the field in; what was there can be put back. */
function openInvite(state: State, invite: string): State {
  const { text } = state.draft;
  const replaced = text.trim() === '' || text === invite ? state.draft.replaced : text;
  const draft: Draft = { ...EMPTY_DRAFT, text: invite, fromLink: true, replaced };
  return { ...state, draft, preview: undefined, screen: INVITE, dialog: undefined, held: undefined };
}

/** The screen while nothing may take it away. */
const isBusy = ({ screen, dialog }: State) =>
  screen.name === 'enrolling' ||
  (dialog?.type === 'leave' && dialog.busy) ||
  ((dialog?.type === 'forget' || dialog?.type === 'store') && dialog.busy);

function beginRun(state: State, way: Way): Run {
  const { preview, unfinished, screen } = state;
  const again = screen.name === 'failed' ? screen.run : undefined;
  const resumed = way.type === 'resume' ? unfinished.find(({ id }) => id === way.id) : undefined;
  const promised = way.type === 'invite' ? preview : undefined;
  return {
    way,
    home: promised?.home.name ?? again?.home ?? resumed?.home ?? resumed?.host ?? '',
    person: promised?.person,
    contact: (promised ?? resumed ?? again)?.contact,
    promptHints: (promised ?? resumed ?? again)?.promptHints ?? [],
    stores: [],
  };
}

const changeTest = (state: State, homeId: string, change: Partial<Test>): State => {
  const test = state.tests[homeId];
  return test ? { ...state, tests: { ...state.tests, [homeId]: { ...test, ...change } } } : state;
};

type Handlers = { [Type in Action['type']]: (state: State, action: Extract<Action, { type: Type }>) => State };

const handlers: Handlers = {
  draft: (state, { draft }) => {
    const changed = draft.text !== undefined && draft.text !== state.draft.text;
    const { screen } = state;
    return {
      ...state,
      draft: { ...state.draft, ...(changed ? { fromLink: false } : {}), ...draft },
      preview: changed ? undefined : state.preview,
      screen: changed && screen.name === 'invite' ? INVITE : screen,
    };
  },
  'put-back': (state) => ({
    ...state,
    draft: { ...EMPTY_DRAFT, text: state.draft.replaced ?? '' },
    preview: undefined,
  }),
  'invite-opened': (state, { invite }) => (isBusy(state) ? { ...state, held: invite } : openInvite(state, invite)),
  'take-held': (state) => (state.held === undefined ? state : openInvite(state, state.held)),

  asking: (state) => ({ ...state, screen: { name: 'invite', asking: true }, notice: undefined }),
  'stop-asking': (state) => (state.screen.name === 'invite' ? { ...state, screen: INVITE } : state),
  previewed: (state, { invite, reply }) => {
    if (!isAskingFor(state, invite)) return state;
    if (reply.type !== 'promise') return { ...state, screen: { name: 'invite', asking: false, own: reply } };
    const { preview } = reply;
    const { deviceName } = state.draft;
    const draft = { ...state.draft, deviceName: deviceName === '' ? preview.deviceName : deviceName };
    return { ...state, draft, preview, screen: { name: 'preview', preview } };
  },
  'preview-failed': (state, { invite, failure }) =>
    isAskingFor(state, invite) ? { ...state, screen: { name: 'invite', asking: false, failure } } : state,
  back: (state) => {
    const { screen, preview } = state;
    const toPreview = screen.name === 'failed' && screen.run.way.type === 'invite' && preview !== undefined;
    if (toPreview) return { ...state, screen: { name: 'preview', preview }, notice: undefined };
    return { ...state, screen: screen.name === 'preview' ? INVITE : base(state), notice: undefined };
  },

  enrolling: (state, { way }) =>
    isBusy(state)
      ? state
      : { ...state, screen: { name: 'enrolling', run: beginRun(state, way) }, dialog: undefined, notice: undefined },
  progress: (state, { progress }) => {
    if (state.screen.name !== 'enrolling') return state;
    const { run } = state.screen;
    const next: Run =
      progress.type === 'step'
        ? { ...run, step: progress.step, home: progress.home === '' ? run.home : progress.home }
        : { ...run, stores: [...run.stores, { name: progress.name, failure: progress.failure }] };
    return { ...state, screen: { name: 'enrolling', run: next } };
  },
  ended: (state, { end }) => {
    if (state.screen.name !== 'enrolling') return state;
    const { run } = state.screen;
    if (end.type === 'failed') {
      const { step, failure, resumable } = end;
      return { ...state, screen: { name: 'failed', run, step, failure, resumable } };
    }
    const { homeId, replaced, alsoHere } = end;
    const screen: Screen = { name: 'done', homeId, replaced, alsoHere, promptHints: run.promptHints };
    return { ...state, draft: EMPTY_DRAFT, preview: undefined, screen };
  },

  homes: (state, { homes, unfinished }) => {
    const next = { ...state, homes, unfinished, asking: [] };
    const { screen } = state;
    const shown = screen.name === 'access' || screen.name === 'done' ? screen.homeId : undefined;
    const gone = shown !== undefined && !homes.some(({ id }) => id === shown);
    const empty = screen.name === 'homes' && homes.length === 0 && unfinished.length === 0;
    return gone || empty ? { ...next, screen: base(next) } : next;
  },
  // What is under way in the main process goes on; its progress still has a screen to arrive at.
  recover: (state) =>
    state.screen.name === 'enrolling' ? state : { ...state, screen: base(state), dialog: undefined, tests: {} },
  go: (state, { to }) => {
    if (isBusy(state)) return state;
    return { ...state, screen: to === 'invite' ? INVITE : base(state), notice: undefined, dialog: undefined };
  },
  'go-access': (state, { homeId }) =>
    isBusy(state) ? state : { ...state, screen: { name: 'access', homeId }, notice: undefined },

  'test-begun': (state, { homeId }) => ({ ...state, tests: { ...state.tests, [homeId]: NEW_TEST } }),
  'test-progress': (state, { progress }) => {
    const test = state.tests[progress.homeId];
    if (!test?.running) return state;
    if (progress.type === 'begun') return changeTest(state, progress.homeId, NEW_TEST);
    if (progress.type === 'stranger') return changeTest(state, progress.homeId, { stranger: progress.outcome });
    const outcomes = { ...test.outcomes, [progress.service]: progress.outcome };
    return changeTest(state, progress.homeId, { outcomes });
  },
  'test-ended': (state, { homeId, report }) =>
    changeTest(state, homeId, {
      running: false,
      report,
      outcomes: Object.fromEntries(report.services.map(({ service, outcome }) => [service, outcome])),
      stranger: report.stranger,
    }),
  'test-failed': (state, { homeId, failure }) => changeTest(state, homeId, { running: false, failure }),

  renewing: (state, { progress: { homeId, step } }) => {
    const { [homeId]: _before, ...others } = state.renewing;
    return { ...state, renewing: step === 'ended' ? others : { ...others, [homeId]: step } };
  },
  'home-busy': (state, { until }) => ({ ...state, busyUntil: until }),
  background: (state, { background, busy }) => ({ ...state, background: { ...background, busy } }),

  update: (state, { update }) => ({ ...state, update }),
  dialog: (state, { dialog }) => ({ ...state, dialog }),
  notice: (state, { failure }) => ({ ...state, notice: failure }),
};

/** A reply counts only for the question that is still on the screen. */
const isAskingFor = ({ screen, draft }: State, invite: string) =>
  screen.name === 'invite' && screen.asking && draft.text === invite;

/** The next state. */
export function reduce<Type extends Action['type']>(state: State, action: Extract<Action, { type: Type }>): State {
  const handler: Handlers[Type] = handlers[action.type as Type];
  return handler(state, action);
}
