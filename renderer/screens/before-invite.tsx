/** What is said instead of asking for an invite: one headline, one main button, and the way to use another invite. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FailureView, UnfinishedView } from '../../shared/ipc/views.ts';
import { Actions } from '../components/actions.tsx';
import { Button } from '../components/button.tsx';
import { Brand } from '../components/mark.tsx';
import { Notice } from '../components/notices.tsx';
import { PromptHints } from '../components/prompt-hints.tsx';
import { Screen } from '../components/screen.tsx';
import { Sign } from '../components/sign.tsx';
import { UnfinishedActions, UnfinishedList } from '../components/unfinished.tsx';
import { useApp } from '../state/app-context.ts';
import type { OwnInvite } from '../state/model.ts';
import { duringEnrolment } from '../state/prompt-hints.ts';
import { useFailureText } from '../texts/use-failure-text.ts';

interface AnotherProps {
  readonly onAnother: () => void;
}

function Another({ onAnother }: AnotherProps) {
  const { t } = useTranslation();
  return (
    <div className="actions next">
      <Button kind="quiet" onPress={onAnother}>
        {t('invite.other')}
      </Button>
    </div>
  );
}

interface OneProps extends AnotherProps {
  readonly title: string;
  readonly lead: string;
  /** The one main button, with what belongs to it. */
  readonly children: ReactNode;
  /** What stands above the title; else whose window this is, where nothing leads back. */
  readonly picture?: ReactNode;
  readonly onBack?: (() => void) | undefined;
}

function One({ title, lead, children, picture, onBack, onAnother }: OneProps) {
  return (
    <Screen title={title} lead={lead} picture={picture ?? (onBack ? undefined : <Brand />)} onBack={onBack} calm>
      {children}
      <Another onAnother={onAnother} />
    </Screen>
  );
}

/** An enrolment that something interrupted, with what the system will ask when it goes on. */
export function UnfinishedScreen({ onAnother }: AnotherProps) {
  const { t } = useTranslation();
  const { state } = useApp();
  const [only, ...more] = state.unfinished;
  if (only === undefined || more.length > 0) {
    return (
      <Screen title={t('unfinished.several')} calm>
        <UnfinishedList />
        <Another onAnother={onAnother} />
      </Screen>
    );
  }
  return <Interrupted lead={t('unfinished.text')} unfinished={only} onAnother={onAnother} />;
}

interface InterruptedProps extends AnotherProps {
  readonly lead: string;
  readonly unfinished: Pick<UnfinishedView, 'id' | 'host' | 'home'> & Partial<UnfinishedView>;
  readonly onBack?: (() => void) | undefined;
}

function Interrupted({ lead, unfinished, onAnother, onBack }: InterruptedProps) {
  const { t } = useTranslation();
  const { state } = useApp();
  const title = t('unfinished.title', { home: unfinished.home ?? unfinished.host });
  const hints = new Set([...state.asking, ...(unfinished.promptHints ?? [])]);
  return (
    <One title={title} lead={lead} onAnother={onAnother} onBack={onBack}>
      <PromptHints promptHints={duringEnrolment([...hints])} />
      <UnfinishedActions unfinished={unfinished} />
    </One>
  );
}

interface OwnInviteScreenProps extends AnotherProps {
  readonly own: OwnInvite;
  /** The server that the invite names. */
  readonly host: string;
}

/** An invite that this very computer has used: it goes on, or has brought its key. */
export function OwnInviteScreen({ own, host, onAnother }: OwnInviteScreenProps) {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { homes, unfinished } = state;
  const onBack = homes.length > 0 ? () => controller.go('base') : undefined;
  if (own.type === 'begun') {
    const one = unfinished.find(({ id }) => id === own.id) ?? { id: own.id, host };
    return <Interrupted lead={t('unfinished.known')} unfinished={one} onAnother={onAnother} onBack={onBack} />;
  }
  const home = homes.find(({ id }) => id === own.homeId)?.home.name ?? host;
  return (
    <One
      title={t('invite.haveIt')}
      lead={t('invite.haveItText', { home })}
      picture={<Sign tone="good" />}
      onAnother={onAnother}
      onBack={onBack}
    >
      <Actions>
        <Button kind="main" onPress={() => controller.go('base')}>
          {t('invite.showKeys')}
        </Button>
      </Actions>
    </One>
  );
}

/** What Latchkey saved cannot be read, and no home is left to show: it repairs that itself. */
export function DamagedScreen({ failure }: { readonly failure: FailureView }) {
  const { title } = useFailureText(undefined)(failure);
  return (
    <Screen title={title} picture={<Sign tone="bad" />} notices={false} calm>
      <Notice failure={failure} titled={false} />
    </Screen>
  );
}
