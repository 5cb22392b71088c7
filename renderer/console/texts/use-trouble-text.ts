import { useTranslation } from 'react-i18next';
import type { Trouble } from '../state/trouble.ts';
import { en } from './en.ts';

type ErrorKey = keyof typeof en.errors;

/** Codes that this page has words for; the others are a home and a page that do not understand each other. */
const keyOf = (code: string): ErrorKey => (Object.hasOwn(en.errors, code) ? (code as ErrorKey) : 'INTERNAL');

/** Says in the console's words what went wrong, and what to do. */
export function useTroubleText(): (trouble: Pick<Trouble, 'code'>) => {
  readonly title: string;
  readonly hint: string;
} {
  const { t } = useTranslation('console');
  return ({ code }) => {
    const key = keyOf(code);
    return { title: t(`errors.${key}.title`), hint: t(`errors.${key}.hint`) };
  };
}
