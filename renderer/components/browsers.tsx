import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { askAboutFailure, canTryAgain } from '../state/next-moves.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { AskContact } from './ask-contact.tsx';
import { Button } from './button.tsx';
import { InfoIcon, WarningIcon } from './icons.tsx';

interface BrowsersProps {
  readonly home: HomeView;
  /** How deep on the screen it stands, for who goes from heading to heading. */
  readonly heading: 'h2' | 'h3';
}

/** Browsers that should have the key and do not, each with why, and those that came later; and a button for each. */
export function Browsers({ home, heading: Heading }: BrowsersProps) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const failureText = useFailureText(home.contact);
  const add = (store: { id: string; name: string }) => void controller.addTo(home.id, store);
  return (
    <>
      {home.skipped.map(({ id, name, failure }) => (
        <section key={id} className="box warn">
          <WarningIcon />
          <div className="box-body">
            <Heading>{t('browsers.skipped', { name })}</Heading>
            <p>
              {failureText(failure).title}.{failure.storeCause && ` ${failureText(failure).hint}`}
            </p>
            <div className="actions">
              {canTryAgain(failure) ? (
                <Button onPress={() => add({ id, name })}>{t('browsers.again', { name })}</Button>
              ) : (
                <AskContact about={askAboutFailure(failure)} contact={home.contact} homeId={home.id} />
              )}
            </div>
          </div>
        </section>
      ))}
      {home.others.map(({ id, name }) => (
        <section key={id} className="box info">
          <InfoIcon />
          <div className="box-body">
            <Heading>{t('browsers.other', { name })}</Heading>
            <div className="actions">
              <Button onPress={() => add({ id, name })}>{t('browsers.add', { name })}</Button>
            </div>
          </div>
        </section>
      ))}
    </>
  );
}
