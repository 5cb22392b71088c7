import { Fragment } from 'react';
import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { OpenIcon } from './icons.tsx';

const HUES = 6;

/** The same service has the same colour everywhere. */
const hueOf = (name: string) => [...name].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % HUES;

const Monogram = ({ name }: { readonly name: string }) => (
  <span className={`monogram hue-${hueOf(name)}`} aria-hidden="true">
    {[...name][0]?.toUpperCase()}
  </span>
);

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

/** The services of a home; pressing one opens it in the default browser. */
export function ServiceTiles({ home }: { readonly home: HomeView }) {
  const { t } = useTranslation();
  const { controller } = useApp();
  if (home.services.length === 0) return null;
  return (
    <ul className="tiles">
      {home.services.map(({ name, url }) => (
        <li key={name}>
          <Button className="tile" onPress={() => void controller.open(home.id, name)}>
            <Monogram name={name} />
            <span className="tile-text">
              <span className="tile-name">{name}</span>
              <span className="tile-host">
                <Host host={new URL(url).host} />
              </span>
              <span className="hidden">, {t('common.opensInBrowser')}</span>
            </span>
            <OpenIcon />
          </Button>
        </li>
      ))}
    </ul>
  );
}
