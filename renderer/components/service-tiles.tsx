import { Fragment, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';
import { useTranslation } from 'react-i18next';
import type { Service } from '../../shared/api.ts';
import type { HomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { OpenIcon, SearchIcon } from './icons.tsx';
import { Live } from './live.tsx';
import { ServiceIcon } from './service-icon.tsx';

/** From so many services on, people look for one instead of reading them all. */
const SEARCH_FROM = 9;

/** A host name that breaks before its dots when it must. */
function Host({ host }: { readonly host: string }) {
  const parts = host.split(/(?=\.)/);
  return parts.map((part, index) => (
    <Fragment key={parts.slice(0, index + 1).join('')}>
      <wbr />
      {part}
    </Fragment>
  ));
}

interface ServiceTilesProps {
  readonly home: HomeView;
  readonly open?: boolean;
}

/** The services of a home; pressing one opens it in the default browser, as long as the key opens them. */
export function ServiceTiles({ home, open = true }: ServiceTilesProps) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState('');
  const { services } = home;
  const needle = wanted.trim().toLowerCase();
  const found = services.filter(({ name, url }) => name.toLowerCase().includes(needle) || url.includes(needle));
  if (services.length === 0) return null;
  return (
    <>
      {services.length >= SEARCH_FROM && (
        <SearchField className="search" aria-label={t('homes.search')} value={wanted} onChange={setWanted}>
          <SearchIcon />
          <Input placeholder={t('homes.search')} autoComplete="off" spellCheck={false} />
        </SearchField>
      )}
      <ul className="tiles">
        {found.map((service) => (
          <li key={service.name}>
            <Tile homeId={home.id} service={service} open={open} />
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="aside">{t('homes.notFound')}</p>}
      <Live text={needle === '' ? '' : t('homes.found', { count: found.length })} />
    </>
  );
}

interface TileProps {
  readonly homeId: string;
  readonly service: Service;
  readonly open: boolean;
}

function Tile({ homeId, service, open }: TileProps) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const { name, url } = service;
  const { host } = new URL(url);
  return (
    <Button className="tile" isDisabled={!open} onPress={() => void controller.open(homeId, name)}>
      <ServiceIcon service={service} />
      <span className="tile-text">
        <span className="tile-name">
          {name}
          {open && <OpenIcon />}
        </span>
        <span className="tile-host" aria-hidden="true">
          <Host host={host} />
        </span>
        {/* In one piece: what is seen is in several, so that it can wrap, and each would be read for itself. */}
        <span className="hidden">{open ? `${host}, ${t('common.opensInBrowser')}` : host}</span>
      </span>
    </Button>
  );
}
