import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import type { OwnInvite as Own } from '../state/model.ts';
import { Actions } from './actions.tsx';
import { Button } from './button.tsx';
import { CheckIcon } from './icons.tsx';
import { Unfinished } from './unfinished.tsx';

/** An invite that this very computer has used: it goes on, or has brought its key. @param host of the invite */
export function OwnInvite({ own, host }: { readonly own: Own; readonly host: string }) {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  if (own.type === 'begun') return <Unfinished unfinished={{ id: own.id, host }} known />;
  const home = state.homes.find(({ id }) => id === own.homeId)?.home.name ?? host;
  return (
    <section className="box good" role="alert">
      <CheckIcon />
      <div className="box-body">
        <h2>{t('invite.haveIt')}</h2>
        <p>{t('invite.haveItText', { home })}</p>
        <Actions>
          <Button kind="main" onPress={() => controller.go('base')}>
            {t('invite.showKeys')}
          </Button>
        </Actions>
      </div>
    </section>
  );
}
