import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '../../shared/errors.ts';
import type { HomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { freshlyRenewed, validityOf } from '../state/validity.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { BusyHome } from './busy-home.tsx';
import { Button } from './button.tsx';
import { InfoIcon, WarningIcon } from './icons.tsx';
import { Live } from './live.tsx';

/** How the key stands: nothing to say as long as it is good, else what is the matter and what helps. */
export function RenewalNote({ home }: { readonly home: HomeView }) {
  const { t } = useTranslation();
  const { state, formats } = useApp();
  const now = Date.now();
  const validity = validityOf(home, now);
  const renewing = state.renewing[home.id];
  const renewed = freshlyRenewed(home, now);

  if (renewing === undefined && validity === 'not-yet') {
    return <Note tone="warn">{t('homes.notYet', { date: formats.date(home.notBefore) })}</Note>;
  }
  if (renewing !== undefined || validity === 'due' || validity === 'expired' || home.renewal.trouble) {
    return <Wanted home={home} expired={validity === 'expired'} />;
  }
  return renewed === undefined ? null : <Note tone="info">{t('renewal.done', { date: formats.date(renewed) })}</Note>;
}

function Note({ tone, children }: { readonly tone: 'info' | 'warn'; readonly children: string }) {
  return (
    <p className={`note ${tone}`}>
      {tone === 'info' ? <InfoIcon /> : <WarningIcon />}
      <span>{children}</span>
    </p>
  );
}

/** A home that answers with these does not change its mind by being asked again. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['RENEWAL_SECRET_NOT_VALID', 'RENEWAL_TOO_LATE', 'DEVICE_SHUT_OUT']);

function Wanted({ home, expired }: { readonly home: HomeView; readonly expired: boolean }) {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const step = state.renewing[home.id];
  const { trouble } = home.renewal;
  const final = trouble !== undefined && FINAL.has(trouble.failure.code);
  const tone = expired || final ? 'bad' : trouble ? 'warn' : 'info';
  const progress = step === undefined ? '' : t(`renewal.steps.${step}`, { home: home.home.name });
  return (
    <div className={`note ${tone}`}>
      {tone === 'info' ? <InfoIcon /> : <WarningIcon />}
      <div className="note-body">
        {step === undefined ? <Reasons home={home} expired={expired} final={final} /> : <p>{progress}</p>}
        <div className="actions">
          {final && step === undefined && (
            <Button onPress={() => controller.go('invite')}>{t('renewal.newInvite')}</Button>
          )}
          <Button
            busy={step !== undefined}
            id={`renew-${home.id}`}
            aria-labelledby={`renew-${home.id} home-${home.id}`}
            onPress={() => void controller.renew(home.id)}
          >
            {step === undefined ? t('renewal.now') : t('renewal.busy')}
          </Button>
        </div>
        {step !== undefined && <BusyHome />}
        <Live text={progress} />
      </div>
    </div>
  );
}

interface ReasonsProps {
  readonly home: HomeView;
  readonly expired: boolean;
  readonly final: boolean;
}

function Reasons({ home, expired, final }: ReasonsProps) {
  const { t } = useTranslation();
  const { formats } = useApp();
  const failureText = useFailureText();
  const { trouble } = home.renewal;
  const where = { home: home.home.name, date: formats.date(home.notAfter) };
  const what = expired ? t('renewal.expired', where) : trouble ? t('renewal.trouble', where) : t('renewal.due', where);
  return (
    <>
      {!final && <p>{what}</p>}
      {trouble && (
        <p>
          {t('renewal.since', { date: formats.date(trouble.since), why: failureText(trouble.failure).title })}{' '}
          {failureText(trouble.failure).hint}
        </p>
      )}
    </>
  );
}
