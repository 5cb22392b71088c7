import { useTranslation } from 'react-i18next';
import type { FailureView } from '../../shared/ipc/views.ts';
import { useApp, useContact } from '../state/app-context.ts';
import { Button } from './button.tsx';
import { Failure } from './failure.tsx';
import { InfoIcon } from './icons.tsx';

interface NoticeProps {
  readonly failure: FailureView;
  /** False where the title of the screen is the failure's already. */
  readonly titled?: boolean;
}

/** A failure that is not of the screen that is open; what the app can repair, it repairs. */
export function Notice({ failure, titled = true }: NoticeProps) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const contact = useContact();
  const dismiss = () => {
    controller.dismissNotice();
    // The button that had the focus is gone.
    document.querySelector('h1')?.focus();
  };
  return (
    <Failure failure={failure} contact={contact} askFirst={false} titled={titled}>
      {failure.code === 'RECORDS_DAMAGED' && (
        <Button kind="main" onPress={() => void controller.repair()}>
          {t('common.repair')}
        </Button>
      )}
      <Button onPress={dismiss}>{t('common.dismiss')}</Button>
    </Failure>
  );
}

/** What is worth saying on whichever screen is open. */
export function Notices() {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { notice, held, screen } = state;
  return (
    <>
      {notice && <Notice failure={notice} />}
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
