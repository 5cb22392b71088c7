import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Milliseconds: what is there sooner needs no sign that it is on its way. */
const CALM = 300;

/** Something is on its way; said only when it takes long enough to be noticed. */
export function Loading() {
  const { t } = useTranslation('console');
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), CALM);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className="waiting" role="status">
      {late ? t('list.loading') : ''}
    </p>
  );
}
