/** Every device: searched, narrowed, the first to expire first. */
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleRequest } from '../../../shared/console/routes.ts';
import { Live as LiveText } from '../../components/live.tsx';
import { Choose } from '../components/choose.tsx';
import { DeviceRow } from '../components/device-row.tsx';
import { InviteLink } from '../components/invite-link.tsx';
import { Loading } from '../components/loading.tsx';
import { More } from '../components/more.tsx';
import { Page } from '../components/page.tsx';
import { Search } from '../components/search.tsx';
import { Tabs } from '../components/tabs.tsx';
import { TroubleBox } from '../components/trouble-box.tsx';
import { linkTo } from '../state/route.ts';
import { useConsole } from '../state/use-console.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { usePages } from '../state/use-pages.ts';
import { useSettled } from '../state/use-settled.ts';

const SHOWN = ['active', 'expired', 'shut-out', 'left', 'all'] as const;
type Shown = (typeof SHOWN)[number];
const KINDS = ['any', 'computer', 'phone', 'other'] as const;
type Kind = (typeof KINDS)[number];
const TOPICS = ['devices', 'access', 'last-seen'] as const;
const ANY = '';

export function DevicesPage() {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<Shown>('active');
  const [kind, setKind] = useState<Kind>('any');
  const [service, setService] = useState(ANY);
  const wanted = useSettled(search.trim());
  const request: Omit<ConsoleRequest<'devices'>, 'limit' | 'after'> = {
    ...(wanted === '' ? {} : { search: wanted }),
    ...(kind === 'any' ? {} : { kind }),
    ...(service === ANY ? {} : { service }),
    ...(shown === 'active' ? { order: 'expiring' } : shown === 'all' ? {} : { state: shown }),
  };
  const { items, trouble, more, busy, reload } = usePages('devices', request, TOPICS, ({ id }) => id);
  // Until the new answer is there, the old one stays.
  const listed = useDeferredValue(items);
  const narrowed = wanted !== '' || kind !== 'any' || service !== ANY;
  // Of devices that are let in, there may be none although there are others.
  const empty = items?.length === 0 && !narrowed && search.trim() === '' && shown === 'active';
  const { value: any } = useLoaded('devices', empty ? { limit: 1 } : undefined, TOPICS);
  if (empty && any?.items.length === 0)
    return (
      <Page title={t('devices.title')}>
        <Tabs />
        <None />
      </Page>
    );
  return (
    <Page title={t('devices.title')} actions={<InviteLink />}>
      <Tabs />
      <Search label={t('devices.search')} value={search} onChange={setSearch} />
      <div className="filters">
        <Choose
          label={t('devices.show')}
          value={shown}
          onChange={setShown}
          options={SHOWN.map((one) => [one, t(`devices.shown.${one}`)])}
        />
        <Choose
          label={t('devices.kind')}
          value={kind}
          onChange={setKind}
          options={KINDS.map((one) => [one, one === 'any' ? t('devices.anyKind') : t(`kinds.${one}`)])}
        />
        <Choose
          label={t('devices.service')}
          value={service}
          onChange={setService}
          options={[[ANY, t('devices.anyService')], ...me.services.map(({ name }) => [name, name] as const)]}
        />
      </div>
      <TroubleBox trouble={trouble} retry={reload} />
      <LiveText text={busy || !narrowed || !items ? '' : t('devices.found', { count: items.length })} />
      {listed === undefined ? (
        <Loading trouble={trouble} />
      ) : listed.length === 0 ? (
        <p className="nothing">{t('devices.notFound')}</p>
      ) : (
        <ul className="entries">
          {listed.map((device) => (
            <DeviceRow key={device.id} device={device} />
          ))}
        </ul>
      )}
      <More more={more} busy={busy} />
    </Page>
  );
}

/** Before the first device. */
function None() {
  const { t } = useTranslation('console');
  return (
    <section className="panel empty">
      <h2>{t('devices.none')}</h2>
      <p>{t('devices.noneText')}</p>
      <div className="actions">
        <a className="button main" href={linkTo('invite')}>
          {t('overview.firstInvite')}
        </a>
      </div>
    </section>
  );
}
