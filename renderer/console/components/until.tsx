import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { dayOf, endOfDay } from '../state/days.ts';
import { useAction } from '../state/use-action.ts';
import { useConsole } from '../state/use-console.ts';
import { FormDialog } from './form-dialog.tsx';

interface UntilProps {
  readonly service: string;
  readonly person: string;
  readonly until: string | null;
  /** @param until undefined: without an end */
  readonly save: (until: string | undefined) => Promise<void>;
  readonly onClose: () => void;
}

/** Until which day somebody may open something. */
export function Until({ service, person, until, save, onClose }: UntilProps) {
  const { t } = useTranslation('console');
  const { formats } = useConsole();
  const { run, busy, trouble } = useAction();
  const [day, setDay] = useState(until === null ? '' : dayOf(new Date(until)));
  const [tried, setTried] = useState(false);
  const id = useId();
  const end = endOfDay(day);
  const wrong = tried && (end === undefined || end.getTime() <= Date.now());
  const keep = async (to: string | undefined) => {
    if (await run(() => save(to))) onClose();
  };
  return (
    <FormDialog
      title={t('access.limitTitle', { service, person })}
      action={t('edit.save')}
      busy={busy}
      trouble={trouble}
      onSubmit={() => {
        setTried(true);
        if (end && end.getTime() > Date.now()) void keep(end.toISOString());
      }}
      onClose={onClose}
    >
      <div className="field">
        <label htmlFor={id}>{t('access.lastDay')}</label>
        <input
          id={id}
          type="date"
          value={day}
          min={dayOf(new Date())}
          aria-invalid={wrong}
          aria-describedby={`${id}-note`}
          onChange={({ target }) => setDay(target.value)}
        />
        {/* The field writes days as the browser's own language does; this is how the rest of the page does. */}
        <p id={`${id}-note`} className={wrong ? 'field-note wrong' : 'field-note'}>
          {wrong ? t('access.dayWrong') : end && formats.date(end.toISOString())}
        </p>
        {until !== null && (
          <span>
            <Button kind="quiet" busy={busy} onPress={() => void keep(undefined)}>
              {t('access.noEnd')}
            </Button>
          </span>
        )}
      </div>
    </FormDialog>
  );
}
