import { useTranslation } from 'react-i18next';
import type { AccessReportView, HomeView } from '../../shared/ipc/views.ts';
import { AskContact } from '../components/ask-contact.tsx';
import { Browsers } from '../components/browsers.tsx';
import { Button } from '../components/button.tsx';
import { Failure } from '../components/failure.tsx';
import { Fold } from '../components/fold.tsx';
import { CheckIcon, InfoIcon, WarningIcon } from '../components/icons.tsx';
import { Live } from '../components/live.tsx';
import { OutcomeRow } from '../components/outcome-row.tsx';
import { PromptHints } from '../components/prompt-hints.tsx';
import { Screen } from '../components/screen.tsx';
import { useApp } from '../state/app-context.ts';
import type { Test } from '../state/model.ts';
import { canTryAgain } from '../state/next-moves.ts';
import { atFirstTest } from '../state/prompt-hints.ts';
import { useContactName } from '../texts/use-contact-name.ts';

interface AccessProps {
  readonly home: HomeView;
  readonly test: Test;
}

export function AccessScreen({ home, test }: AccessProps) {
  const { t } = useTranslation();
  const { controller, state } = useApp();
  const { name } = home.home;
  const contact = useContactName()(home.contact);
  const { running, report, failure } = test;
  const again = () => void controller.test(home.id);
  return (
    <Screen title={t('access.title', { home: name })} lead={t('access.lead')} onBack={() => controller.go('base')}>
      {report && <Verdict report={report} contact={contact} />}
      {failure && (
        <Failure failure={failure} contact={home.contact} homeId={home.id}>
          {canTryAgain(failure) && (
            <Button kind="main" onPress={again}>
              {t('common.tryAgain')}
            </Button>
          )}
        </Failure>
      )}
      <Live text={useSpoken(home, test)} />
      {running && <PromptHints promptHints={atFirstTest(state.facts.platform)} />}
      {home.services.length > 0 && <Rows home={home} test={test} />}
      <Browsers home={home} heading="h2" />
      {!failure && (
        <div className="actions">
          {report && (
            <AskContact
              about={{ type: 'report' }}
              contact={home.contact}
              homeId={home.id}
              main={report.verdict === 'not-ok'}
            />
          )}
          <Button busy={running} onPress={again}>
            {running ? t('access.running') : t('access.again')}
          </Button>
        </div>
      )}
      {report && (
        <Fold title={t('access.show')}>
          <pre className="report">{report.text}</pre>
        </Fold>
      )}
    </Screen>
  );
}

/** Each service that is open now, tried with the key; and what became of a stranger. */
function Rows({ home, test: { running, outcomes, stranger } }: AccessProps) {
  const { t } = useTranslation();
  const contact = useContactName()(home.contact);
  return (
    <>
      <h2 className="rows-title">{t('access.services')}</h2>
      <ul className="rows">
        {home.services.map((service, index) => (
          <OutcomeRow
            key={service.name}
            name={service.name}
            contact={contact}
            outcome={outcomes[service.name]}
            running={running}
            advise={
              !home.services
                .slice(0, index)
                .some(({ name: one }) => outcomes[one]?.kind === outcomes[service.name]?.kind)
            }
          />
        ))}
      </ul>
      <h2 className="rows-title">{t('access.strangers')}</h2>
      <ul className="rows">
        <OutcomeRow name={t('access.stranger')} contact={contact} outcome={stranger} running={running} stranger />
      </ul>
    </>
  );
}

interface VerdictText {
  readonly tone: 'good' | 'info' | 'bad';
  readonly title: string;
  readonly text: string;
}

function useVerdictText(contact: string): (report: AccessReportView) => VerdictText {
  const { t } = useTranslation();
  return ({ verdict, services }) => {
    if (verdict === 'not-tested') {
      return { tone: 'info', title: t('access.notTested'), text: t('access.notTestedText') };
    }
    if (verdict === 'not-ok') return { tone: 'bad', title: t('access.notOk'), text: t('access.notOkText') };
    // At home every door opens; that proves nothing about the key.
    const atHome = services.some(({ outcome }) => outcome.kind === 'on-the-lan');
    if (atHome) return { tone: 'info', title: t('access.lan'), text: t('access.lanText') };
    if (services.length === 0) return { tone: 'info', title: t('access.none'), text: t('homes.nothing', { contact }) };
    const notYours = services.some(({ outcome }) => outcome.kind === 'not-allowed');
    if (notYours) return { tone: 'info', title: t('access.some'), text: t('access.someText') };
    return { tone: 'good', title: t('access.ok'), text: t('access.okText') };
  };
}

function Verdict({ report, contact }: { readonly report: AccessReportView; readonly contact: string }) {
  const { tone, title, text } = useVerdictText(contact)(report);
  const marks = { good: <CheckIcon />, bad: <WarningIcon />, info: <InfoIcon /> };
  return (
    <section className={`box ${tone}`}>
      {marks[tone]}
      <div className="box-body">
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
    </section>
  );
}

/** What a screen reader hears: how far the test is, then how it ended. */
function useSpoken(home: HomeView, { running, outcomes, report, failure }: Test): string {
  const { t } = useTranslation();
  const verdictText = useVerdictText(useContactName()(home.contact));
  if (report) return `${verdictText(report).title}. ${verdictText(report).text}`;
  if (failure) return t('access.failed');
  if (!running) return '';
  return t('access.progress', { done: Object.keys(outcomes).length, all: home.services.length });
}
