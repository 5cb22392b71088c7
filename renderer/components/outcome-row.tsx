import { useTranslation } from 'react-i18next';
import type { AccessOutcomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { isFine, TONES } from '../state/outcomes.ts';
import { CheckIcon, InfoIcon, WarningIcon } from './icons.tsx';

interface OutcomeRowProps {
  readonly name: string;
  /** Whom to ask for what is not this person's. */
  readonly contact: string;
  readonly outcome: AccessOutcomeView | undefined;
  readonly running: boolean;
  readonly stranger?: boolean;
  /** Whether to say what can be done; once is enough when several doors have the same trouble. */
  readonly advise?: boolean;
}

const MARKS = { good: <CheckIcon />, info: <InfoIcon />, bad: <WarningIcon /> };

/** One service that was visited: what became of it, and when something is wrong, what to do and who can. */
export function OutcomeRow({ name, contact, outcome, running, stranger = false, advise = true }: OutcomeRowProps) {
  const { t } = useTranslation();
  const words = useOutcomeText(stranger, contact);
  if (!outcome) {
    return (
      <li className={running ? 'row pending' : 'row waiting'}>
        <span className="row-mark" aria-hidden="true" />
        <span className="row-name">{name}</span>
        <span className="row-title">{running ? t('access.running') : t('access.waiting')}</span>
      </li>
    );
  }
  const { title, todo, said } = words(outcome);
  return (
    <li className={`row ${TONES[outcome.kind]}`}>
      <span className="row-mark">{MARKS[TONES[outcome.kind]]}</span>
      <span className="row-name">{name}</span>
      <span className="row-title">{title}</span>
      {said && <p className="row-said">{said}</p>}
      {advise && todo && <p className="row-todo">{todo}</p>}
    </li>
  );
}

interface OutcomeText {
  readonly title: string;
  readonly todo?: string;
  readonly said?: string;
}

/** What became of a try, in words. @param stranger whether it was made without a key */
export function useOutcomeText(stranger: boolean, contact: string): (outcome: AccessOutcomeView) => OutcomeText {
  const { t } = useTranslation();
  const { formats } = useApp();
  const said = (status: number) => {
    if (status === 401 || status === 403) return t('access.saysSignIn');
    return t('access.saysOther', { status });
  };
  return ({ kind, status, seconds }) => {
    // That a service answers well needs no words.
    const answer = status === undefined || status < 400 || stranger ? {} : { said: said(status) };
    if (kind === 'let-in' && !stranger) return { title: t('access.openToAll') };
    if (isFine(kind)) return { title: t(`outcome.${kind}.title`), ...answer };
    if (stranger && kind === 'on-the-lan') {
      return { title: t('outcome.strangerAtHome.title'), todo: t('outcome.strangerAtHome.todo') };
    }
    if (kind === 'clock-wrong' && seconds !== undefined) {
      const time = formats.span(seconds);
      const todo = seconds > 0 ? t('outcome.clock-wrong.ahead', { time }) : t('outcome.clock-wrong.behind', { time });
      return { title: t('outcome.clock-wrong.title'), todo };
    }
    return { title: t(`outcome.${kind}.title`), todo: t(`outcome.${kind}.todo`, { contact }), ...answer };
  };
}
