/** One person: their devices, what they may open, their invitations. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Button } from '../../components/button.tsx';
import { WarningIcon } from '../../components/icons.tsx';
import { AccessSwitches } from '../components/access-switches.tsx';
import { Chip } from '../components/chips.tsx';
import { Confirm } from '../components/confirm.tsx';
import { DeviceRow } from '../components/device-row.tsx';
import { Invitations } from '../components/invitations.tsx';
import { InviteLink } from '../components/invite-link.tsx';
import { Loading } from '../components/loading.tsx';
import { More } from '../components/more.tsx';
import { Page } from '../components/page.tsx';
import { TroubleBox } from '../components/trouble-box.tsx';
import { linkTo } from '../state/route.ts';
import { useConsole } from '../state/use-console.ts';
import { useLoaded } from '../state/use-loaded.ts';
import { usePages } from '../state/use-pages.ts';

const TOPICS = ['people', 'access', 'invitations', 'devices'] as const;

export function PersonPage({ name }: { readonly name: string }) {
  const { t } = useTranslation('console');
  const { value, trouble, reload } = useLoaded('person', { name }, TOPICS);
  return (
    <Page
      title={value?.name ?? name}
      up={{ to: linkTo('people'), title: t('people.title') }}
      lead={value?.admin ? <Chip tone="info">{t('devices.admin')}</Chip> : undefined}
      actions={<InviteLink person={name} />}
    >
      <TroubleBox trouble={trouble} retry={reload} />
      {value === undefined ? (
        <Loading trouble={trouble} />
      ) : value.known ? (
        <Known person={value} />
      ) : (
        <p className="nothing">{t('person.unknown')}</p>
      )}
    </Page>
  );
}

function Known({ person }: { readonly person: ConsoleReply<'person'> }) {
  const { t } = useTranslation('console');
  const { formats } = useConsole();
  const { name, access, invitations, looksLike } = person;
  const [own] = access;
  const { items, trouble, more, busy, reload } = usePages(
    'devices',
    { person: name },
    ['devices', 'access'],
    ({ id }) => id,
  );
  const open = invitations.filter(({ state }) => state === 'open');
  const inside = items?.some(({ state }) => state === 'active' || state === 'expired') ?? false;
  return (
    <>
      {looksLike.length > 0 && (
        <section className="box warn">
          <WarningIcon />
          <p>{t('person.looksLike', { names: formats.list(looksLike) })}</p>
        </section>
      )}
      <section className="panel" aria-labelledby="devices">
        <h2 id="devices">{t('devices.title')}</h2>
        <TroubleBox trouble={trouble} retry={reload} />
        {items?.length === 0 ? (
          <p className="soft">{t('person.noDevices')}</p>
        ) : (
          <ul className="entries flat">
            {items?.map((device) => (
              <DeviceRow key={device.id} device={device} alone />
            ))}
          </ul>
        )}
        <More more={more} busy={busy} />
      </section>
      {own && (
        <section className="panel" aria-labelledby="access">
          <h2 id="access">{t('access.title')}</h2>
          <p className="soft">{t('access.text')}</p>
          <AccessSwitches access={own} />
          {access.length > 1 && (
            <p className="soft">
              {t('access.less', { names: formats.list(access.flatMap(({ device }) => (device ? [device.name] : []))) })}
            </p>
          )}
        </section>
      )}
      {open.length > 0 && (
        <section className="panel" aria-labelledby="invitations">
          <h2 id="invitations">{t('invitations.title')}</h2>
          <Invitations invitations={open} alone />
        </section>
      )}
      {(inside || open.length > 0) && <Everything name={name} />}
    </>
  );
}

/** Shuts out everything of somebody, which takes back their invitations too. */
function Everything({ name }: { readonly name: string }) {
  const { t } = useTranslation('console');
  const { live, say } = useConsole();
  const [asking, setAsking] = useState(false);
  return (
    <section className="panel" aria-labelledby="everything">
      <h2 id="everything">{t('person.shutOutTitle')}</h2>
      <p>{t('person.shutOutText')}</p>
      <div className="actions">
        <Button kind="danger" onPress={() => setAsking(true)}>
          {t('person.shutOut')}
        </Button>
      </div>
      {asking && (
        <Confirm
          title={t('person.shutOutAsk', { name })}
          name={name}
          action={t('person.shutOut')}
          onClose={() => setAsking(false)}
          onConfirm={async (confirm) => {
            const { devices } = await live.call('shutOutPerson', { person: name, confirm });
            live.changed('devices', 'people', 'invitations');
            say({ text: t('person.shutOutDone', { name, count: devices }) });
          }}
        >
          <p>{t('person.shutOutText')}</p>
        </Confirm>
      )}
    </section>
  );
}
