import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { useTranslation } from 'react-i18next';
import { useApp, useContact } from '../state/app-context.ts';
import type { Dialog } from '../state/model.ts';
import { canTryAgain } from '../state/next-moves.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { Actions } from './actions.tsx';
import { Button } from './button.tsx';
import { DialogFrame } from './dialog-frame.tsx';
import { Failure } from './failure.tsx';
import { Live } from './live.tsx';
import { PasswordField } from './password-field.tsx';

interface StoreProps {
  readonly dialog: Dialog & { readonly type: 'store' };
}

/** Puts the key into one more browser. It asks for that browser's password when the browser does, and keeps it nowhere. */
export function StoreDialog({ dialog }: StoreProps) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const { homeId, store, busy, asks, done, failure } = dialog;
  const contact = useContact(homeId);
  const failureText = useFailureText(contact);
  const { name } = store;
  const close = () => controller.show(undefined);
  if (done) {
    return (
      <DialogFrame title={t('browsers.doneTitle', { name })}>
        <p>{t('browsers.doneText', { name })}</p>
        <Actions>
          <Button kind="main" autoFocus onPress={close}>
            {t('common.close')}
          </Button>
        </Actions>
      </DialogFrame>
    );
  }
  if (asks) return <PasswordDialog dialog={dialog} wrong={asks === 'again'} close={close} />;
  const closing = (
    <Button autoFocus isDisabled={busy} onPress={close}>
      {t('common.close')}
    </Button>
  );
  return (
    <DialogFrame title={failure ? failureText(failure).title : t('browsers.add', { name })}>
      {failure ? (
        <Failure failure={failure} contact={contact} homeId={homeId} titled={false}>
          {canTryAgain(failure) && (
            <Button kind="main" onPress={() => void controller.addToStore()}>
              {t('common.tryAgain')}
            </Button>
          )}
          {closing}
        </Failure>
      ) : (
        <>
          <p>{t('common.moment')}</p>
          <Actions>{closing}</Actions>
        </>
      )}
      <Live text={busy ? t('common.moment') : ''} />
    </DialogFrame>
  );
}

function PasswordDialog({
  dialog,
  wrong,
  close,
}: StoreProps & { readonly wrong: boolean; readonly close: () => void }) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const { store, busy } = dialog;
  const [password, setPassword] = useState('');
  const { name } = store;
  return (
    <DialogFrame title={t('browsers.passwordTitle', { name })}>
      <p>{t('browsers.passwordText', { name })}</p>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== '') void controller.addToStore(password);
        }}
      >
        <PasswordField
          label={t('browsers.password', { name })}
          value={password}
          onChange={setPassword}
          wrong={wrong && !busy}
          busy={busy}
          autoFocus
        />
        <Actions>
          <Button kind="main" type="submit" busy={busy}>
            {busy ? t('common.moment') : t('browsers.add', { name })}
          </Button>
          <Button isDisabled={busy} onPress={close}>
            {t('common.cancel')}
          </Button>
        </Actions>
      </Form>
      <Live text={busy ? t('common.moment') : wrong ? t('browsers.passwordWrong') : ''} />
    </DialogFrame>
  );
}
