import { useTranslation } from 'react-i18next';
import { BusyHome } from '../components/busy-home.tsx';
import { Button } from '../components/button.tsx';
import { Failure } from '../components/failure.tsx';
import { Live } from '../components/live.tsx';
import { PromptHints } from '../components/prompt-hints.tsx';
import { Screen } from '../components/screen.tsx';
import { Steps, useStepText } from '../components/steps.tsx';
import { useApp } from '../state/app-context.ts';
import type { Run, Screen as ScreenState } from '../state/model.ts';
import { canTryAgain, nextMoves, opensDateSettings } from '../state/next-moves.ts';
import { duringEnrolment } from '../state/prompt-hints.ts';
import { useFailureText } from '../texts/use-failure-text.ts';

export function EnrollingScreen({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const stepText = useStepText(run.home);
  return (
    <Screen title={t('enrolling.title', { home: run.home })}>
      <Steps run={run} />
      <BusyHome />
      <Live text={run.step ? stepText(run.step) : ''} />
      <PromptHints promptHints={duringEnrolment(run.promptHints)} />
      <p className="aside">{t('enrolling.safe')}</p>
    </Screen>
  );
}

export function FailedScreen({ screen }: { readonly screen: ScreenState & { name: 'failed' } }) {
  const { t } = useTranslation();
  const { controller, state } = useApp();
  const { run, failure, resumable, step } = screen;
  const { title } = useFailureText(run.contact)(failure);
  const moves = nextMoves(screen);
  // The invite can be looked at once more before anybody is asked.
  const asks = !canTryAgain(failure) && moves[0] !== 'invite';
  const firstIsMain = !asks && !opensDateSettings(failure, state.facts.platform);
  const act = {
    again: () => void controller.again(),
    later: () => void controller.later(),
    back: controller.back,
    invite: () => controller.go('invite'),
  };
  const words = {
    again: t('common.tryAgain'),
    later: t('failed.later'),
    back: t('common.back'),
    invite: t('failed.otherInvite'),
  };
  return (
    <Screen title={title}>
      <Failure
        failure={failure}
        titled={false}
        contact={run.contact}
        askFirst={asks}
        note={resumable ? t('failed.kept') : t('failed.nothing')}
      >
        {moves.map((move, index) => (
          <Button key={move} kind={index === 0 && firstIsMain ? 'main' : 'plain'} onPress={act[move]}>
            {words[move]}
          </Button>
        ))}
      </Failure>
      <Steps run={run} failedAt={step} waits={failure.code === 'APP_TOO_OLD'} />
    </Screen>
  );
}
