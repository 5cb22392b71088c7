import { useTranslation } from 'react-i18next';
import type { UnfinishedView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { duringEnrolment } from '../state/prompt-hints.ts';
import { Actions } from './actions.tsx';
import { Button } from './button.tsx';
import { RestartIcon } from './icons.tsx';
import { PromptHints } from './prompt-hints.tsx';

/** Enrolments that something interrupted, offered before anything else, with what going on will ask. */
export function UnfinishedList() {
  const { state } = useApp();
  const { unfinished, asking, screen } = state;
  const own = screen.name === 'invite' && screen.own?.type === 'begun' ? screen.own.id : undefined;
  const all = new Set([...asking, ...unfinished.flatMap(({ promptHints }) => promptHints)]);
  return (
    <>
      {unfinished
        .filter(({ id }) => id !== own)
        .map((one) => (
          <Unfinished key={one.id} unfinished={one} />
        ))}
      <PromptHints promptHints={duringEnrolment([...all])} />
    </>
  );
}

interface UnfinishedProps {
  readonly unfinished: Pick<UnfinishedView, 'id' | 'host' | 'home'>;
  /** Whether it is told because its invite was typed once more. */
  readonly known?: boolean;
}

export function Unfinished({ unfinished, known = false }: UnfinishedProps) {
  const { t } = useTranslation();
  const { controller } = useApp();
  return (
    <section className="box info" role={known ? 'alert' : undefined}>
      <RestartIcon />
      <div className="box-body">
        <h2>{known ? t('unfinished.known') : t('unfinished.title')}</h2>
        <p>{t('unfinished.text', { home: unfinished.home ?? unfinished.host })}</p>
        <Actions>
          <Button kind="main" onPress={() => void controller.resume(unfinished.id)}>
            {t('unfinished.goOn')}
          </Button>
          <Button onPress={() => controller.show({ type: 'forget', unfinished, busy: false })}>
            {t('unfinished.startOver')}
          </Button>
        </Actions>
      </div>
    </section>
  );
}
