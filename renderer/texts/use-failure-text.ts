import { useTranslation } from 'react-i18next';
import type { FailureView } from '../../shared/ipc/views.ts';
import { en } from './en.ts';
import { errorKey } from './error-keys.ts';

/** Says a failure of the catalogue in the window's own words. */
export function useFailureText(): (failure: Pick<FailureView, 'code' | 'storeCause'>) => {
  title: string;
  hint: string;
} {
  const { t } = useTranslation();
  return ({ code, storeCause }) => {
    const key = errorKey(code, (name) => Object.hasOwn(en.errors, name));
    return {
      title: t(`errors.${key}.title`),
      hint: storeCause ? t(`storeCauses.${storeCause}`) : t(`errors.${key}.hint`),
    };
  };
}
