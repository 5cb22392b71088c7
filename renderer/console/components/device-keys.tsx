/** The keys of one device: when its own ends, its certificates, and further ones for apps. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Button } from '../../components/button.tsx';
import { Fold } from '../../components/fold.tsx';
import { useConsole } from '../state/use-console.ts';
import { Confirm } from './confirm.tsx';
import { Day } from './when.tsx';

type Details = ConsoleReply<'device'>;

/** Until when the device has its key, and how the next one comes. */
export function KeyEnd({ details: { device } }: { readonly details: Details }) {
  const { t } = useTranslation('console');
  return (
    <>
      <Day time={device.notAfter} />
      {device.state === 'active' && (
        <span className="soft"> · {t(device.renews === 'by-hand' ? 'device.byHand' : 'device.byItself')}</span>
      )}
    </>
  );
}

/** Every certificate that the device ever had. */
export function Certificates({ certificates }: Pick<Details, 'certificates'>) {
  const { t } = useTranslation('console');
  return (
    <Fold title={t('device.certificates')}>
      <ul className="certificates">
        {certificates.map(({ fingerprint, notBefore, notAfter, app, letIn, state }) => (
          <li key={fingerprint}>
            <code>{fingerprint}</code>
            <span className="soft">
              <Day time={notBefore} /> – <Day time={notAfter} /> · {letIn ? t('devices.letIn') : t(`states.${state}`)}
              {app === null ? '' : ` · ${app}`}
            </span>
          </li>
        ))}
      </ul>
    </Fold>
  );
}

/** Further keys of the device, each for one app. */
export function AppKeys({ details: { device, certificates } }: { readonly details: Details }) {
  const { t } = useTranslation('console');
  const { live, say } = useConsole();
  const [asked, setAsked] = useState<string>();
  const apps = [...new Set(certificates.flatMap(({ app, letIn }) => (app !== null && letIn ? [app] : [])))];
  return (
    <>
      {apps.length > 0 && (
        <section className="panel" aria-labelledby="apps">
          <h2 id="apps">{t('device.apps')}</h2>
          <ul className="lines">
            {apps.map((app) => (
              <li key={app}>
                <span>{app}</span>
                <Button kind="quiet" aria-label={`${t('device.shutOutApp')}: ${app}`} onPress={() => setAsked(app)}>
                  {t('device.shutOutApp')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {asked !== undefined && (
        <Confirm
          title={t('device.appTitle', { app: asked })}
          name={asked}
          action={t('device.shutOutApp')}
          onClose={() => setAsked(undefined)}
          onConfirm={async (confirm) => {
            await live.call('shutOutApp', { device: device.id, app: asked, confirm });
            live.changed('devices');
            say({ text: t('device.appDone', { app: asked }) });
          }}
        >
          <p>{t('device.appText', { app: asked })}</p>
        </Confirm>
      )}
    </>
  );
}
