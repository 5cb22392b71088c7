import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import { canOpenDateSettings } from '../state/next-moves.ts';
import { Button } from './button.tsx';

/** Opens the system's own settings of date and time, where there is an address for them; nothing elsewhere. */
export function DateSettings() {
  const { t } = useTranslation();
  const { controller, state } = useApp();
  if (!canOpenDateSettings(state.facts.platform)) return null;
  return (
    <Button kind="main" onPress={() => void controller.openDateSettings()}>
      {t('common.dateSettings')}
    </Button>
  );
}
