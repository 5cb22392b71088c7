import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { freshlyRenewed, validityOf } from '../state/validity.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
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

function Wanted({ home, expired }: { readonly home: HomeView; readonly expired: boolean }) {
  const { t } = useTranslation();
  const { state, controller, formats } = useApp();
  const failureText = useFailureText();
  const step = state.renewing[home.id];
  const { trouble } = home.renewal;
  const tone = expired ? 'bad' : trouble ? 'warn' : 'info';
  const where = { home: home.home.name, date: formats.date(home.notAfter) };
  const failure = trouble && failureText(trouble.failure);
  return (
    <div className={`note ${tone}`}>
      {tone === 'info' ? <InfoIcon /> : <WarningIcon />}
      <div className="note-body">
        <p>{expired ? t('renewal.expired', where) : trouble ? t('renewal.trouble', where) : t('renewal.due', where)}</p>
        {failure && (
          <p>
            {t('renewal.since', { date: formats.date(trouble.since), why: failure.title })} {failure.hint}
          </p>
        )}
        <div className="actions">
          <Button
            busy={step !== undefined}
            id={`renew-${home.id}`}
            aria-labelledby={`renew-${home.id} home-${home.id}`}
            onPress={() => void controller.renew(home.id)}
          >
            {step === undefined ? t('renewal.now') : t('renewal.busy')}
          </Button>
        </div>
        <Live text={step === undefined ? '' : t(`renewal.steps.${step}`, { home: home.home.name })} />
        {step !== undefined && (
          <p className="soft" aria-hidden>
            {t(`renewal.steps.${step}`, { home: home.home.name })}
          </p>
        )}
      </div>
    </div>
  );
}
