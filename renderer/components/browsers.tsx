import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { askAboutFailure, canTryAgain } from '../state/next-moves.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { AskLine } from './ask-contact.tsx';
import { Button } from './button.tsx';
import { InfoIcon } from './icons.tsx';

interface BrowsersProps {
  readonly home: HomeView;
  /** How deep on the screen it stands, for who goes from heading to heading. */
  readonly heading: 'h2' | 'h3';
}

/** The browsers without the key, each with why, and a button where it can take the key; nothing when all have it. */
export function Browsers({ home, heading: Heading }: BrowsersProps) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const failureText = useFailureText(home.contact);
  const { skipped, others } = home;
  if (skipped.length + others.length === 0) return null;
  const add = (id: string, name: string) => (
    <Button aria-label={t('browsers.add', { name })} onPress={() => void controller.addTo(home.id, { id, name })}>
      {t('browsers.addShort')}
    </Button>
  );
  return (
    <section className="box info">
      <InfoIcon />
      <div className="box-body">
        <Heading>{t('browsers.title', { count: skipped.length + others.length })}</Heading>
        <ul className="browsers">
          {skipped.map(({ id, name, failure }) => (
            <li key={id}>
              <div>
                <p className="browser-name">{name}</p>
                <p className="aside">
                  {failureText(failure).title}.{failure.storeCause && ` ${failureText(failure).hint}`}
                </p>
              </div>
              {canTryAgain(failure) ? (
                add(id, name)
              ) : (
                <AskLine about={askAboutFailure(failure)} contact={home.contact} homeId={home.id} />
              )}
            </li>
          ))}
          {others.map(({ id, name }) => (
            <li key={id}>
              <p className="browser-name">{name}</p>
              {add(id, name)}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
