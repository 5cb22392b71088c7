import { useTranslation } from 'react-i18next';
import { linkTo, useRoute } from '../state/route.ts';

/** Devices one by one, or the people whose they are. */
export function Tabs() {
  const { t } = useTranslation('console');
  const { page } = useRoute();
  return (
    <nav className="tabs" aria-label={t('devices.tabs')}>
      {(['devices', 'people'] as const).map((one) => (
        <a key={one} href={linkTo(one)} aria-current={page === one ? 'page' : undefined}>
          {t(`${one}.title`)}
        </a>
      ))}
    </nav>
  );
}
