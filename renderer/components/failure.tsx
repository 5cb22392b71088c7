import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactView, FailureView } from '../../shared/ipc/views.ts';
import { askAboutFailure, canTryAgain } from '../state/next-moves.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { Actions } from './actions.tsx';
import { AskButton, AskLine } from './ask-contact.tsx';
import { CopyFailure } from './copy-failure.tsx';
import { DateSettings } from './date-settings.tsx';
import { Fold } from './fold.tsx';
import { GetNewest } from './get-newest.tsx';
import { WarningIcon } from './icons.tsx';

interface FailureProps {
  readonly failure: FailureView;
  readonly contact: ContactView | undefined;
  /** The home that it is about, where there is one yet. */
  readonly homeId?: string | undefined;
  /** A sentence that belongs to it, such as what was kept. */
  readonly note?: string;
  /** Whether there is a better thing to do than to ask. */
  readonly askFirst?: boolean;
  /** False where the title of the screen or dialog is the failure's already. */
  readonly titled?: boolean;
  /** What to press next. */
  readonly children?: ReactNode;
}

/** A failure in plain words: what is wrong, what to do, buttons to do it; what an expert wants to know is folded. */
export function Failure({
  failure,
  contact,
  homeId,
  note,
  askFirst = !canTryAgain(failure),
  titled = true,
  children,
}: FailureProps) {
  const { t } = useTranslation();
  const { title, hint } = useFailureText(contact)(failure);
  const tooOld = failure.code === 'APP_TOO_OLD';
  const first = askFirst && !tooOld;
  const ask = { about: askAboutFailure(failure), contact, homeId };
  return (
    <section className={`box ${tooOld ? 'warn' : 'bad'}${titled ? '' : ' untitled'}`} role="alert">
      <WarningIcon />
      <div className="box-body">
        {titled && <h2>{title}</h2>}
        <p>{hint}</p>
        {note && <p>{note}</p>}
        <Actions>
          {failure.code === 'CLOCK_WRONG' && <DateSettings />}
          {tooOld && <GetNewest homeId={homeId} />}
          {first && <AskButton {...ask} />}
          {children}
        </Actions>
        <AskLine {...ask} hasButton={first} />
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
