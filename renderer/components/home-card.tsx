import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { homeStateOf, opens } from '../state/home-state.ts';
import { AccessNote } from './access-note.tsx';
import { Browsers } from './browsers.tsx';
import { Button } from './button.tsx';
import { Facts } from './facts.tsx';
import { Fold } from './fold.tsx';
import { HomeStatus } from './home-status.tsx';
import { ServiceTiles } from './service-tiles.tsx';

/**
 * One home: how it stands, its services, who one is there and until when.
 * @param alone whether the screen is about this home only, and has its name for a title
 */
export function HomeCard({ home, alone }: { readonly home: HomeView; readonly alone: boolean }) {
  const { t } = useTranslation();
  const { controller, formats, state: app } = useApp();
  const { name } = home.home;
  const { renewedAt } = home.renewal;
  const state = homeStateOf(home, app.renewing[home.id] !== undefined, Date.now());
  const open = opens(state);
  return (
    <article className="card" aria-labelledby={`home-${home.id}`}>
      <header className={alone ? 'hidden' : ''}>
        <h2 id={`home-${home.id}`}>{name}</h2>
        {!alone && <p className="domain">{home.home.domain}</p>}
      </header>
      <HomeStatus home={home} state={state} />
      {state !== 'leaving' && (
        <>
          {open && <AccessNote home={home} />}
          <ServiceTiles home={home} open={open} />
          {open && home.services.length > 0 && (
            <div className="actions">
              <Button
                id={`test-${home.id}`}
                aria-labelledby={`test-${home.id} home-${home.id}`}
                onPress={() => void controller.test(home.id)}
              >
                {t('homes.test')}
              </Button>
            </div>
          )}
          <Browsers home={home} heading="h3" />
          <Fold title={t('homes.details')}>
            <Facts
              facts={[
                [t('homes.person'), home.person],
                [t('homes.device'), home.device.name],
                [t('homes.valid'), formats.date(home.notAfter)],
                ...(renewedAt === undefined ? [] : [[t('renewal.renewedOn'), formats.date(renewedAt)] as const]),
                ...(home.stores.length > 0 ? [[t('homes.stores'), formats.list(home.stores)] as const] : []),
              ]}
            />
            <Button
              kind="quiet"
              id={`remove-${home.id}`}
              aria-labelledby={`remove-${home.id} home-${home.id}`}
              onPress={() => controller.show({ type: 'leave', homeId: home.id, home: name, busy: false })}
            >
              {t('homes.remove')}
            </Button>
          </Fold>
        </>
      )}
    </article>
  );
}
