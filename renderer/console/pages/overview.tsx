/** How the home is: what the doctor found, what to know at a glance, what is new. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/facts.tsx';
import { CheckIcon, CrossIcon, InfoIcon, WarningIcon } from '../../components/icons.tsx';
import { Entries } from '../components/entries.tsx';
import { Findings } from '../components/findings.tsx';
import { InviteLink } from '../components/invite-link.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { TroubleBox } from '../components/trouble-box.tsx';
import { Ago, Day } from '../components/when.tsx';
import { lastVisit } from '../state/last-visit.ts';
import { linkTo } from '../state/route.ts';
import { useAction } from '../state/use-action.ts';
import { useConsole } from '../state/use-console.ts';
import { useLoaded } from '../state/use-loaded.ts';

type OverviewView = ConsoleReply<'overview'>;

export function OverviewPage() {
  const { me } = useConsole();
  const { value, trouble, reload } = useLoaded('overview', { since: lastVisit.since }, [
    'overview',
    'devices',
    'invitations',
    'notices',
    'backups',
    'audit',
  ]);
  const seq = value?.news.seq;
  const nobody = value !== undefined && isEmpty(value.counts);
  useEffect(() => {
    if (seq !== undefined) lastVisit.saw(seq);
  }, [seq]);
  return (
    <Page title={me.home.name} actions={nobody ? undefined : <InviteLink />}>
      <TroubleBox trouble={trouble} retry={reload} />
      {value ? <Known overview={value} /> : <Loading trouble={trouble} />}
    </Page>
  );
}

/** Whether nobody was ever invited. */
const isEmpty = ({ devices, openInvitations }: OverviewView['counts']) =>
  Object.values(devices).every((many) => many === 0) && openInvitations === 0;

function Known({ overview }: { readonly overview: OverviewView }) {
  const { t } = useTranslation('console');
  const { counts, news } = overview;
  const nobody = isEmpty(counts);
  return (
    <>
      <Health examination={overview.examination} />
      {nobody && (
        <section className="panel empty">
          <h2>{t('overview.first')}</h2>
          <p>{t('overview.firstText')}</p>
          <div className="actions">
            <a className="button main" href={linkTo('invite')}>
              {t('overview.firstInvite')}
            </a>
          </div>
        </section>
      )}
      <Counts counts={counts} />
      <section className="panel" aria-labelledby="home-facts">
        <h2 id="home-facts">{t('overview.facts')}</h2>
        <HomeFacts overview={overview} />
      </section>
      {news.count > 0 && (
        <section className="panel" aria-labelledby="news">
          <h2 id="news">{t('overview.news', { count: news.count })}</h2>
          <Entries entries={news.entries} />
          <div className="actions">
            <a className="button plain" href={linkTo('log')}>
              {t('overview.toLog')}
            </a>
          </div>
        </section>
      )}
    </>
  );
}

const MARKS = { good: CheckIcon, warn: WarningIcon, bad: CrossIcon, calm: InfoIcon } as const;

function Health({ examination }: Pick<OverviewView, 'examination'>) {
  const { t } = useTranslation('console');
  const { live } = useConsole();
  const { run, busy, trouble } = useAction();
  const { severity, at, findings, running } = examination;
  const bad = findings.filter((one) => one.severity === 'error').length;
  const worth = findings.filter((one) => one.severity === 'warning').length;
  const tone = severity === null ? 'calm' : bad > 0 ? 'bad' : worth > 0 ? 'warn' : 'good';
  const said =
    severity === null
      ? t('overview.unknown')
      : bad > 0
        ? [t('overview.broken', { count: bad }), ...(worth > 0 ? [t('overview.worth', { count: worth })] : [])].join(
            ' · ',
          )
        : worth > 0
          ? t('overview.worth', { count: worth })
          : t('overview.well');
  const looking = running || busy;
  const Mark = MARKS[tone];
  return (
    <section className={`panel health ${tone}`} aria-labelledby="health">
      <div className="health-head">
        <span className="health-mark" aria-hidden="true">
          <Mark />
        </span>
        <div>
          <h2 id="health">{said}</h2>
          <p className="soft" role="status">
            {looking ? (
              t('overview.looking')
            ) : at === null ? (
              t('overview.never')
            ) : (
              <>
                {t('overview.looked')} <Ago time={at} />
              </>
            )}
          </p>
        </div>
        <Button
          busy={looking}
          onPress={() =>
            void run(async () => {
              await live.call('examine', {});
              live.changed('overview');
            })
          }
        >
          {t('overview.look')}
        </Button>
      </div>
      <TroubleBox trouble={trouble} />
      <Findings findings={findings} />
    </section>
  );
}

function Counts({ counts }: Pick<OverviewView, 'counts'>) {
  const { t } = useTranslation('console');
  const { formats } = useConsole();
  const tiles = [
    {
      many: counts.devices.active,
      says: t('overview.active', { count: counts.devices.active }),
      to: linkTo('devices'),
    },
    { many: counts.expiring, says: t('overview.expiring'), to: linkTo('devices'), warn: true },
    { many: counts.openInvitations, says: t('overview.open', { count: counts.openInvitations }), to: linkTo('invite') },
    {
      many: counts.noticesGivenUp,
      says: t('overview.failed', { count: counts.noticesGivenUp }),
      to: linkTo('notices'),
      warn: true,
    },
  ];
  return (
    <ul className="counts">
      {tiles.map(({ many, says, to, warn = false }) => (
        <li key={says}>
          <a href={to} className={warn && many > 0 ? 'count warn' : 'count'}>
            <strong>{formats.count(many)}</strong>
            <span>{says}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function HomeFacts({ overview }: { readonly overview: OverviewView }) {
  const { t } = useTranslation('console');
  const { me, formats } = useConsole();
  const { examination, entryPoint, serverCertificate, backup } = overview;
  const { clientAuthHolds } = entryPoint;
  const port = entryPoint.port === 443 ? '' : `:${entryPoint.port}`;
  const unknown = examination.running ? 'checkRunning' : 'checkUnknown';
  const held = clientAuthHolds === null ? unknown : clientAuthHolds ? 'checkHolds' : 'checkFails';
  return (
    <Facts
      facts={[
        [t('overview.entryPoint'), `${entryPoint.domain}${port}`],
        [t('overview.lan'), entryPoint.lan.length === 0 ? t('overview.noLan') : formats.list(entryPoint.lan)],
        [
          t('overview.check'),
          <span key="check" className={clientAuthHolds === false ? 'bad-text' : ''}>
            {t(`overview.${held}`)}
          </span>,
        ],
        [
          t('overview.certificate'),
          serverCertificate ? <Day key="end" time={serverCertificate.notAfter} /> : t('overview.noCertificate'),
        ],
        [
          t('overview.backup'),
          backup.last ? (
            <Ago key="last" time={backup.last} />
          ) : (
            t(backup.everySeconds === null ? 'overview.noBackups' : 'overview.noBackup')
          ),
        ],
        [t('overview.version'), `Latchkey ${me.version}`],
      ]}
    />
  );
}
