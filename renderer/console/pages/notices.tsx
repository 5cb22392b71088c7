/** What the home has told by webhook and e-mail, what it could not, and a test. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Button } from '../../components/button.tsx';
import { CheckIcon, CrossIcon } from '../../components/icons.tsx';
import { Chip } from '../components/chips.tsx';
import { CopyText } from '../components/copy-text.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { TroubleBox } from '../components/trouble-box.tsx';
import { Ago } from '../components/when.tsx';
import { SNIPPETS } from '../state/snippets.ts';
import { useAction } from '../state/use-action.ts';
import { useConsole } from '../state/use-console.ts';
import { useLoaded } from '../state/use-loaded.ts';

type Notice = ConsoleReply<'notices'>['items'][number];
type Results = ConsoleReply<'testNotices'>['results'];

const TONES = { waiting: 'warn', sent: 'good', 'given-up': 'bad' } as const;

export function NoticesPage() {
  const { t } = useTranslation('console');
  const { live, me, formats, say } = useConsole();
  const { value, trouble, reload } = useLoaded('notices', {}, ['notices']);
  const test = useAction();
  const retry = useAction();
  const [results, setResults] = useState<Results>();
  const failed = value?.items.some(({ state }) => state !== 'sent') ?? false;
  if (me.notices.length === 0)
    return (
      <Page title={t('notices.title')} lead={t('notices.lead')}>
        <section className="panel empty">
          <h2>{t('notices.off')}</h2>
          <p>{t('notices.offText')}</p>
          <CopyText text={SNIPPETS.email} label={t('notices.email')} beside />
          <CopyText text={SNIPPETS.webhook} label={t('notices.webhook')} beside />
          <CopyText text="latchkey reload" label={t('edit.thenReload')} beside />
        </section>
      </Page>
    );
  return (
    <Page title={t('notices.title')} lead={t('notices.lead')}>
      <section className="panel" aria-labelledby="channels">
        <h2 id="channels">{t('notices.by', { ways: formats.list(me.notices.map((way) => t(`notices.${way}`))) })}</h2>
        <p className="soft">{t('notices.testText')}</p>
        <div className="actions">
          <Button
            busy={test.busy}
            onPress={() =>
              void test.run(async () => {
                setResults(undefined);
                setResults((await live.call('testNotices', {})).results);
              })
            }
          >
            {test.busy ? t('notices.testing') : t('notices.test')}
          </Button>
        </div>
        <div role="status">
          <ul className="results">
            {results?.map(({ channel, error }) => (
              <li key={channel} className={error === null ? 'good' : 'bad'}>
                {error === null ? <CheckIcon /> : <CrossIcon />}
                <span>
                  {t(error === null ? 'notices.arrived' : 'notices.failed', { way: t(`notices.${channel}`) })}
                  {error !== null && (
                    <span className="soft" lang="en">
                      {error}
                    </span>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </div>
        <TroubleBox trouble={test.trouble} />
      </section>
      <section className="panel" aria-labelledby="sent">
        <div className="panel-head">
          <h2 id="sent">{t('notices.last')}</h2>
          {failed && (
            <Button
              busy={retry.busy}
              onPress={() =>
                void retry.run(async () => {
                  const { retried } = await live.call('retryNotices', {});
                  live.changed('notices');
                  say({ text: retried === 0 ? t('notices.nothingWaits') : t('notices.retried', { count: retried }) });
                })
              }
            >
              {t('notices.retry')}
            </Button>
          )}
        </div>
        <TroubleBox trouble={trouble ?? retry.trouble} retry={reload} />
        {value === undefined ? (
          <Loading trouble={trouble} />
        ) : value.items.length === 0 ? (
          <p className="soft">{t('notices.none')}</p>
        ) : (
          <ul className="entries flat">
            {value.items.map((notice) => (
              <NoticeRow key={`${notice.id} ${notice.channel}`} notice={notice} />
            ))}
          </ul>
        )}
      </section>
    </Page>
  );
}

function NoticeRow({ notice }: { readonly notice: Notice }) {
  const { t } = useTranslation('console');
  const { channel, state, title, createdAt, attempts, nextAt, error } = notice;
  return (
    <li className="entry">
      <div className="entry-main">
        <span className="entry-text wide">
          <span className="entry-name">{title}</span>
          <span className="soft">
            {t(`notices.${channel}`)} · <Ago time={createdAt} />
          </span>
          {error !== null && state !== 'sent' && (
            <span className="soft" lang="en">
              {error}
            </span>
          )}
          {state === 'waiting' && attempts > 0 && nextAt !== null && (
            <span className="soft">
              {t('notices.tried', { count: attempts })} {t('notices.next')} <Ago time={nextAt} />
            </span>
          )}
        </span>
        <span className="entry-state">
          <Chip tone={TONES[state]}>{t(`notices.states.${state}`)}</Chip>
        </span>
      </div>
    </li>
  );
}
