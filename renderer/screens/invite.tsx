import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { useTranslation } from 'react-i18next';
import { Actions } from '../components/actions.tsx';
import { BusyHome } from '../components/busy-home.tsx';
import { Button } from '../components/button.tsx';
import { Failure } from '../components/failure.tsx';
import { InviteInput } from '../components/invite-input.tsx';
import { Live } from '../components/live.tsx';
import { Brand } from '../components/mark.tsx';
import { PromptHints } from '../components/prompt-hints.tsx';
import { Screen } from '../components/screen.tsx';
import { useLate } from '../components/use-late.ts';
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
  if (untouched && notice?.code === 'RECORDS_DAMAGED') return <DamagedScreen failure={notice} />;
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
  const ready = feedback.kind === 'ready';
  const copied = useCopiedInvite(!ready && !screen.asking);
  const paste = () => {
    copied.paste();
    // The button that was pressed goes away.
    focusField();
  };
  const empty = draft.text === '' && !screen.asking;
  const offered = empty ? copied.host : undefined;
  // The mark has its place where nothing more important is to be said.
  const bare = !more && onBack === undefined && !screen.failure && hints.length === 0;
  return (
    <Screen
      title={more ? t('invite.titleMore') : t('invite.title')}
      lead={t('invite.lead')}
      picture={bare ? <Brand /> : undefined}
      onBack={more ? () => controller.go('base') : onBack}
      ownFocus
      calm
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
          onPaste={empty && offered === undefined ? paste : undefined}
        />
        <FromLink />
        {screen.asking && <BusyHome />}
        <Next screen={screen} asking={asking} ready={ready} offered={offered} paste={paste} />
        {!screen.failure && <Aside asking={screen.asking} nothing={copied.nothing} empty={empty} />}
        <Live text={offered === undefined ? '' : t('invite.pasteFrom', { host: offered })} />
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
  /** The server that a copied invite is from, while the field is empty. */
  readonly offered: string | undefined;
  readonly paste: () => void;
}

/** What can be done with the invite that is there: go on, stop, try again, or correct it. */
function Next({ screen, asking, ready, offered, paste }: NextProps) {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { failure } = screen;
  if (failure && !canTryAgain(failure)) {
    return (
      <Failure failure={failure} contact={undefined} askFirst={false}>
        <Button kind="main" onPress={focusField}>
          {t('failed.otherInvite')}
        </Button>
      </Failure>
    );
  }
  const helps = ready && !(failure && opensDateSettings(failure, state.facts.platform));
  const goOn = failure ? t('common.tryAgain') : t('invite.go');
  return (
    <>
      {failure && <Failure failure={failure} contact={undefined} />}
      <Actions>
        {offered === undefined ? (
          <Button kind={helps ? 'main' : 'plain'} type="submit" busy={screen.asking}>
            {screen.asking ? asking : goOn}
          </Button>
        ) : (
          <Button kind="main" onPress={paste}>
            {t('invite.pasteFrom', { host: offered })}
          </Button>
        )}
        {screen.asking && <Button onPress={() => void controller.stopAsking()}>{t('common.cancel')}</Button>}
      </Actions>
    </>
  );
}

interface AsideProps {
  readonly asking: boolean;
  /** Whether an invite was looked for in what was copied, and none was there. */
  readonly nothing: boolean;
  /** Whether the field waits for an invite, and holds nothing yet. */
  readonly empty: boolean;
}

/** What is said in passing: that it takes long, that nothing was copied, and at first, who has invites. It keeps its place. */
function Aside({ asking, nothing, empty }: AsideProps) {
  const { t } = useTranslation();
  const slow = useLate(asking, SLOW);
  const news = slow ? t('invite.slow') : nothing ? t('invite.nothingCopied') : undefined;
  return (
    <>
      <p className="aside invite-aside">{news ?? (empty && t('invite.none'))}</p>
      <Live text={news ?? ''} />
    </>
  );
}

/** How long a server is asked before that is worth a word, in milliseconds. */
const SLOW = 5000;

/** To correct the invite that is there. */
const focusField = () => document.querySelector<HTMLElement>('.invite-field input')?.focus();
