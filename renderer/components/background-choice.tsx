import { useEffect } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import { CheckIcon } from './icons.tsx';

/** The opt-in to renew keys while the app is closed; nothing where the system has no way to do that. */
export function BackgroundChoice() {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { background } = state;
  useEffect(() => void controller.askBackground(), [controller]);
  if (background === undefined || background.state === 'not-available') return null;
  return (
    <section className="background">
      <Checkbox
        className="checkbox"
        isSelected={background.state === 'on'}
        isReadOnly={background.busy}
        onChange={(on) => void controller.setBackground(on)}
      >
        <span className="checkbox-mark">
          <CheckIcon />
        </span>
        {t('renewal.background')}
      </Checkbox>
      <p className="soft">{t('renewal.backgroundHelp')}</p>
    </section>
  );
}
