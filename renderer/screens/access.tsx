import { useTranslation } from 'react-i18next';
import type { AccessOutcomeView, AskAbout, HomeView } from '../../shared/ipc/views.ts';
import { Actions } from '../components/actions.tsx';
import { AskButton, AskLine } from '../components/ask-contact.tsx';
import { Browsers } from '../components/browsers.tsx';
import { Button } from '../components/button.tsx';
import { DateSettings } from '../components/date-settings.tsx';
import { Failure } from '../components/failure.tsx';
import { Fold } from '../components/fold.tsx';
import { CheckIcon, InfoIcon, WarningIcon } from '../components/icons.tsx';
import { Live } from '../components/live.tsx';
import { OutcomeRow, useOutcomeText } from '../components/outcome-row.tsx';
import { PromptHints } from '../components/prompt-hints.tsx';
import { Screen } from '../components/screen.tsx';
import { Sign } from '../components/sign.tsx';
import { type AccessVerdict, judgeReport } from '../state/access-verdict.ts';
import { useApp } from '../state/app-context.ts';
import type { Test } from '../state/model.ts';
import { canOpenDateSettings, canTryAgain, opensDateSettings } from '../state/next-moves.ts';
import { atFirstTest } from '../state/prompt-hints.ts';
import { useContactName } from '../texts/use-contact-name.ts';
import { useFailureText } from '../texts/use-failure-text.ts';

interface AccessProps {
  readonly home: HomeView;
  readonly test: Test;
}

export function AccessScreen({ home, test }: AccessProps) {
  const { t } = useTranslation();
  const { controller, state } = useApp();
  const { name } = home.home;
  const { running, report, failure } = test;
  const verdict = report && judgeReport(report);
  const again = () => void controller.test(home.id);
  const failureText = useFailureText(home.contact);
  const verdictText = useVerdictText(home);
  // What concerns everything alike is the whole screen.
  const whole = verdict?.type === 'cause' || verdict?.type === 'none' ? verdictText(verdict) : undefined;
  const headline = failure ? failureText(failure).title : whole?.title;
  const asked = verdict || failure ? undefined : t('access.lead');
  return (
    <Screen
      title={headline ?? t('access.title', { home: name })}
      picture={headline === undefined ? undefined : <Sign tone={whole?.tone ?? 'bad'} />}
      lead={whole?.texts.join(' ') ?? asked}
      onBack={() => controller.go('base')}
      calm={headline !== undefined}
    >
      {verdict && !whole && <Verdict said={verdictText(verdict)} />}
      {failure && (
        <Failure failure={failure} contact={home.contact} homeId={home.id} titled={false}>
          {canTryAgain(failure) && (
            <Button kind={opensDateSettings(failure, state.facts.platform) ? 'plain' : 'main'} onPress={again}>
              {t('common.tryAgain')}
            </Button>
          )}
        </Failure>
      )}
      <Live text={useSpoken(home, test)} />
      {running && <PromptHints promptHints={atFirstTest(state.facts.platform)} />}
      {home.services.length > 0 && !failure && !whole && <Rows home={home} test={test} verdict={verdict} />}
      <Browsers home={home} heading="h2" />
      {!failure && verdict?.type !== 'none' && <Next home={home} verdict={verdict} running={running} again={again} />}
      {report && verdict?.type !== 'none' && (
        <Fold title={t('access.show')}>
          <pre className="report">{report.text}</pre>
        </Fold>
      )}
    </Screen>
  );
}

interface NextProps {
  readonly home: HomeView;
  readonly verdict: AccessVerdict | undefined;
  readonly running: boolean;
  readonly again: () => void;
}

/** Verdicts that nobody has to be asked about. */
const FINE: ReadonlySet<AccessVerdict['type']> = new Set(['ok', 'at-home', 'none']);

/** What helps most, and the test again where it can end otherwise. Nobody is asked about what works. */
function Next({ home, verdict, running, again }: NextProps) {
  const { t } = useTranslation();
  const { state } = useApp();
  const help = verdict?.help;
  const clock = help === 'clock' && canOpenDateSettings(state.facts.platform);
  const asksFirst = help === 'ask' || help === 'ask-invite';
  const asks = verdict !== undefined && !FINE.has(verdict.type);
  const about: AskAbout = { type: help === 'ask-invite' ? 'invite' : 'report' };
  const ask = { about, contact: home.contact, homeId: home.id };
  return (
    <div className="next-block">
      <Actions>
        {clock && <DateSettings />}
        {asks && asksFirst && <AskButton {...ask} />}
        {verdict?.canTestAgain !== false && (
          <Button
            kind={help === 'again' || (help === 'clock' && !clock) ? 'main' : 'plain'}
            busy={running}
            onPress={again}
          >
            {running ? t('access.running') : t('access.again')}
          </Button>
        )}
      </Actions>
      {asks && <AskLine {...ask} hasButton={asksFirst} />}
    </div>
  );
}

interface RowsProps extends AccessProps {
  readonly verdict: AccessVerdict | undefined;
}

/**
 * Each service that is open now, tried with the key; and what became of a stranger. What all have in common is said above
 * them, once.
 */
function Rows({ home, test: { running, outcomes, stranger }, verdict }: RowsProps) {
  const { t } = useTranslation();
  const contact = useContactName()(home.contact);
  const atHome = verdict?.type === 'at-home';
  const shown = (service: string): AccessOutcomeView | undefined => {
    const outcome = outcomes[service];
    // The service that a stranger opened does not simply work.
    if (outcome && verdict?.letIn && service === verdict.open) return { ...outcome, kind: 'let-in' };
    // Why it opens is said above; what is left to say is that it does.
    return atHome && outcome?.kind === 'on-the-lan' ? { ...outcome, kind: 'reached' } : outcome;
  };
  const saidBefore = (index: number) =>
    home.services
      .slice(0, index)
      .some(({ name }) => shown(name)?.kind === shown(home.services[index]?.name ?? '')?.kind);
  return (
    <>
      {!atHome && <h2 className="rows-title">{t('access.services')}</h2>}
      <ul className="rows">
        {home.services.map(({ name }, index) => (
          <OutcomeRow
            key={name}
            name={name}
            contact={contact}
            outcome={shown(name)}
            running={running}
            advise={!saidBefore(index)}
          />
        ))}
      </ul>
      {!atHome && (
        <>
          <h2 className="rows-title">{t('access.strangers')}</h2>
          <ul className="rows">
            <OutcomeRow
              name={t('access.stranger')}
              contact={contact}
              outcome={stranger}
              running={running}
              stranger
              advise={!verdict?.letIn}
            />
          </ul>
        </>
      )}
    </>
  );
}

interface Said {
  readonly tone: 'good' | 'info' | 'bad';
  readonly title: string;
  readonly texts: readonly string[];
}

/** What an access test comes to, in one piece, the worst first. */
function useVerdictText(home: HomeView): (verdict: AccessVerdict) => Said {
  const { t } = useTranslation();
  const contact = useContactName()(home.contact);
  const words = useOutcomeText(false, contact);
  const main = ({ type, cause }: AccessVerdict): Omit<Said, 'texts'> & { text: string } => {
    if (type === 'cause' && cause) {
      const { title, todo = '' } = words(cause);
      return { tone: 'bad', title, text: todo };
    }
    const said = {
      cause: { tone: 'bad', title: t('access.notOk'), text: t('access.notOkText') },
      trouble: { tone: 'bad', title: t('access.notOk'), text: t('access.notOkText') },
      'not-tested': { tone: 'info', title: t('access.notTested'), text: t('access.notTestedText') },
      'at-home': { tone: 'info', title: t('access.lan'), text: t('access.lanText') },
      none: { tone: 'info', title: t('access.none'), text: t('homes.nothing', { contact }) },
      some: { tone: 'info', title: t('access.some'), text: t('access.someText') },
      ok: { tone: 'good', title: t('access.ok'), text: t('access.okText') },
    } as const;
    return said[type];
  };
  return (verdict) => {
    const { tone, title, text } = main(verdict);
    if (!verdict.letIn) return { tone, title, texts: [text] };
    const alarm = t('outcome.let-in.todo', { contact });
    const service = verdict.open ?? '';
    return {
      tone: 'bad',
      title: t('access.letIn', { service }),
      texts: verdict.failing ? [alarm, `${title}. ${text}`] : [alarm],
    };
  };
}

function Verdict({ said: { tone, title, texts } }: { readonly said: Said }) {
  const marks = { good: <CheckIcon />, bad: <WarningIcon />, info: <InfoIcon /> };
  return (
    <section className={`box ${tone}`}>
      {marks[tone]}
      <div className="box-body">
        <h2>{title}</h2>
        {texts.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
    </section>
  );
}

/** What a screen reader hears: how far the test is, then how it ended. */
function useSpoken(home: HomeView, { running, outcomes, report, failure }: Test): string {
  const { t } = useTranslation();
  const verdictText = useVerdictText(home);
  const failureText = useFailureText(home.contact);
  if (report) {
    const { title, texts } = verdictText(judgeReport(report));
    return [`${title}.`, ...texts].join(' ');
  }
  if (failure) return failureText(failure).title;
  if (!running) return '';
  return t('access.progress', { done: Object.keys(outcomes).length, all: home.services.length });
}
