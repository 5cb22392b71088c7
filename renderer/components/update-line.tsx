import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import { isAtRest } from '../state/next-moves.ts';
import { Button } from './button.tsx';

/** A newer app, in one quiet line, while nothing is under way and nothing is asked. */
export function UpdateLine() {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { update } = state;
  if (update === undefined || !isAtRest(state)) return null;
  return (
    <div className="update" role="status">
      <p>{t(update.type === 'ready' ? 'update.ready' : 'update.package', { version: update.version })}</p>
      {update.type === 'ready' && (
        <Button kind="quiet" onPress={() => void controller.restartToUpdate()}>
          {t('update.restart')}
        </Button>
      )}
    </div>
  );
}
