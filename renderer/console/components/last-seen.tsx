import { useTranslation } from 'react-i18next';
import { useConsole } from '../state/use-console.ts';
import type { DeviceView } from './chips.tsx';
import { Ago } from './when.tsx';

/** When somebody last came from outside, in a list; nothing where the home does not remember it. */
export function LastSeen({ lastSeen }: Pick<DeviceView, 'lastSeen'>) {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  if (!me.remembersLastSeen) return null;
  return (
    <span className="soft">
      {lastSeen === null ? (
        t('devices.neverSeen')
      ) : (
        <>
          {t('devices.seen')} <Ago time={lastSeen.at} />
        </>
      )}
    </span>
  );
}
