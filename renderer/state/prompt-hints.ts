/** When each prompt hint is worth giving: before it happens, and not so early that it is forgotten. */
import type { BootView, PromptHint } from '../../shared/ipc/views.ts';

const DURING: ReadonlySet<PromptHint> = new Set(['keyring-unlock', 'keychain-dialog']);

/** What may be asked while the key is made. */
export const duringEnrolment = (all: readonly PromptHint[]) => all.filter((one) => DURING.has(one));

/** What is asked at the first visit to a service; a browser always asks which certificate to show. */
export const atFirstVisit = (all: readonly PromptHint[], platform: BootView['platform']): PromptHint[] => [
  ...(all.includes('keychain-dialog') || platform === 'macos' ? (['keychain-dialog'] as const) : []),
  'browser-picker',
];

/** What is asked when this computer first talks to a home on its own network. */
export const atFirstTest = (platform: BootView['platform']): PromptHint[] =>
  platform === 'macos' ? ['local-network'] : [];
