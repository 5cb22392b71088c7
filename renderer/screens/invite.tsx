import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { useTranslation } from 'react-i18next';
import { Actions } from '../components/actions.tsx';
import { BusyHome } from '../components/busy-home.tsx';
import { Button } from '../components/button.tsx';
import { Failure } from '../components/failure.tsx';
import { InviteInput } from '../components/invite-input.tsx';
import { Live } from '../components/live.tsx';
import { Mark } from '../components/mark.tsx';
import { OwnInvite } from '../components/own-invite.tsx';
import { PasteInvite } from '../components/paste-invite.tsx';
import { Screen } from '../components/screen.tsx';
import { UnfinishedList } from '../components/unfinished.tsx';
import { useApp } from '../state/app-context.ts';
import { readField } from '../state/invite-field.ts';
import type { Screen as ScreenState } from '../state/model.ts';
import { canTryAgain, opensDateSettings } from '../state/next-moves.ts';

export function InviteScreen({ screen }: { readonly screen: ScreenState & { name: 'invite' } }) {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { draft, facts, homes, unfinished } = state;
  const feedback = readField(draft.text, facts.defaults);
  const [insisted, setInsisted] = useState<string | undefined>(undefined);
  const asking = screen.asking
    ? feedback.kind === 'ready'
      ? t('invite.asking', { host: feedback.invite.host })
      : t('invite.askingHome')
    : '';

  const submit = () => {
    setInsisted(draft.text);
    if (feedback.kind === 'ready') void controller.preview();
    else focusField();
  };
  const more = homes.length > 0;
  return (
    <Screen
      title={more ? t('invite.titleMore') : t('invite.title')}
      lead={unfinished.length > 0 || screen.own ? undefined : t('invite.lead')}
      picture={more || unfinished.length > 0 ? undefined : <Mark />}
      onBack={more ? () => controller.go('base') : undefined}
      ownFocus
    >
      <UnfinishedList />
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <InviteInput
          feedback={feedback}
          insist={insisted === draft.text}
          asking={screen.asking}
          refused={screen.failure !== undefined}
        />
        <FromLink />
        {feedback.kind !== 'ready' && !screen.asking && <PasteInvite />}
        {screen.asking && <BusyHome />}
        {screen.own && feedback.kind === 'ready' && <OwnInvite own={screen.own} host={feedback.invite.host} />}
        <Next screen={screen} asking={asking} />
        <Live text={asking} />
      </Form>
    </Screen>
  );
}

/** Where the invite came from, and what it took the place of. */
function FromLink() {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { fromLink, replaced } = state.draft;
  if (!fromLink) return null;
  return (
    <p className="field-note neutral">
      {t('invite.fromLink')}
      {replaced !== undefined && (
        <Button kind="quiet" onPress={controller.putBack}>
          {t('invite.putBack')}
        </Button>
      )}
    </p>
  );
}

interface NextProps {
  readonly screen: ScreenState & { name: 'invite' };
  /** What is going on, in words. */
  readonly asking: string;
}

/** What can be done with the invite that is there: go on, stop, try again, or correct it. */
function Next({ screen, asking }: NextProps) {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { failure } = screen;
  if (screen.own) return null;
  if (failure && !canTryAgain(failure)) {
    return (
      <Failure failure={failure} contact={undefined} askFirst={false}>
        <Button kind="main" onPress={focusField}>
          {t('failed.otherInvite')}
        </Button>
      </Failure>
    );
  }
  const hasOtherMain = state.unfinished.length > 0 || (failure && opensDateSettings(failure, state.facts.platform));
  return (
    <>
      {failure && <Failure failure={failure} contact={undefined} />}
      <Actions>
        <Button kind={hasOtherMain ? 'plain' : 'main'} type="submit" busy={screen.asking}>
          {screen.asking ? asking : failure ? t('common.tryAgain') : t('invite.go')}
        </Button>
        {screen.asking && <Button onPress={() => void controller.stopAsking()}>{t('common.cancel')}</Button>}
      </Actions>
    </>
  );
}

/** To correct the invite that is there. */
const focusField = () => document.querySelector<HTMLElement>('.invite-field input')?.focus();
