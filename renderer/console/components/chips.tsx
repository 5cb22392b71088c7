import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { useConsole } from '../state/use-console.ts';

export type DeviceView = ConsoleReply<'device'>['device'];

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'calm';

/** A word about how something stands: colour goes with it, and never alone. */
export function Chip({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <span className={`chip ${tone}`}>{children}</span>;
}

const DAY = 24 * 60 * 60 * 1000;
/** From so many days before it expires, a key is worth a colour; a week before, a loud one. */
const SOON = 30;
const VERY_SOON = 7;

/** Whether a device is let in, and for how long. */
export function DeviceState({ device }: { readonly device: DeviceView }) {
  const { t } = useTranslation('console');
  const { formats } = useConsole();
  if (device.state === 'shut-out') return <Chip tone="bad">{t('devices.shutOut')}</Chip>;
  if (device.state === 'left') return <Chip tone="calm">{t('devices.left')}</Chip>;
  if (device.state === 'expired') return <Chip tone="bad">{t('devices.expired')}</Chip>;
  const days = (Date.parse(device.notAfter) - Date.now()) / DAY;
  if (days > SOON) return <Chip tone="good">{t('devices.letIn')}</Chip>;
  return (
    <Chip tone={days < VERY_SOON ? 'bad' : 'warn'}>
      {t('devices.ends', { when: formats.ago(device.notAfter, Date.now()) })}
    </Chip>
  );
}
