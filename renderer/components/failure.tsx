import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FailureView } from '../../shared/ipc/views.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { CopyFailure } from './copy-failure.tsx';
import { Fold } from './fold.tsx';
import { WarningIcon } from './icons.tsx';

interface FailureProps {
  readonly failure: FailureView;
  /** A sentence that belongs to it, such as what was kept. */
  readonly note?: string;
  /** What to press next. */
  readonly children?: ReactNode;
}

/** A failure in plain words: what is wrong, what to do, buttons to do it; what an expert wants to know is folded. */
export function Failure({ failure, note, children }: FailureProps) {
  const { t } = useTranslation();
  const { title, hint } = useFailureText()(failure);
  return (
    <section className="box bad" role="alert">
      <WarningIcon />
      <div className="box-body">
        <h2>{title}</h2>
        <p>{hint}</p>
        {note && <p>{note}</p>}
        {children && <div className="actions">{children}</div>}
        <Fold title={t('common.details')}>
          <p className="technical">
            {failure.code}
            {failure.detail !== undefined && <span>{failure.detail}</span>}
            {failure.requestId !== undefined && <span>{failure.requestId}</span>}
          </p>
          <CopyFailure failure={failure} />
        </Fold>
      </div>
    </section>
  );
}
