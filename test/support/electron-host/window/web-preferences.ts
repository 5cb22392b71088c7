/** What a window may ask of its page. A weaker setting than the stand-in has would be a test that proves nothing. */
import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import { refuse } from '../base/strict.ts';
import { type Session, sessionOf } from '../session/session.ts';

/** Settings with the only value that the stand-in has. */
const FIXED: Readonly<Partial<Record<keyof WebPreferences, unknown>>> = {
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  plugins: false,
  offscreen: false,
  javascript: true,
  images: true,
};
/** Settings that make no difference to a test. */
const HARMLESS = new Set<string>([
  'autoplayPolicy',
  'backgroundThrottling',
  'defaultEncoding',
  'defaultFontFamily',
  'defaultFontSize',
  'devTools',
  'disableDialogs',
  'enableWebSQL',
  'minimumFontSize',
  'navigateOnDragDrop',
  'safeDialogs',
  'scrollBounce',
  'spellcheck',
  'textAreasAreResizable',
  'v8CacheOptions',
  'webgl',
]);
const USED = new Set<string>(['preload', 'partition', 'session', 'additionalArguments', 'zoomFactor']);

export interface PagePreferences {
  readonly preload: string | undefined;
  readonly session: Session;
  readonly additionalArguments: readonly string[];
  readonly zoomFactor: number;
}

/** @throws Error that names a setting which the stand-in does not have */
export function readWebPreferences({ webPreferences = {} }: BrowserWindowConstructorOptions): PagePreferences {
  for (const [name, value] of Object.entries(webPreferences)) {
    const fixed = FIXED[name as keyof WebPreferences];
    if (value === undefined || HARMLESS.has(name) || USED.has(name) || fixed === value) continue;
    refuse(`webPreferences.${name} = ${JSON.stringify(value)}`);
  }
  const { preload, partition, session, additionalArguments = [], zoomFactor = 1 } = webPreferences;
  return {
    preload,
    session: (session as unknown as Session | undefined) ?? sessionOf(partition ?? ''),
    additionalArguments,
    zoomFactor,
  };
}
