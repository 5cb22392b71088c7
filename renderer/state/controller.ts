/**
 * The window's one place of effects: it asks the main process, hears what it tells and keeps the state. It lives
 * outside React, so that a crash on the screen loses nothing.
 */

import type { CallArgument, Envelope, LatchkeyBridge } from '../../shared/ipc/contract.ts';
import type { BootView, EnrolmentEnd, PreviewReply, StoreView } from '../../shared/ipc/views.ts';
import { parseInvite } from '../../shared/paste/read-invite.ts';
import type { Action, Dialog, Draft, State, Way } from './model.ts';
import { isAtRest } from './next-moves.ts';
import { initialState, reduce } from './reducer.ts';

export class Controller {
  readonly #bridge: LatchkeyBridge;
  readonly #listeners = new Set<() => void>();
  #state: State;
  /** What the main process was given to know last. */
  #saidAtRest: boolean | undefined;

  constructor(bridge: LatchkeyBridge, boot: BootView) {
    this.#bridge = bridge;
    this.#state = initialState(boot);
  }

  /** Begins to hear the main process. @returns a function that ends it */
  readonly listen = (): (() => void) => {
    const { on } = this.#bridge;
    const ends = [
      on('inviteOpened', ({ invite }) => {
        this.#dispatch({ type: 'invite-opened', invite });
        this.#goStraightOn();
      }),
      on('enrolmentProgress', (progress) => this.#dispatch({ type: 'progress', progress })),
      on('accessProgress', (progress) => this.#dispatch({ type: 'test-progress', progress })),
      on('renewalProgress', (progress) => this.#dispatch({ type: 'renewing', progress })),
      on('homeBusy', ({ seconds }) =>
        this.#dispatch({ type: 'home-busy', until: seconds === undefined ? undefined : Date.now() + seconds * 1000 }),
      ),
      on('update', (update) => this.#dispatch({ type: 'update', update })),
      on('homesChanged', () => void this.#refresh()),
      on('menu', ({ command }) => {
        if (command === 'about') this.show({ type: 'about' });
        else this.go(command === 'add-home' ? 'invite' : 'base');
      }),
    ];
    this.#goStraightOn();
    this.#sayAtRest();
    return () => {
      for (const end of ends) end();
    };
  };

  readonly subscribe = (hear: () => void): (() => void) => {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  };

  readonly state = (): State => this.#state;

  readonly edit = (draft: Partial<Draft>) => this.#dispatch({ type: 'draft', draft });
  readonly putBack = () => this.#dispatch({ type: 'put-back' });
  readonly takeHeld = () => {
    this.#dispatch({ type: 'take-held' });
    this.#goStraightOn();
  };
  readonly back = () => this.#dispatch({ type: 'back' });
  readonly go = (to: 'invite' | 'base') => this.#dispatch({ type: 'go', to });
  readonly show = (dialog: Dialog | undefined) => this.#dispatch({ type: 'dialog', dialog });
  readonly dismissNotice = () => this.#dispatch({ type: 'notice', failure: undefined });

  /** After a crash of the screen: back to where it is safe, with everything that was entered. */
  readonly recover = () => this.#dispatch({ type: 'recover' });

  /** Asks the home what the draft's invite promises; asks nobody again when that is known. */
  readonly preview = async (): Promise<void> => {
    const { draft, preview, screen } = this.#state;
    if (screen.name === 'invite' && screen.asking) return;
    const invite = draft.text;
    this.#dispatch({ type: 'asking' });
    const reply: Envelope<PreviewReply> = preview
      ? { ok: true, value: { type: 'promise', preview } }
      : await this.#bridge.preview({ invite });
    // What was begun with it may have begun since this window was opened.
    if (reply.ok && reply.value.type === 'begun') await this.#refresh();
    if (reply.ok) this.#dispatch({ type: 'previewed', invite, reply: reply.value });
    else this.#dispatch({ type: 'preview-failed', invite, failure: reply.failure });
  };

  /** What a link brought is looked at without another click: nothing is made before the person has said yes to it. */
  #goStraightOn(): void {
    const { draft, screen, facts } = this.#state;
    if (screen.name !== 'invite' || !draft.fromLink || draft.replaced !== undefined) return;
    if (parseInvite(draft.text, facts.defaults).ok) void this.preview();
  }

  readonly stopAsking = async (): Promise<void> => {
    this.#dispatch({ type: 'stop-asking' });
    await this.stopWaiting();
  };

  /** @returns the server that an invite in the clipboard is from */
  readonly lookAtClipboard = async (): Promise<string | undefined> => {
    const reply = await this.#bridge.clipboardInvite({ take: false });
    return reply.ok ? reply.value?.host : undefined;
  };

  /** Takes the invite that was copied. @returns whether there was one */
  readonly pasteInvite = async (): Promise<boolean> => {
    const reply = await this.#bridge.clipboardInvite({ take: true });
    const invite = this.#tell(reply) && reply.ok ? reply.value?.invite : undefined;
    if (invite !== undefined) this.edit({ text: invite });
    return invite !== undefined;
  };

  /** The relative said yes. */
  readonly enrol = (): Promise<void> => {
    const { text, deviceName, keepOld } = this.#state.draft;
    return this.#run({ type: 'invite', invite: text, deviceName, keepOld });
  };

  readonly resume = (id: string): Promise<void> => this.#run({ type: 'resume', id });

  /** Tries the same again: what was done is kept, and the main process goes on from there. */
  readonly again = async (): Promise<void> => {
    const { screen } = this.#state;
    if (screen.name === 'failed') await this.#run(screen.run.way);
  };

  /** Leaves a failed try for later: its key waits among the unfinished ones. */
  readonly later = async (): Promise<void> => {
    await this.#refresh();
    this.go('base');
  };

  readonly forget = async (): Promise<void> => {
    const { dialog } = this.#state;
    if (dialog?.type !== 'forget' || dialog.busy) return;
    this.show({ ...dialog, busy: true });
    const reply = await this.#bridge.forget({ id: dialog.unfinished.id });
    await this.#refresh();
    this.show(undefined);
    if (reply.ok) this.go('invite');
    else this.#dispatch({ type: 'notice', failure: reply.failure });
  };

  readonly test = async (homeId: string): Promise<void> => {
    this.#dispatch({ type: 'go-access', homeId });
    if (this.#state.tests[homeId]?.running) return;
    this.#dispatch({ type: 'test-begun', homeId });
    const reply = await this.#bridge.testAccess({ homeId });
    if (reply.ok) this.#dispatch({ type: 'test-ended', homeId, report: reply.value });
    else this.#dispatch({ type: 'test-failed', homeId, failure: reply.failure });
  };

  /** Asks the person who runs a home for help. @returns whether the message is where it was to go */
  readonly askContact = async (question: CallArgument<'askContact'>): Promise<boolean> =>
    this.#tell(await this.#bridge.askContact(question));

  /** Moves records that cannot be read aside, and shows what is left. */
  readonly repair = async (): Promise<void> => {
    this.dismissNotice();
    const reply = await this.#bridge.repairRecords();
    await this.#refresh();
    this.go('base');
    this.#tell(reply);
  };

  readonly open = async (homeId: string, service: string): Promise<void> => {
    this.#tell(await this.#bridge.openService({ homeId, service }));
  };

  readonly openDateSettings = async (): Promise<void> => {
    this.#tell(await this.#bridge.openDateSettings());
  };

  readonly renew = async (homeId: string): Promise<void> => {
    if (this.#state.renewing[homeId]) return;
    this.#dispatch({ type: 'renewing', progress: { homeId, step: 'key' } });
    const reply = await this.#bridge.renew({ homeId });
    await this.#refresh();
    this.#dispatch({ type: 'renewing', progress: { homeId, step: 'ended' } });
    // A renewal that failed is told on the home's own card.
    this.#tell(reply);
  };

  readonly openDownloads = async (homeId?: string): Promise<void> => {
    this.#tell(await this.#bridge.openDownloads(homeId === undefined ? {} : { homeId }));
  };

  readonly restartToUpdate = async (): Promise<void> => {
    this.#tell(await this.#bridge.restartToUpdate());
  };

  readonly stopWaiting = async (): Promise<void> => {
    this.#tell(await this.#bridge.stopWaiting());
  };

  /** The truth is the system's: it is asked each time. */
  readonly askBackground = async (): Promise<void> => {
    const reply = await this.#bridge.background();
    if (reply.ok) this.#dispatch({ type: 'background', background: reply.value, busy: false });
  };

  readonly setBackground = async (on: boolean): Promise<void> => {
    const before = this.#state.background;
    if (!before || before.busy) return;
    this.#dispatch({ type: 'background', background: { state: on ? 'on' : 'off' }, busy: true });
    const reply = await this.#bridge.setBackground({ on });
    this.#dispatch({ type: 'background', background: reply.ok ? reply.value : before, busy: false });
    this.#tell(reply);
  };

  readonly showLicences = async (): Promise<void> => {
    const reply = await this.#bridge.licences();
    if (this.#tell(reply) && reply.ok) this.show({ type: 'licences', text: reply.value });
  };

  /** @param unlock the passwords of browsers that asked for theirs */
  readonly leave = async (unlock?: Readonly<Record<string, string>>): Promise<void> => {
    const { dialog } = this.#state;
    if (dialog?.type !== 'leave' || dialog.busy) return;
    this.show({ ...dialog, busy: true, failure: undefined });
    const reply = await this.#bridge.leave({ homeId: dialog.homeId, ...(unlock ? { unlock } : {}) });
    await this.#refresh();
    if (reply.ok) this.show({ ...dialog, busy: false, result: reply.value, failure: undefined });
    else this.show({ ...dialog, busy: false, failure: reply.failure });
  };

  /** Puts the key into one more browser, and asks for its password when it has one. */
  readonly addTo = (homeId: string, store: StoreView): Promise<void> => {
    this.show({ type: 'store', homeId, store, busy: false });
    return this.addToStore();
  };

  readonly addToStore = async (password?: string): Promise<void> => {
    const { dialog } = this.#state;
    if (dialog?.type !== 'store' || dialog.busy) return;
    this.show({ ...dialog, busy: true, failure: undefined });
    const { homeId, store } = dialog;
    const reply = await this.#bridge.addToStore({ homeId, storeId: store.id, ...(password ? { password } : {}) });
    if (reply.ok) await this.#refresh();
    const answered = { type: 'store', homeId, store, busy: false } as const;
    if (reply.ok) this.show({ ...answered, done: true });
    else if (reply.failure.code !== 'STORE_LOCKED') this.show({ ...answered, failure: reply.failure });
    else this.show({ ...answered, asks: password === undefined ? 'first' : 'again' });
  };

  readonly #run = async (way: Way): Promise<void> => {
    const before = this.#state;
    this.#dispatch({ type: 'enrolling', way });
    if (this.#state === before) return;
    const reply = await this.#ask(way);
    await this.#refresh();
    const failed = { type: 'failed', step: 'key', resumable: false } as const;
    this.#dispatch({ type: 'ended', end: reply.ok ? reply.value : { ...failed, failure: reply.failure } });
    if (reply.ok && reply.value.type === 'done' && before.homes.length === 0) await this.#renewByItself();
  };

  /** The first key of this computer renews by itself, unless the person unticks it; a later one follows that choice. */
  async #renewByItself(): Promise<void> {
    const system = await this.#bridge.background();
    if (!system.ok || system.value.state !== 'off') return;
    const reply = await this.#bridge.setBackground({ on: true });
    // Nobody asked for it, so a system that refuses it is no failure to show: the box is not ticked.
    if (reply.ok) this.#dispatch({ type: 'background', background: reply.value, busy: false });
  }

  #ask(way: Way): Promise<Envelope<EnrolmentEnd>> {
    if (way.type === 'resume') return this.#bridge.resume({ id: way.id });
    const { invite, deviceName, keepOld } = way;
    return this.#bridge.enrol({ invite, deviceName, keepOld });
  }

  readonly #refresh = async (): Promise<void> => {
    const reply = await this.#bridge.homes();
    if (this.#tell(reply) && reply.ok) this.#dispatch({ type: 'homes', ...reply.value });
  };

  /** Shows a failure that belongs to no screen. @returns whether there is none */
  #tell(reply: Envelope<unknown>): boolean {
    if (!reply.ok) this.#dispatch({ type: 'notice', failure: reply.failure });
    return reply.ok;
  }

  #dispatch(action: Action): void {
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    for (const hear of this.#listeners) hear();
    this.#sayAtRest();
  }

  /** Whether an update may restart the app is the main process's to decide, which does not see the screen. */
  #sayAtRest(): void {
    const atRest = isAtRest(this.#state);
    if (atRest === this.#saidAtRest) return;
    this.#saidAtRest = atRest;
    void this.#bridge.atRest({ atRest });
  }
}
