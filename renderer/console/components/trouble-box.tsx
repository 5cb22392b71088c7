import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Fold } from '../../components/fold.tsx';
import { WarningIcon } from '../../components/icons.tsx';
import type { Trouble } from '../state/trouble.ts';
import { useTroubleText } from '../texts/use-trouble-text.ts';

interface TroubleBoxProps {
  readonly trouble: Trouble | undefined;
  readonly retry?: (() => void) | undefined;
}

/** What went wrong in plain words, and what to do; the home's own words are folded. */
export function TroubleBox({ trouble, retry }: TroubleBoxProps) {
  const { t } = useTranslation('console');
  const text = useTroubleText();
  if (!trouble) return null;
  const { title, hint } = text(trouble);
  return (
    <section className="box bad" role="alert">
      <WarningIcon />
      <div className="box-body">
        <h2>{title}</h2>
        <p>{hint}</p>
        {retry && (
          <div className="actions">
            <Button onPress={retry}>{t('common.tryAgain')}</Button>
          </div>
        )}
        {trouble.detail !== undefined && (
          <Fold title={t('common.details')}>
            <p className="technical" lang="en">
              {trouble.code}
              <span>{trouble.detail}</span>
            </p>
          </Fold>
        )}
      </div>
    </section>
  );
}
