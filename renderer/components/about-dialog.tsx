import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import { Button } from './button.tsx';
import { DialogFrame } from './dialog-frame.tsx';
import { Facts } from './facts.tsx';

export function AboutDialog() {
  const { t } = useTranslation();
  const { bridge, controller, state } = useApp();
  const { version, versions } = state.facts;
  return (
    <DialogFrame title={t('about.title')}>
      <p className="version">{t('about.version', { version })}</p>
      <p>{t('about.text')}</p>
      <h3>{t('about.parts')}</h3>
      <Facts facts={Object.entries(versions)} />
      <div className="actions">
        <Button kind="main" autoFocus onPress={() => controller.show(undefined)}>
          {t('common.close')}
        </Button>
        <Button onPress={() => void bridge.showLogs()}>{t('about.showLog')}</Button>
      </div>
    </DialogFrame>
  );
}
