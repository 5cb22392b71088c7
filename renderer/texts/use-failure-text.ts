import { useTranslation } from 'react-i18next';
import type { ContactView, FailureView } from '../../shared/ipc/views.ts';
import { en } from './en.ts';
import { errorKey } from './error-keys.ts';
import { useContactName } from './use-contact-name.ts';

/** Says a failure of the catalogue in the window's own words, with whom to ask. */
export function useFailureText(contact?: ContactView): (failure: Pick<FailureView, 'code' | 'storeCause'>) => {
  title: string;
  hint: string;
} {
  const { t } = useTranslation();
  const contactName = useContactName()(contact);
  return ({ code, storeCause }) => {
    const key = errorKey(code, (name) => Object.hasOwn(en.errors, name));
    return {
      title: t(`errors.${key}.title`),
      hint: storeCause ? t(`storeCauses.${storeCause}`) : t(`errors.${key}.hint`, { contact: contactName }),
    };
  };
}
