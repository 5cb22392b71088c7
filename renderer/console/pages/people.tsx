/** Everybody who has, or had, a device. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Live as LiveText } from '../../components/live.tsx';
import { Chip } from '../components/chips.tsx';
import { InviteLink } from '../components/invite-link.tsx';
import { LastSeen } from '../components/last-seen.tsx';
import { Loading } from '../components/loading.tsx';
import { More } from '../components/more.tsx';
import { Page } from '../components/page.tsx';
import { Search } from '../components/search.tsx';
import { Tabs } from '../components/tabs.tsx';
import { TroubleBox } from '../components/trouble-box.tsx';
import { linkTo } from '../state/route.ts';
import { type ItemOf, usePages } from '../state/use-pages.ts';
import { useSettled } from '../state/use-settled.ts';

const TOPICS = ['people', 'devices', 'invitations', 'last-seen'] as const;

export function PeoplePage() {
  const { t } = useTranslation('console');
  const [search, setSearch] = useState('');
  const wanted = useSettled(search.trim());
  const { items, trouble, more, busy, reload } = usePages(
    'people',
    wanted === '' ? {} : { search: wanted },
    TOPICS,
    ({ name }) => name,
  );
  return (
    <Page title={t('people.title')} actions={<InviteLink />}>
      <Tabs />
      {!(items?.length === 0 && wanted === '' && search.trim() === '') && (
        <Search label={t('people.search')} value={search} onChange={setSearch} />
      )}
      <TroubleBox trouble={trouble} retry={reload} />
      <LiveText text={busy || wanted === '' || !items ? '' : t('people.found', { count: items.length })} />
      {items === undefined ? (
        <Loading trouble={trouble} />
      ) : items.length === 0 ? (
        <p className="nothing">{t(wanted === '' ? 'people.none' : 'people.notFound')}</p>
      ) : (
        <ul className="entries">
          {items.map((person) => (
            <PersonRow key={person.name} person={person} />
          ))}
        </ul>
      )}
      <More more={more} busy={busy} />
    </Page>
  );
}

function PersonRow({ person }: { readonly person: ItemOf<'people'> }) {
  const { t } = useTranslation('console');
  const { name, devices, active, openInvitations, lastSeen, admin } = person;
  return (
    <li className="entry">
      <a className="entry-main" href={linkTo('people', name)}>
        <span className="entry-icon person" aria-hidden="true">
          {[...name][0]?.toUpperCase()}
        </span>
        <span className="entry-text">
          <span className="entry-name">{name}</span>
          <span className="entry-of">
            {active === devices
              ? t('people.devices', { count: devices })
              : t('people.devicesOf', { active, count: devices })}
          </span>
        </span>
        <span className="entry-facts">
          <LastSeen lastSeen={lastSeen} />
        </span>
        <span className="entry-state">
          {openInvitations > 0 && <Chip tone="info">{t('people.invited', { count: openInvitations })}</Chip>}
          {admin && <Chip tone="info">{t('devices.admin')}</Chip>}
        </span>
      </a>
    </li>
  );
}
