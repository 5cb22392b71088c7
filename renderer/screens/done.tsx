import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';
import { Actions } from '../components/actions.tsx';
import { BackgroundChoice } from '../components/background-choice.tsx';
import { Browsers } from '../components/browsers.tsx';
import { Button } from '../components/button.tsx';
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

/** The first minute with the key: restart the browser, open a service; and that the key renews itself. */
export function DoneScreen({ screen, home }: DoneProps) {
  const { t } = useTranslation();
  const { controller, formats, state } = useApp();
  const { replaced, alsoHere, promptHints } = screen;
  const { platform } = state.facts;
  const quoted = (names: readonly string[]) => formats.list(names.map((text) => t('common.quoted', { text })));
  const names = formats.list(home.stores);
  const browsers = { names, count: home.stores.length };
  const restart = platform === 'macos' ? t('done.restartMac', browsers) : t('done.restart', browsers);
  const bothLeft = home.stores.length > 0 && home.services.length > 0;
  return (
    <Screen title={t(bothLeft ? 'done.twoLeft' : 'done.title', { home: home.home.name })}>
      <ol className="first-steps">
        {home.stores.length > 0 && (
          <li>
            <h2>{t('done.restartTitle', browsers)}</h2>
            <p>{restart}</p>
          </li>
        )}
        <li>
          <h2>{t('done.openTitle')}</h2>
          {home.services.length === 0 && <p>{t('done.leadEmpty')}</p>}
          <ServiceTiles home={home} open={home.stores.length > 0} />
          <PromptHints promptHints={atFirstVisit(promptHints, platform)} person={home.person} heading="h3" />
        </li>
      </ol>
      {(replaced.length > 0 || alsoHere.length > 0) && (
        <div className="aside">
          {replaced.length > 0 && <p>{t('done.replaced', { names: quoted(replaced), count: replaced.length })}</p>}
          {alsoHere.length > 0 && <p>{t('done.alsoHere', { names: quoted(alsoHere), count: alsoHere.length })}</p>}
        </div>
      )}
      <Browsers home={home} heading="h2" />
      <BackgroundChoice />
      <Actions>
        <Button kind="main" onPress={() => controller.go('base')}>
          {t('done.finish')}
        </Button>
        {home.services.length > 0 && <Button onPress={() => void controller.test(home.id)}>{t('homes.test')}</Button>}
      </Actions>
    </Screen>
  );
}
