/** What the window must know before its first paint, without waiting for anything that may ask the person. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from 'electron';
import { LatchkeyError } from '../../../shared/errors.ts';
import type { InviteDefaults } from '../../../shared/invite.ts';
import type { BootView, FailureView, HomeView, UnfinishedView } from '../../../shared/ipc/views.ts';
import { toFailure } from '../ipc/failure.ts';
import type { Environment } from '../life/environment.ts';

/** A vault that is open answers in some 50 ms; one that is locked asks the person, which takes as long as it takes. */
const VAULT_TIMEOUT_MS = 400;

type BootFacts = Pick<BootView, 'platform' | 'languages' | 'version' | 'versions' | 'defaults'>;

/** What cannot change while the app runs. */
export function bootFacts(
  app: Pick<App, 'getPreferredSystemLanguages'>,
  { system, versions, app: { version } }: Environment,
  defaults: InviteDefaults | undefined,
): BootFacts {
  const parts = [
    ['Electron', versions.electron],
    ['Chromium', versions.chrome],
    ['Node', versions.node],
  ].filter((part): part is [string, string] => part[1] !== undefined);
  return {
    platform: system,
    languages: app.getPreferredSystemLanguages(),
    version,
    versions: Object.fromEntries(parts),
    ...(defaults ? { defaults } : {}),
  };
}

export interface BootDeps {
  readonly facts: BootFacts;
  readonly homes: () => Promise<HomeView[]>;
  readonly unfinished: () => Promise<UnfinishedView[]>;
  /** What the system asks while the vault does not answer. */
  readonly asking: () => BootView['asking'];
  /** The link that opened the app, once. */
  readonly takeInvite: () => string | undefined;
  /** A newer app that was found already. */
  readonly update: () => BootView['update'];
  /** Asks the homes what is open now; nobody waits for it. */
  readonly look: () => void;
  /** The homes are known better now than at the first paint. */
  readonly changed: () => void;
}

export async function boot({
  facts,
  homes,
  unfinished,
  asking,
  takeInvite,
  update,
  look,
  changed,
}: BootDeps): Promise<BootView> {
  const pending = expected(unfinished());
  const known = await expected(homes());
  const soon = await Promise.race([pending, sleep(VAULT_TIMEOUT_MS, undefined, { ref: false })]);
  if (soon === undefined) void pending.then(changed);
  const failure = known.failure ?? soon?.failure;
  const invite = takeInvite();
  const newer = update();
  look();
  return {
    ...facts,
    homes: known.value ?? [],
    unfinished: soon?.value ?? [],
    asking: soon === undefined ? asking() : [],
    ...(invite === undefined ? {} : { invite }),
    ...(newer ? { update: newer } : {}),
    ...(failure ? { failure } : {}),
  };
}

type Expected<T> = { readonly value?: T; readonly failure?: FailureView };

/** The failures of the catalogue as values. */
async function expected<T>(work: Promise<T>): Promise<Expected<T>> {
  try {
    return { value: await work };
  } catch (error) {
    if (!LatchkeyError.is(error)) throw error;
    return { failure: toFailure(error) };
  }
}
