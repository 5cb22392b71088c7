/** The audit log as it grows: who did what, and when. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Live as LiveText } from '../../components/live.tsx';
import { Choose } from '../components/choose.tsx';
import { Entries } from '../components/entries.tsx';
import { Loading } from '../components/loading.tsx';
import { More } from '../components/more.tsx';
import { Page } from '../components/page.tsx';
import { TroubleBox } from '../components/trouble-box.tsx';
import { kindsOf, LOG_SUBJECTS, type LogSubject } from '../state/log-subjects.ts';
import { useConsole } from '../state/use-console.ts';
import { usePages } from '../state/use-pages.ts';
import type { Entry } from '../texts/use-entry-text.ts';

const OUTCOMES = ['ok', 'refused', 'failed'] as const;
const TOPICS = ['audit'] as const;

/** Entries by the day they are of, in the order they come. */
function byDay(entries: readonly Entry[], dayOf: (time: string) => string) {
  const days: { readonly day: string; readonly entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

export function LogPage() {
  const { t } = useTranslation('console');
  const { formats } = useConsole();
  const [subject, setSubject] = useState<LogSubject>('all');
  const [outcome, setOutcome] = useState<'all' | (typeof OUTCOMES)[number]>('all');
  const kinds = kindsOf(subject);
  const request = {
    ...(kinds === undefined ? {} : { kind: kinds.join() }),
    ...(outcome === 'all' ? {} : { outcome }),
  };
  const { items, trouble, more, busy, reload } = usePages('audit', request, TOPICS, ({ seq }) => seq);
  const newest = items?.[0]?.seq ?? 0;
  const asked = JSON.stringify(request);
  const first = useRef({ asked, newest });
  if (first.current.asked !== asked || first.current.newest === 0) first.current = { asked, newest };
  const added = items?.filter(({ seq }) => seq > first.current.newest).length ?? 0;
  return (
    <Page title={t('log.title')} lead={t('log.lead')}>
      <div className="filters">
        <Choose
          label={t('log.about')}
          value={subject}
          onChange={setSubject}
          options={LOG_SUBJECTS.map((one) => [one, t(`log.subjects.${one}`)])}
        />
        <Choose
          label={t('log.outcome')}
          value={outcome}
          onChange={setOutcome}
          options={[['all', t('log.everyOutcome')], ...OUTCOMES.map((one) => [one, t(`log.${one}`)] as const)]}
        />
      </div>
      <TroubleBox trouble={trouble} retry={reload} />
      <LiveText text={added > 0 ? t('log.added', { count: added }) : ''} />
      {items === undefined ? (
        <Loading trouble={trouble} />
      ) : items.length === 0 ? (
        <p className="nothing">{t('log.nothing')}</p>
      ) : (
        byDay(items, formats.date).map(({ day, entries }) => (
          <section key={`${day} ${entries.at(-1)?.seq}`} className="panel" aria-label={day}>
            <h2>{day}</h2>
            <Entries entries={entries} clock />
          </section>
        ))
      )}
      <More more={more} busy={busy} />
    </Page>
  );
}
