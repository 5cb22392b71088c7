import { useTranslation } from 'react-i18next';
import type { UnfinishedView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { duringEnrolment } from '../state/prompt-hints.ts';
import { Actions } from './actions.tsx';
import { Button } from './button.tsx';
import { RestartIcon } from './icons.tsx';
import { PromptHints } from './prompt-hints.tsx';

interface UnfinishedProps {
  readonly unfinished: Pick<UnfinishedView, 'id' | 'host' | 'home'>;
}

/** Enrolments that something interrupted, offered before anything else, with what going on will ask. */
export function UnfinishedList() {
  const { t } = useTranslation();
  const { asking, unfinished } = useApp().state;
  const all = new Set([...asking, ...unfinished.flatMap(({ promptHints }) => promptHints)]);
  return (
    <>
      {unfinished.map((one) => (
        <section key={one.id} className="box info">
          <RestartIcon />
          <div className="box-body">
            <h2>{t('unfinished.title', { home: one.home ?? one.host })}</h2>
            <p>{t('unfinished.text')}</p>
            <UnfinishedActions unfinished={one} />
          </div>
        </section>
      ))}
      <PromptHints promptHints={duringEnrolment([...all])} />
    </>
  );
}

/** Goes on with an interrupted enrolment, or starts over. */
export function UnfinishedActions({ unfinished }: UnfinishedProps) {
  const { t } = useTranslation();
  const { controller } = useApp();
  return (
    <Actions>
      <Button kind="main" onPress={() => void controller.resume(unfinished.id)}>
        {t('unfinished.goOn')}
      </Button>
      <Button onPress={() => controller.show({ type: 'forget', unfinished, busy: false })}>
        {t('unfinished.startOver')}
      </Button>
    </Actions>
  );
}
