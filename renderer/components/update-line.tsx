import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import { isAtRest } from '../state/next-moves.ts';
import { Button } from './button.tsx';

/**
 * A newer app, in one quiet line, while nothing is under way and nothing is asked. Its place outlives every screen, empty
 * or not: a screen reader says what changes in a live region, and not one that comes with its text.
 */
export function UpdateLine() {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { update } = state;
  return (
    <div role="status">
      {update !== undefined && isAtRest(state) && (
        <div className="update">
          <p>{t(update.type === 'ready' ? 'update.ready' : 'update.package', { version: update.version })}</p>
          {update.type === 'ready' && (
            <Button kind="quiet" onPress={() => void controller.restartToUpdate()}>
              {t('update.restart')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
