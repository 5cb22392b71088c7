/** Where the window starts: asks the main process what it must know, then shows it. */
import { createRoot } from 'react-dom/client';
import type { LatchkeyBridge } from '../shared/ipc/contract.ts';
import type { BootView } from '../shared/ipc/views.ts';
import { Root } from './root.tsx';
import { Controller } from './state/controller.ts';
import { hearEarly } from './state/early-events.ts';
import { makeFormats } from './texts/format.ts';
import { chooseLanguage, chooseLocale } from './texts/language.ts';
import { startTexts } from './texts/texts.ts';
import './styles/main.css';

declare global {
  interface Window {
    readonly latchkey: LatchkeyBridge;
  }
}

/** What is shown when even the first question failed: the failure, and everything else empty. */
const EMPTY: BootView = {
  platform: 'other',
  languages: navigator.languages.slice(),
  version: '',
  versions: {},
  homes: [],
  unfinished: [],
  asking: [],
};

async function start(): Promise<void> {
  const container = document.getElementById('root');
  if (!container) return;
  const bridge = hearEarly(window.latchkey);
  const reply = await bridge.boot();
  const boot: BootView = reply.ok ? reply.value : { ...EMPTY, failure: reply.failure };
  const language = chooseLanguage(boot.languages);
  const locale = chooseLocale(boot.languages, language);
  const texts = await startTexts(boot.languages);
  document.documentElement.lang = language;
  const controller = new Controller(bridge, boot);
  createRoot(container).render(
    <Root bridge={bridge} controller={controller} formats={makeFormats(locale)} texts={texts} locale={locale} />,
  );
}

void start();
