/** Where the console starts. */
import type { i18n } from 'i18next';
import { StrictMode, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import type { Language } from '../texts/language.ts';
import { Console } from './console.tsx';
import { firstLanguage, keepLanguage, LanguageContext, startConsoleTexts } from './state/language.ts';
import { Live } from './state/live.ts';
import { takeToken } from './state/token.ts';
import './console.css';

const live = new Live();

/** React Aria adds a style element of this id unless there is one; the page's policy forbids it. See base.css. */
function forbidStyles(): void {
  const there = document.createElement('meta');
  there.id = 'react-aria-pressable-style';
  document.head.append(there);
}

interface RootProps {
  readonly token: string | undefined;
  readonly first: { readonly language: Language; readonly texts: i18n };
}

function Root({ token, first }: RootProps) {
  const [{ language, texts }, setSpoken] = useState(first);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speak = (wanted: Language) => {
    keepLanguage(wanted);
    // Without its texts it goes on in the language that it has.
    startConsoleTexts(wanted).then(
      (loaded) => setSpoken({ language: wanted, texts: loaded }),
      () => undefined,
    );
  };
  return (
    <StrictMode>
      <I18nextProvider i18n={texts}>
        <I18nProvider locale={language}>
          <LanguageContext value={{ language, speak }}>
            <Console live={live} language={language} token={token} />
          </LanguageContext>
        </I18nProvider>
      </I18nextProvider>
    </StrictMode>
  );
}

async function start(): Promise<void> {
  const container = document.getElementById('root');
  if (!container) return;
  forbidStyles();
  // Before anything else: it is in the address only as long as it takes to read it.
  const token = takeToken();
  const language = firstLanguage();
  const texts = await startConsoleTexts(language);
  createRoot(container).render(<Root token={token} first={{ language, texts }} />);
}

void start();
