import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import { Button } from './button.tsx';
import { RestartIcon } from './icons.tsx';

/** Enrolments that something interrupted, offered before anything else. */
export function UnfinishedList() {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  return state.unfinished.map((unfinished) => (
    <section key={unfinished.id} className="box info">
      <RestartIcon />
      <div className="box-body">
        <h2>{t('unfinished.title')}</h2>
        <p>{t('unfinished.text', { host: unfinished.host })}</p>
        <div className="actions">
          <Button kind="main" onPress={() => void controller.resume(unfinished.id)}>
            {t('unfinished.goOn')}
          </Button>
          <Button onPress={() => controller.show({ type: 'forget', unfinished, busy: false })}>
            {t('unfinished.startOver')}
          </Button>
        </div>
      </div>
    </section>
  ));
}
