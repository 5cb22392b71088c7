import { useTranslation } from 'react-i18next';
import { nameProblem } from '../../../shared/name-rules.ts';

/** Says what is wrong with a name or note that somebody types, and what to do; undefined when nothing is. */
export function useNameProblem(): (text: string, most: number) => string | undefined {
  const { t } = useTranslation('console');
  return (text, most) => {
    const problem = nameProblem(text, most);
    return problem === undefined ? undefined : t(`names.${problem}`, { most });
  };
}
