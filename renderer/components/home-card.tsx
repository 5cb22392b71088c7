import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { AccessNote } from './access-note.tsx';
import { Browsers } from './browsers.tsx';
import { Button } from './button.tsx';
import { Facts } from './facts.tsx';
import { InfoIcon } from './icons.tsx';
import { RenewalNote } from './renewal-note.tsx';
import { ServiceTiles } from './service-tiles.tsx';

/** One home: who one is there, until when, and its doors. */
export function HomeCard({ home }: { readonly home: HomeView }) {
  const { t } = useTranslation();
  const { controller, formats } = useApp();
  const { name } = home.home;
  const { renewedAt } = home.renewal;
  const leaving = home.state === 'leaving';
  return (
    <article className="card" aria-labelledby={`home-${home.id}`}>
      <header>
        <h2 id={`home-${home.id}`}>{name}</h2>
        <p className="domain">{home.home.domain}</p>
      </header>
      {leaving ? (
        <>
          <p className="note info">
            <InfoIcon />
            <span>{t('homes.leaving', { home: name })}</span>
          </p>
          <div className="actions">
            <Button
              id={`leave-${home.id}`}
              aria-labelledby={`leave-${home.id} home-${home.id}`}
              onPress={() => {
                controller.show({ type: 'leave', homeId: home.id, home: name, busy: false });
                void controller.leave();
              }}
            >
              {t('homes.leaveNow')}
            </Button>
          </div>
        </>
      ) : (
        <>
          <RenewalNote home={home} />
          <AccessNote home={home} />
          <ServiceTiles home={home} />
          <Facts
            facts={[
              [t('homes.person'), home.person],
              [t('homes.device'), home.device.name],
              [t('homes.valid'), formats.date(home.notAfter)],
              ...(renewedAt === undefined ? [] : [[t('renewal.renewedOn'), formats.date(renewedAt)] as const]),
              ...(home.stores.length > 0 ? [[t('homes.stores'), formats.list(home.stores)] as const] : []),
            ]}
          />
          <div className="actions">
            <Button
              kind="main"
              id={`test-${home.id}`}
              aria-labelledby={`test-${home.id} home-${home.id}`}
              onPress={() => void controller.test(home.id)}
            >
              {t('homes.test')}
            </Button>
            <Button
              kind="quiet"
              id={`remove-${home.id}`}
              aria-labelledby={`remove-${home.id} home-${home.id}`}
              onPress={() => controller.show({ type: 'leave', homeId: home.id, home: name, busy: false })}
            >
              {t('homes.remove')}
            </Button>
          </div>
          <Browsers home={home} heading="h3" />
        </>
      )}
    </article>
  );
}
