import { useTranslation } from 'react-i18next';
import type { LeaveView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import type { Dialog } from '../state/model.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { Button } from './button.tsx';
import { DialogFrame } from './dialog-frame.tsx';
import { Failure } from './failure.tsx';
import { Live } from './live.tsx';

/** Says exactly what removing this computer does, and then what it has done. */
export function LeaveDialog({ dialog }: { readonly dialog: Dialog & { type: 'leave' } }) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const { home, busy, result, failure } = dialog;
  if (result) return <LeaveResult home={home} result={result} />;
  return (
    <DialogFrame title={t('leave.title', { home })} alert>
      <ul className="plain-list">
        <li>{t('leave.key')}</li>
        <li>{t('leave.told', { home })}</li>
        <li>{t('leave.return')}</li>
        <li>{t('leave.files')}</li>
      </ul>
      {failure && <Failure failure={failure} />}
      <div className="actions">
        <Button kind="danger" busy={busy} onPress={() => void controller.leave()}>
          {busy ? t('leave.busy') : t('leave.confirm')}
        </Button>
        <Button autoFocus isDisabled={busy} onPress={() => controller.show(undefined)}>
          {t('leave.keep')}
        </Button>
      </div>
      <Live text={busy ? t('leave.busy') : ''} />
    </DialogFrame>
  );
}

function LeaveResult({ home, result }: { readonly home: string; readonly result: LeaveView }) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const failureText = useFailureText();
  const told = {
    told: t('leave.doneTold', { home }),
    unknown: t('leave.doneUnknown', { home }),
    later: t('leave.doneLater', { home }),
  };
  return (
    <DialogFrame title={result.removed ? t('leave.doneTitle') : t('leave.partTitle')}>
      <p>{told[result.home]}</p>
      {!result.removed && <p>{t('leave.part')}</p>}
      {result.failures.length > 0 && (
        <ul className="plain-list">
          {result.failures.map((failure) => (
            <li key={failure.code + (failure.detail ?? '')}>
              {failureText(failure).title}. {failureText(failure).hint}
            </li>
          ))}
        </ul>
      )}
      <div className="actions">
        <Button kind="main" autoFocus onPress={() => controller.show(undefined)}>
          {t('common.close')}
        </Button>
      </div>
    </DialogFrame>
  );
}
