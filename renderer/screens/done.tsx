import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';
import { Browsers } from '../components/browsers.tsx';
import { Button } from '../components/button.tsx';
import { Door } from '../components/door.tsx';
import { InfoIcon } from '../components/icons.tsx';
import { PromptHints } from '../components/prompt-hints.tsx';
import { Screen } from '../components/screen.tsx';
import { ServiceTiles } from '../components/service-tiles.tsx';
import { useApp } from '../state/app-context.ts';
import type { Screen as ScreenState } from '../state/model.ts';
import { atFirstVisit } from '../state/prompt-hints.ts';

interface DoneProps {
  readonly screen: ScreenState & { name: 'done' };
  readonly home: HomeView;
}

export function DoneScreen({ screen, home }: DoneProps) {
  const { t } = useTranslation();
  const { controller, formats, state } = useApp();
  const { replaced, alsoHere, promptHints } = screen;
  const quoted = (names: readonly string[]) => formats.list(names.map((text) => t('common.quoted', { text })));
  return (
    <Screen
      title={t('done.title', { home: home.home.name })}
      lead={home.services.length > 0 ? t('done.lead') : t('done.leadEmpty')}
      picture={<Door open />}
    >
      <ServiceTiles home={home} />
      <div className="actions">
        <Button kind="main" onPress={() => void controller.test(home.id)}>
          {t('homes.test')}
        </Button>
        <Button onPress={() => controller.go('base')}>{t('done.finish')}</Button>
      </div>
      <section className="box info">
        <InfoIcon />
        <div className="box-body">
          <p>{t('done.restart')}</p>
          <p>{home.stores.length > 0 ? t('done.stores', { names: formats.list(home.stores) }) : t('done.noStores')}</p>
          {replaced.length > 0 && <p>{t('done.replaced', { names: quoted(replaced) })}</p>}
          {alsoHere.length > 0 && <p>{t('done.alsoHere', { names: quoted(alsoHere) })}</p>}
        </div>
      </section>
      <Browsers home={home} heading="h2" />
      <PromptHints promptHints={atFirstVisit(promptHints, state.facts.platform)} person={home.person} />
    </Screen>
  );
}
