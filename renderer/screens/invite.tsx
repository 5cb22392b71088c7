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
import { PromptHints } from '../components/prompt-hints.tsx';
import { Screen } from '../components/screen.tsx';
import { useApp } from '../state/app-context.ts';
import { readField } from '../state/invite-field.ts';
import type { Screen as ScreenState } from '../state/model.ts';
import { canTryAgain, opensDateSettings } from '../state/next-moves.ts';
import { duringEnrolment } from '../state/prompt-hints.ts';
import { useCopiedInvite } from '../state/use-copied-invite.ts';
import { DamagedScreen, OwnInviteScreen, UnfinishedScreen } from './before-invite.tsx';

type InviteState = ScreenState & { readonly name: 'invite' };

/** Where an invite goes in; what comes before one, such as a setup that was interrupted, is a screen of its own. */
export function InviteScreen({ screen }: { readonly screen: InviteState }) {
  const { state, controller } = useApp();
  const { draft, facts, homes, unfinished, notice } = state;
  const [other, setOther] = useState(false);
  const onAnother = () => {
    controller.edit({ text: '' });
    setOther(true);
  };
  const field = readField(draft.text, facts.defaults);
  if (screen.own && field.kind === 'ready')
    return <OwnInviteScreen own={screen.own} host={field.invite.host} onAnother={onAnother} />;
  const untouched = draft.text === '' && !screen.asking && !other && homes.length === 0;
  if (untouched && notice?.code === 'JOURNAL_DAMAGED') return <DamagedScreen failure={notice} />;
  if (untouched && unfinished.length > 0) return <UnfinishedScreen onAnother={onAnother} />;
  const back = () => {
    controller.edit({ text: '' });
    setOther(false);
  };
  return <FormScreen screen={screen} onBack={homes.length === 0 && unfinished.length > 0 ? back : undefined} />;
}

interface FormScreenProps {
  readonly screen: InviteState;
  /** Where there is something to go back to, but for a home. */
  readonly onBack: (() => void) | undefined;
}

function FormScreen({ screen, onBack }: FormScreenProps) {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { draft, facts, homes } = state;
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
  const hints = duringEnrolment([...state.asking]);
  // The mark has its place where nothing more important is to be said.
  const calm = !more && onBack === undefined && !screen.failure && hints.length === 0;
  return (
    <Screen
      title={more ? t('invite.titleMore') : t('invite.title')}
      lead={t('invite.lead')}
      picture={calm ? <Mark /> : undefined}
      onBack={more ? () => controller.go('base') : onBack}
      ownFocus
    >
      <PromptHints promptHints={hints} />
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
        {screen.asking && <BusyHome />}
        <Next screen={screen} asking={asking} ready={feedback.kind === 'ready'} />
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
  readonly screen: InviteState;
  /** What is going on, in words. */
  readonly asking: string;
  /** Whether the field holds a whole invite. */
  readonly ready: boolean;
}

/** What can be done with the invite that is there: go on, stop, try again, or correct it; and without one, paste it. */
function Next({ screen, asking, ready }: NextProps) {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { failure } = screen;
  const copied = useCopiedInvite(!ready && !screen.asking);
  if (failure && !canTryAgain(failure)) {
    return (
      <Failure failure={failure} contact={undefined} askFirst={false}>
        <Button kind="main" onPress={focusField}>
          {t('failed.otherInvite')}
        </Button>
      </Failure>
    );
  }
  const { host, nothing, paste } = copied;
  const offered = !ready && host !== undefined;
  const hasOtherMain = offered || (failure && opensDateSettings(failure, state.facts.platform));
  const said = nothing ? t('invite.nothingCopied') : offered ? t('invite.pasteFrom', { host }) : '';
  return (
    <>
      {failure && <Failure failure={failure} contact={undefined} />}
      <Actions>
        {offered && (
          <Button kind="main" onPress={paste}>
            {t('invite.pasteFrom', { host })}
          </Button>
        )}
        <Button kind={hasOtherMain ? 'plain' : 'main'} type="submit" busy={screen.asking}>
          {screen.asking ? asking : failure ? t('common.tryAgain') : t('invite.go')}
        </Button>
        {!ready && !offered && !screen.asking && <Button onPress={paste}>{t('invite.paste')}</Button>}
        {screen.asking && <Button onPress={() => void controller.stopAsking()}>{t('common.cancel')}</Button>}
      </Actions>
      {nothing && <p className="field-note neutral">{t('invite.nothingCopied')}</p>}
      <Live text={said} />
    </>
  );
}

/** To correct the invite that is there. */
const focusField = () => document.querySelector<HTMLElement>('.invite-field input')?.focus();
