import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { DeviceIcon, KeyIcon, PhoneIcon } from '../../components/icons.tsx';
import { linkTo } from '../state/route.ts';
import { useConsole } from '../state/use-console.ts';
import { Chip, DeviceState, type DeviceView } from './chips.tsx';
import { LastSeen } from './last-seen.tsx';
import { Day } from './when.tsx';

const KINDS = { computer: DeviceIcon, phone: PhoneIcon, other: KeyIcon } as const;

/** What kind of device it is. */
function KindIcon({ kind }: { readonly kind: DeviceView['kind'] }) {
  const Kind = KINDS[kind];
  return <Kind />;
}

interface DeviceRowProps {
  readonly device: DeviceView;
  /** Whether whose it is goes without saying. */
  readonly alone?: boolean;
}

/** One device of a list; it leads to all that there is about it. Thousands of them are not drawn again for one more. */
export const DeviceRow = memo(function DeviceRow({ device, alone = false }: DeviceRowProps) {
  const { t } = useTranslation('console');
  const { formats } = useConsole();
  const { id, person, name, note, services, lastSeen, state, notAfter, endedAt, suspectSince, admin } = device;
  return (
    <li className="entry">
      <a className="entry-main" href={linkTo('devices', id)}>
        <span className={`entry-icon ${state}`}>
          <KindIcon kind={device.kind} />
        </span>
        <span className="entry-text">
          <span className="entry-name">
            {name}
            <span className="hidden">, {t(`kinds.${device.kind}`)}</span>
          </span>
          {!alone && <span className="entry-of">{person}</span>}
          {note !== null && <span className="entry-note">{note}</span>}
        </span>
        <span className="entry-facts">
          {state === 'active' && (
            <span>{services.length === 0 ? t('devices.opensNothing') : formats.list(services)}</span>
          )}
          <span className="soft">
            {endedAt !== null ? (
              <>
                {t('devices.since')} <Day time={endedAt} />
              </>
            ) : (
              <>
                {t('devices.until')} <Day time={notAfter} />
              </>
            )}
          </span>
          <LastSeen lastSeen={lastSeen} />
        </span>
        <span className="entry-state">
          <DeviceState device={device} />
          {admin && state === 'active' && <Chip tone="info">{t('devices.admin')}</Chip>}
          {suspectSince !== null && <Chip tone="bad">{t('devices.copied')}</Chip>}
        </span>
      </a>
    </li>
  );
});
