import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import { Button } from './button.tsx';

/** Leads to where the newest app is: the page of the home that said that this one is too old. */
export function GetNewest({ homeId }: { readonly homeId?: string | undefined }) {
  const { t } = useTranslation();
  const { controller } = useApp();
  return (
    <Button kind="main" onPress={() => void controller.openDownloads(homeId)}>
      {t('update.get')}
    </Button>
  );
}
