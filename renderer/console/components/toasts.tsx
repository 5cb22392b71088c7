import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { CheckIcon } from '../../components/icons.tsx';
import { troubleOf } from '../state/trouble.ts';
import type { Toast } from '../state/use-console.ts';
import { useTroubleText } from '../texts/use-trouble-text.ts';

/** Milliseconds that it stays; what it takes back can also be taken back where it was done. */
const STAYS = 30_000;

interface ToastsProps {
  readonly toast: Toast | undefined;
  readonly onDone: (next?: Toast) => void;
}

/** What was done last, with what takes it back. It waits as long as somebody points at it or is in it. */
export function Toasts({ toast, onDone }: ToastsProps) {
  const { t } = useTranslation('console');
  const troubleText = useTroubleText();
  const [held, setHeld] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!toast || held || busy) return;
    const timer = setTimeout(onDone, STAYS);
    return () => clearTimeout(timer);
  }, [toast, held, busy, onDone]);
  const undo = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
      onDone({ text: t('toast.undone') });
    } catch (thrown) {
      onDone({ text: troubleText(troubleOf(thrown)).title, undo: work });
    }
    setBusy(false);
  };
  const hold = () => setHeld(true);
  const letGo = () => setHeld(false);
  return (
    <div className="toasts" role="status" onMouseEnter={hold} onMouseLeave={letGo} onFocus={hold} onBlur={letGo}>
      {toast && (
        <div className="toast">
          <CheckIcon />
          <p>{toast.text}</p>
          {toast.undo && (
            <Button kind="quiet" busy={busy} onPress={() => toast.undo && void undo(toast.undo)}>
              {busy ? t('common.moment') : t('toast.undo')}
            </Button>
          )}
          <Button kind="quiet" onPress={() => onDone()}>
            {t('common.dismiss')}
          </Button>
        </div>
      )}
    </div>
  );
}
