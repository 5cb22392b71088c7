import { useTranslation } from 'react-i18next';
import { BackgroundChoice } from '../components/background-choice.tsx';
import { Button } from '../components/button.tsx';
import { HomeCard } from '../components/home-card.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { Screen } from '../components/screen.tsx';
import { UnfinishedList } from '../components/unfinished.tsx';
import { useApp } from '../state/app-context.ts';
import { homeStateOf, renews } from '../state/home-state.ts';

export function HomesScreen() {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { homes } = state;
  const only = homes.length === 1 ? homes[0] : undefined;
  return (
    <Screen title={only ? only.home.name : t('homes.title')} lead={only?.home.domain} wide={homes.length > 1}>
      <UnfinishedList />
      <div className="homes">
        {homes.map((home) => (
          <HomeCard key={home.id} home={home} alone={only !== undefined} />
        ))}
      </div>
      {homes.some((home) => renews(homeStateOf(home, false, Date.now()))) && <BackgroundChoice />}
      <div className="actions">
        <Button onPress={() => controller.go('invite')}>
          <PlusIcon />
          {t('homes.add')}
        </Button>
      </div>
    </Screen>
  );
}
