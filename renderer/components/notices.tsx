import { useTranslation } from 'react-i18next';
import { useApp, useContact } from '../state/app-context.ts';
import { Button } from './button.tsx';
import { Failure } from './failure.tsx';
import { InfoIcon } from './icons.tsx';

/** What is worth saying on whichever screen is open. */
export function Notices() {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { notice, held, screen } = state;
  const contact = useContact();
  const dismiss = () => {
    controller.dismissNotice();
    // The button that had the focus is gone.
    document.querySelector('h1')?.focus();
  };
  return (
    <>
      {notice && (
        <Failure failure={notice} contact={contact} askFirst={false}>
          {notice.code === 'JOURNAL_DAMAGED' && (
            <Button kind="main" onPress={() => void controller.repair()}>
              {t('common.repair')}
            </Button>
          )}
          <Button onPress={dismiss}>{t('common.dismiss')}</Button>
        </Failure>
      )}
      {held !== undefined && screen.name !== 'enrolling' && (
        <section className="box info">
          <InfoIcon />
          <div className="box-body">
            <p>{t('done.held')}</p>
            <div className="actions">
              <Button onPress={controller.takeHeld}>{t('done.takeHeld')}</Button>
            </div>
          </div>
        </section>
      )}
    </>
  );
}
