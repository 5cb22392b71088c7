import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { useTranslation } from 'react-i18next';
import type { LeaveView } from '../../shared/ipc/views.ts';
import { useApp, useContact } from '../state/app-context.ts';
import type { Dialog } from '../state/model.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { Actions } from './actions.tsx';
import { Button } from './button.tsx';
import { DialogFrame } from './dialog-frame.tsx';
import { Failure } from './failure.tsx';
import { Live } from './live.tsx';
import { PasswordField } from './password-field.tsx';

interface LeaveProps {
  readonly dialog: Dialog & { type: 'leave' };
}

/** Says exactly what removing this computer does, and then what it has done. */
export function LeaveDialog({ dialog }: LeaveProps) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const { home, homeId, busy, result, failure } = dialog;
  const contact = useContact(homeId);
  if (result) return <LeaveResult dialog={dialog} result={result} />;
  return (
    <DialogFrame title={t('leave.title', { home })} alert>
      <ul className="plain-list">
        <li>{t('leave.key')}</li>
        <li>{t('leave.notice', { home })}</li>
        <li>{t('leave.return')}</li>
        <li>{t('leave.files')}</li>
      </ul>
      {failure && <Failure failure={failure} contact={contact} homeId={homeId} />}
      <Actions>
        <Button kind="danger" busy={busy} onPress={() => void controller.leave()}>
          {busy ? t('leave.busy') : t('leave.confirm')}
        </Button>
        <Button autoFocus isDisabled={busy} onPress={() => controller.show(undefined)}>
          {t('leave.keep')}
        </Button>
      </Actions>
      <Live text={busy ? t('leave.busy') : ''} />
    </DialogFrame>
  );
}

function LeaveResult({ dialog, result }: LeaveProps & { readonly result: LeaveView }) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const { home, homeId } = dialog;
  const failureText = useFailureText(useContact(homeId));
  const notice = {
    notified: t('leave.doneNotified', { home }),
    unknown: t('leave.doneUnknown', { home }),
    later: t('leave.doneLater', { home }),
  };
  const locked = result.locked.length > 0;
  const failures = result.failures.filter(({ code }) => code !== 'STORE_LOCKED');
  return (
    <DialogFrame title={result.removed ? t('leave.doneTitle') : t('leave.partTitle')}>
      <p>{notice[result.home]}</p>
      {!result.removed && !locked && <p>{t('leave.part')}</p>}
      {failures.length > 0 && (
        <ul className="plain-list">
          {failures.map((failure) => (
            <li key={failure.code + (failure.detail ?? '')}>
              {failureText(failure).title}. {failureText(failure).hint}
            </li>
          ))}
        </ul>
      )}
      {locked ? (
        <Locked dialog={dialog} locked={result.locked} />
      ) : (
        <Actions>
          <Button kind="main" autoFocus onPress={() => controller.show(undefined)}>
            {t('common.close')}
          </Button>
        </Actions>
      )}
    </DialogFrame>
  );
}

/** Asks for the passwords of the browsers that keep the key behind theirs. All are sent each time: none is kept. */
function Locked({ dialog, locked }: LeaveProps & Pick<LeaveView, 'locked'>) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const { busy } = dialog;
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [tried, setTried] = useState<Readonly<Record<string, string>>>({});
  const unlock = Object.fromEntries(Object.entries(typed).filter(([, password]) => password !== ''));
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (Object.keys(unlock).length === 0) return;
        setTried(typed);
        void controller.leave(unlock);
      }}
    >
      <p>{t('leave.locked', { count: locked.length })}</p>
      {locked.map(({ id, name }, index) => (
        <PasswordField
          key={id}
          label={t('leave.password', { name })}
          value={typed[id] ?? ''}
          onChange={(password) => setTyped({ ...typed, [id]: password })}
          wrong={!busy && typed[id] !== undefined && typed[id] !== '' && typed[id] === tried[id]}
          busy={busy}
          autoFocus={index === 0}
        />
      ))}
      <Actions>
        <Button kind="main" type="submit" busy={busy}>
          {busy ? t('common.moment') : t('leave.unlock')}
        </Button>
        <Button isDisabled={busy} onPress={() => controller.show(undefined)}>
          {t('leave.later')}
        </Button>
      </Actions>
      <Live text={busy ? t('common.moment') : ''} />
    </Form>
  );
}
