import { useTranslation } from 'react-i18next';
import type { AskAbout, HomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { firstToAdd, type HomeState, helpFor } from '../state/home-state.ts';
import { canOpenDateSettings } from '../state/next-moves.ts';
import { freshlyRenewed } from '../state/validity.ts';
import { useContactName } from '../texts/use-contact-name.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { Actions } from './actions.tsx';
import { AskButton, AskLine } from './ask-contact.tsx';
import { BusyHome } from './busy-home.tsx';
import { Button } from './button.tsx';
import { DateSettings } from './date-settings.tsx';
import { GetNewest } from './get-newest.tsx';
import { InfoIcon, WarningIcon } from './icons.tsx';
import { Live } from './live.tsx';

interface HomeStatusProps {
  readonly home: HomeView;
  readonly state: HomeState;
}

const TONES: Readonly<Record<Exclude<HomeState, 'working'>, 'info' | 'warn' | 'bad'>> = {
  'not-reached': 'info',
  'not-renewed': 'warn',
  'too-old': 'warn',
  renewing: 'info',
  'no-browser': 'warn',
  'not-yet': 'warn',
  expired: 'bad',
  'expired-for-good': 'bad',
  'not-trusted': 'bad',
  'not-recognized': 'bad',
  'turned-off': 'bad',
  leaving: 'info',
};

/** The one thing to say about a home: what is so, in a headline, and one main button that can help. */
export function HomeStatus({ home, state }: HomeStatusProps) {
  const words = useStatusWords(home);
  if (state === 'working') return <Working home={home} />;
  const { title, text } = words(state);
  const tone = TONES[state];
  return (
    <section className={`box ${tone}`} aria-labelledby={`status-${home.id}`}>
      {state === 'renewing' ? <Turning /> : tone === 'info' ? <InfoIcon /> : <WarningIcon />}
      <div className="box-body">
        <h3 id={`status-${home.id}`}>{title}</h3>
        {text !== '' && <p>{text}</p>}
        <Helps home={home} state={state} />
        {state === 'renewing' && <BusyHome />}
        <Live text={state === 'renewing' ? text : title} />
      </div>
    </section>
  );
}

/** Something is going on; the words beside it say what. */
const Turning = () => <span className="turning" aria-hidden="true" />;

function Working({ home }: Pick<HomeStatusProps, 'home'>) {
  const { t } = useTranslation();
  const { formats } = useApp();
  const renewed = freshlyRenewed(home, Date.now());
  const { answer, at } = home.access;
  const due = Date.parse(home.renewal.dueFrom) <= Date.now();
  const checked = due
    ? t('status.due', { date: formats.date(home.notAfter) })
    : answer === 'answered'
      ? t('status.workingToday')
      : t('status.checked', { date: formats.date(at) });
  return (
    <p className="working">
      <span className="dot" aria-hidden="true" />
      <span>{renewed === undefined ? checked : t('status.renewed', { date: formats.date(renewed) })}</span>
    </p>
  );
}

function useStatusWords(home: HomeView): (state: Exclude<HomeState, 'working'>) => { title: string; text: string } {
  const { t } = useTranslation();
  const { state: app, formats } = useApp();
  const contact = useContactName()(home.contact);
  const failureText = useFailureText(home.contact);
  const { trouble } = home.renewal;
  const why = trouble ? `${failureText(trouble.failure).title}. ${failureText(trouble.failure).hint}` : '';
  const { name } = home.home;
  return (state) => {
    const day = state === 'not-yet' ? home.notBefore : state === 'not-reached' ? home.access.at : home.notAfter;
    const filled = { home: name, contact, date: formats.date(day) };
    const title = t(`status.${state}.title`, filled);
    if (state === 'renewing')
      return { title, text: t(`renewal.steps.${app.renewing[home.id] ?? 'key'}`, { home: name }) };
    if (state === 'not-renewed') return { title, text: `${why} ${t('status.not-renewed.text', filled)}`.trim() };
    if (state === 'expired' && trouble) return { title, text: why };
    return { title, text: t(`status.${state}.text`, filled) };
  };
}

/** The one main button, and for who has a new invite already, the way to use it. */
function Helps({ home, state }: HomeStatusProps) {
  const { t } = useTranslation();
  const { controller, state: app } = useApp();
  const help = helpFor(state, home);
  const canSetClock = canOpenDateSettings(app.facts.platform);
  const { trouble } = home.renewal;
  const asks = help === 'ask-invite' || help === 'ask';
  const failure = trouble?.failure ?? home.skipped[0]?.failure ?? { code: 'STORE_FAILED' };
  const about: AskAbout = help === 'ask-invite' ? { type: 'invite' } : { type: 'failure', failure };
  const ask = { about, contact: home.contact, homeId: home.id };
  const first = firstToAdd(home);
  if (help === undefined || (state === 'not-yet' && !canSetClock)) return null;
  return (
    <>
      <Actions>
        {asks && <AskButton {...ask} />}
        {help === 'get-newest' && <GetNewest homeId={home.id} />}
        {help === 'clock' && <DateSettings />}
        {(help === 'renew' || (help === 'clock' && state !== 'not-yet')) && (
          <Button
            kind={help === 'clock' && canSetClock ? 'plain' : 'main'}
            id={`renew-${home.id}`}
            aria-labelledby={`renew-${home.id} home-${home.id}`}
            onPress={() => void controller.renew(home.id)}
          >
            {t('renewal.now')}
          </Button>
        )}
        {help === 'add-browser' && first && (
          <Button kind="main" onPress={() => void controller.addTo(home.id, first)}>
            {t('browsers.add', { name: first.name })}
          </Button>
        )}
        {help === 'leave' && (
          <Button
            id={`leave-${home.id}`}
            aria-labelledby={`leave-${home.id} home-${home.id}`}
            onPress={() => {
              controller.show({ type: 'leave', homeId: home.id, home: home.home.name, busy: false });
              void controller.leave();
            }}
          >
            {t('homes.leaveNow')}
          </Button>
        )}
      </Actions>
      {asks && (
        <AskLine {...ask} hasButton>
          {help === 'ask-invite' && (
            <Button kind="quiet" onPress={() => controller.go('invite')}>
              {t('renewal.newInvite')}
            </Button>
          )}
        </AskLine>
      )}
    </>
  );
}
