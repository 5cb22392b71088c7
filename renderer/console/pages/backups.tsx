/** Backups: the last ones, and one now. */
import { useTranslation } from 'react-i18next';
import { isBackupLate } from '../../../shared/backup-late.ts';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/facts.tsx';
import { WarningIcon } from '../../components/icons.tsx';
import { CopyText } from '../components/copy-text.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { TroubleBox } from '../components/trouble-box.tsx';
import { Ago } from '../components/when.tsx';
import { SNIPPETS } from '../state/snippets.ts';
import { useAction } from '../state/use-action.ts';
import { useConsole } from '../state/use-console.ts';
import { useLoaded } from '../state/use-loaded.ts';

const DAY = 86_400;

export function BackupsPage() {
  const { t } = useTranslation('console');
  const { value, trouble, reload } = useLoaded('backups', {}, ['backups']);
  return (
    <Page title={t('backups.title')} lead={t('backups.lead')}>
      <TroubleBox trouble={trouble} retry={reload} />
      {value ? <Known backups={value} /> : <Loading trouble={trouble} />}
    </Page>
  );
}

function Known({ backups }: { readonly backups: ConsoleReply<'backups'> }) {
  const { t } = useTranslation('console');
  const { live, formats } = useConsole();
  const { run, busy, trouble } = useAction();
  const { schedule, last, running, failure, files } = backups;
  if (!schedule)
    return (
      <section className="panel empty">
        <h2>{t('backups.off')}</h2>
        <CopyText text="age-keygen -o key.txt" label={t('backups.keyFirst')} beside />
        <CopyText text={SNIPPETS.backups} label={t('backups.offText')} beside />
        <CopyText text="latchkey reload" label={t('edit.thenReload')} beside />
        <CopyText text="latchkey backup home.tar.age" label={t('backups.byHand')} beside />
      </section>
    );
  const making = running || busy;
  const age = last === null ? 0 : (Date.now() - Date.parse(last)) / 1000;
  const late = isBackupLate(age, schedule.everySeconds);
  return (
    <>
      <section className="panel" aria-labelledby="now">
        <h2 id="now">{last === null ? t('backups.never') : t('backups.last')}</h2>
        {last !== null && (
          <p className="large">
            <Ago time={last} />
          </p>
        )}
        <Facts
          facts={[
            [t('backups.every'), formats.span(schedule.everySeconds)],
            [t('backups.keep'), t('backups.keeps', { count: schedule.keep })],
            [t('backups.folder'), <code key="folder">{schedule.folder}</code>],
          ]}
        />
        {late && !making && (
          <section className="box warn" role="status">
            <WarningIcon />
            <div className="box-body">
              <h3>{t('findings.backup-late.what', { count: Math.floor(age / DAY) })}</h3>
              <p>{t('findings.backup-late.why')}</p>
            </div>
          </section>
        )}
        {failure !== null && !making && (
          <section className="box bad" role="alert">
            <WarningIcon />
            <div className="box-body">
              <h3>{t('backups.failed')}</h3>
              <p lang="en">{failure}</p>
            </div>
          </section>
        )}
        <TroubleBox trouble={trouble} />
        <div className="actions">
          <Button
            kind="main"
            busy={making}
            onPress={() =>
              void run(async () => {
                await live.call('makeBackup', {});
                live.changed('backups');
              })
            }
          >
            {making ? t('backups.making') : t('backups.make')}
          </Button>
          <span className="hidden" role="status">
            {making ? t('backups.making') : ''}
          </span>
        </div>
      </section>
      <section className="panel" aria-labelledby="files">
        <h2 id="files">{t('backups.files')}</h2>
        {files.length === 0 ? (
          <p className="soft">{t('backups.noFiles')}</p>
        ) : (
          <ul className="lines">
            {files.map(({ name, madeAt, bytes }) => (
              <li key={name}>
                <code>{name}</code>
                <span className="soft">
                  <Ago time={madeAt} /> · {formats.size(bytes)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
