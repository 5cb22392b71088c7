import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';

/** Whom to ask, and how, as the home says it; else in general. As text: what a home says is no link. */
export function useContactText(): (home: HomeView) => string {
  const { t } = useTranslation();
  return ({ home, access: { contact } }) => {
    const ways = [contact?.email, contact?.url].filter((way) => way !== undefined);
    const who = contact?.name ?? t('homes.host', { home: home.name });
    return ways.length > 0 ? `${who} (${ways.join(', ')})` : who;
  };
}
