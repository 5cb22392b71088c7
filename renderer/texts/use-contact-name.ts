import { useTranslation } from 'react-i18next';
import type { ContactView } from '../../shared/ipc/views.ts';

/** Whom to ask, as the home says it; else in general. As text: what a home says is no link. */
export function useContactName(): (contact: ContactView | undefined) => string {
  const { t } = useTranslation();
  return (contact) => contact?.name ?? contact?.email ?? t('common.inviter');
}
