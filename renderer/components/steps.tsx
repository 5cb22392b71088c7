import { useTranslation } from 'react-i18next';
import { ENROLMENT_STEPS, type EnrolmentStep } from '../../shared/ipc/enrolment-steps.ts';
import type { Run } from '../state/model.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { CheckIcon, CrossIcon, WarningIcon } from './icons.tsx';

/** Says what a step does, in plain words. */
export function useStepText(home: string): (step: EnrolmentStep) => string {
  const { t } = useTranslation();
  return (step) => t(`enrolling.steps.${step}`, { home });
}

type Standing = 'done' | 'now' | 'next' | 'failedHere';

interface StepsProps {
  readonly run: Run;
  readonly failedAt?: EnrolmentStep;
  /** Whether it only waits for something, as the panel about it says, and nothing is wrong. */
  readonly waits?: boolean;
}

/** The parts of an enrolment, and how far it has come. */
export function Steps({ run, failedAt, waits = false }: StepsProps) {
  const { t } = useTranslation();
  const stepText = useStepText(run.home);
  const failureText = useFailureText();
  const current = ENROLMENT_STEPS.indexOf(failedAt ?? run.step ?? 'key');
  const standingOf = (index: number): Standing => {
    if (index < current) return 'done';
    if (index > current) return 'next';
    return failedAt ? 'failedHere' : 'now';
  };
  return (
    <ol className="steps">
      {ENROLMENT_STEPS.map((step, index) => {
        const standing = standingOf(index);
        return (
          <li
            key={step}
            className={standing === 'failedHere' && waits ? 'failedHere waits' : standing}
            aria-current={standing === 'now' ? 'step' : undefined}
          >
            <span className="step-mark" aria-hidden="true">
              {standing === 'done' && <CheckIcon />}
              {standing === 'failedHere' && !waits && <CrossIcon />}
            </span>
            <span className="step-text">
              {stepText(step)}
              <span className="hidden">, {t(`enrolling.${standing}`)}</span>
            </span>
            {step === 'install' && run.stores.length > 0 && (
              <ul className="stores">
                {run.stores.map(({ name, failure }) => (
                  <li key={name} className={failure ? 'warn' : 'good'}>
                    {failure ? <WarningIcon /> : <CheckIcon />}
                    <span>
                      {failure
                        ? t('enrolling.storeFailed', { name, why: failureText(failure).title })
                        : t('enrolling.storeHas', { name })}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ol>
  );
}
