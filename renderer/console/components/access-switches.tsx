import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Button } from '../../components/button.tsx';
import { ServiceIcon } from '../../components/service-icon.tsx';
import { Switch } from '../../components/switch.tsx';
import { useAction } from '../state/use-action.ts';
import { useConsole } from '../state/use-console.ts';
import { TroubleBox } from './trouble-box.tsx';
import { Until } from './until.tsx';
import { Day } from './when.tsx';

type AccessView = ConsoleReply<'person'>['access'][number];

interface SwitchesProps {
  readonly access: AccessView;
  /** What its person may open, when this is about one device: it never opens more. */
  readonly most?: AccessView;
  readonly device?: string;
}

/** What somebody may open, as switches: each takes effect at once. */
export function AccessSwitches({ access, most, device }: SwitchesProps) {
  const { t } = useTranslation('console');
  const { live, me, say } = useConsole();
  const { run, trouble } = useAction();
  /** What was pressed and has not been answered yet. */
  const [pressed, setPressed] = useState<Readonly<Record<string, boolean>>>({});
  const [limited, setLimited] = useState<string>();
  const { person, services } = access;
  const set = async (service: string, open: boolean, until?: string) => {
    await live.call('setAccess', {
      person,
      service,
      open,
      ...(device === undefined ? {} : { device }),
      ...(until === undefined ? {} : { until }),
    });
    live.changed('access');
  };
  const press = async (service: string, open: boolean) => {
    setPressed((before) => ({ ...before, [service]: open }));
    const done = await run(() => set(service, open));
    setPressed(({ [service]: _answered, ...others }) => others);
    if (done && !open) say({ text: t('access.taken', { service, person }), undo: () => set(service, true) });
  };
  if (services.length === 0) return <p className="soft">{t('access.nothing')}</p>;
  return (
    <>
      <TroubleBox trouble={trouble} />
      <ul className="switches">
        {services.map(({ name, host, open, until, for: whom }) => {
          const icon = me.services.find((one) => one.name === name)?.icon;
          const mayNot = most?.services.find((one) => one.name === name)?.open === false;
          return (
            <li key={name}>
              <ServiceIcon service={{ name, url: `https://${host}/`, ...(icon ? { icon } : {}) }} />
              <div className="switch-line">
                <Switch on={pressed[name] ?? open} disabled={mayNot} onChange={(on) => void press(name, on)}>
                  <span className="switch-name">{name}</span>
                  <span className="soft">
                    {mayNot ? (
                      t('access.personMayNot', { person })
                    ) : open && until !== null ? (
                      <>
                        {t('devices.until')} <Day time={until} />
                      </>
                    ) : whom === 'chosen' ? (
                      t('access.chosen')
                    ) : (
                      host
                    )}
                  </span>
                </Switch>
                {open && device === undefined && (
                  <Button kind="quiet" aria-label={`${t('access.limit')}: ${name}`} onPress={() => setLimited(name)}>
                    {t('access.limit')}
                  </Button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {limited !== undefined && (
        <Until
          service={limited}
          person={person}
          until={services.find(({ name }) => name === limited)?.until ?? null}
          save={(until) => set(limited, true, until)}
          onClose={() => setLimited(undefined)}
        />
      )}
    </>
  );
}
