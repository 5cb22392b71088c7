import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { useTranslation } from 'react-i18next';
import { BusyHome } from '../components/busy-home.tsx';
import { Button } from '../components/button.tsx';
import { Door } from '../components/door.tsx';
import { Failure } from '../components/failure.tsx';
import { InviteInput } from '../components/invite-input.tsx';
import { Live } from '../components/live.tsx';
import { OwnInvite } from '../components/own-invite.tsx';
import { Screen } from '../components/screen.tsx';
import { UnfinishedList } from '../components/unfinished.tsx';
import { useApp } from '../state/app-context.ts';
import { readField } from '../state/invite-field.ts';
import type { Screen as ScreenState } from '../state/model.ts';

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
    else document.querySelector<HTMLElement>('.invite-field input')?.focus();
  };
  const more = homes.length > 0;
  return (
    <Screen
      title={more ? t('invite.titleMore') : t('invite.title')}
      lead={unfinished.length > 0 ? undefined : t('invite.lead')}
      picture={more || unfinished.length > 0 ? undefined : <Door open={false} />}
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
        <InviteInput feedback={feedback} insist={insisted === draft.text} asking={screen.asking} />
        {draft.fromLink && (
          <p className="field-note neutral">
            {t('invite.fromLink')}
            {draft.replaced !== undefined && (
              <Button kind="quiet" onPress={controller.putBack}>
                {t('invite.putBack')}
              </Button>
            )}
          </p>
        )}
        {screen.asking && <BusyHome />}
        {screen.own && feedback.kind === 'ready' && <OwnInvite own={screen.own} host={feedback.invite.host} />}
        {screen.failure && <Failure failure={screen.failure} />}
        {!screen.own && (
          <div className="actions">
            <Button kind={unfinished.length > 0 ? 'plain' : 'main'} type="submit" busy={screen.asking}>
              {screen.asking ? asking : screen.failure ? t('common.tryAgain') : t('invite.go')}
            </Button>
          </div>
        )}
        <Live text={asking} />
      </Form>
    </Screen>
  );
}
