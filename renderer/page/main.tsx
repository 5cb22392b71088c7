/** Where the page of an invite starts. */
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { chooseLanguage, type Language } from '../texts/language.ts';
import { type PageFacts, readFacts } from './facts.ts';
import { Page } from './page.tsx';
import type { PageTexts } from './texts/en.ts';
import { loadTexts, TextsProvider } from './texts.ts';
import './page.css';

function App({
  facts,
  first,
  texts: firstTexts,
}: {
  readonly facts: PageFacts;
  readonly first: Language;
  readonly texts: PageTexts;
}) {
  const [language, setLanguage] = useState(first);
  const [texts, setTexts] = useState(firstTexts);
  useEffect(() => {
    document.documentElement.lang = language;
    void loadTexts(language).then(setTexts, () => undefined);
  }, [language]);
  return (
    <TextsProvider value={texts}>
      <Page facts={facts} language={language} onLanguage={setLanguage} />
    </TextsProvider>
  );
}

async function start(): Promise<void> {
  const container = document.getElementById('root');
  if (!container) return;
  const facts = readFacts(container.dataset.facts, location.host);
  const first = chooseLanguage([document.documentElement.lang]);
  const texts = await loadTexts(first);
  createRoot(container).render(<App facts={facts} first={first} texts={texts} />);
}

void start();
