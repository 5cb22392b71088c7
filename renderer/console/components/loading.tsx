import { useTranslation } from 'react-i18next';
import { useLate } from '../../components/use-late.ts';
import type { Trouble } from '../state/trouble.ts';

/** Milliseconds: what is there sooner needs no sign that it is on its way. */
const CALM = 300;

/** Something is on its way, unless there is trouble with it, which is said elsewhere. */
export function Loading({ trouble }: { readonly trouble?: Trouble | undefined }) {
  return trouble ? null : <OnItsWay />;
}

/** Said only when it takes long enough to be noticed. */
function OnItsWay() {
  const { t } = useTranslation('console');
  const late = useLate(true, CALM);
  return (
    <p className="waiting" role="status">
      {late ? t('list.loading') : ''}
    </p>
  );
}
