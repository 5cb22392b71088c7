/** All that there is about one device, and all that can be done with it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/facts.tsx';
import { WarningIcon } from '../../components/icons.tsx';
import { AccessSwitches } from '../components/access-switches.tsx';
import { Chip, DeviceState } from '../components/chips.tsx';
import { Confirm } from '../components/confirm.tsx';
import { AppKeys, Certificates, KeyEnd } from '../components/device-keys.tsx';
import { EditLine } from '../components/edit-line.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { TroubleBox } from '../components/trouble-box.tsx';
import { Ago, Day } from '../components/when.tsx';
import { linkTo } from '../state/route.ts';
import { useAction } from '../state/use-action.ts';
import { useConsole } from '../state/use-console.ts';
import { useLoaded } from '../state/use-loaded.ts';

type Details = ConsoleReply<'device'>;
const TOPICS = ['devices', 'access', 'people', 'last-seen'] as const;
const MAX_NOTE = 500;

export function DevicePage({ id }: { readonly id: string }) {
  const { t } = useTranslation('console');
  const { value: loaded, trouble, reload } = useLoaded('device', { id }, TOPICS);
  /** What an action has made of the device, until it is loaded again. */
  const [done, setDone] = useState<{ readonly before: Details; readonly device: Details['device'] }>();
  const value = loaded && done?.before === loaded ? { ...loaded, device: done.device } : loaded;
  return (
    <Page
      title={value?.device.name ?? t('devices.title')}
      up={{ to: linkTo('devices'), title: t('devices.title') }}
      lead={
        value && (
          <>
            <a href={linkTo('people', value.device.person)}>{value.device.person}</a> ·{' '}
            {t(`kinds.${value.device.kind}`)}
          </>
        )
      }
    >
      <TroubleBox trouble={trouble} retry={reload} />
      {loaded && value ? (
        <Known details={value} onDone={(device) => setDone({ before: loaded, device })} />
      ) : (
        <Loading trouble={trouble} />
      )}
    </Page>
  );
}

interface KnownProps {
  readonly details: Details;
  readonly onDone: (device: Details['device']) => void;
}

function Known({ details, onDone }: KnownProps) {
  const { t } = useTranslation('console');
  const { live, me } = useConsole();
  const { device, access, personAccess } = details;
  const { id, name, note, suspectSince, state, lastSeen } = device;
  return (
    <>
      {suspectSince !== null && (
        <section className="box bad">
          <WarningIcon />
          <div className="box-body">
            <h2>{t('device.copied')}</h2>
            <p>{t('device.copiedText', { person: device.person })}</p>
          </div>
        </section>
      )}
      <section className="panel">
        <p className="chips-line">
          <DeviceState device={device} />
          {device.admin && <Chip tone="info">{t('devices.admin')}</Chip>}
          {details.own && <Chip tone="info">{t('device.own')}</Chip>}
        </p>
        <Facts
          facts={[
            [
              t('device.name'),
              <EditLine
                key="name"
                label={t('device.name')}
                text={name}
                save={async (text) => {
                  await live.call('rename', { device: id, name: text });
                  live.changed('devices');
                }}
              />,
            ],
            [
              t('device.note'),
              <EditLine
                key="note"
                label={t('device.note')}
                text={note ?? ''}
                nothing={t('device.noNote')}
                most={MAX_NOTE}
                save={async (text) => {
                  await live.call('note', { device: id, note: text === '' ? null : text });
                  live.changed('devices');
                }}
              />,
            ],
            [t('device.keyUntil'), <KeyEnd key="end" details={details} />],
            ...(me.remembersLastSeen
              ? [
                  [
                    t('device.lastSeen'),
                    lastSeen === null ? (
                      t('device.neverSeen')
                    ) : (
                      <span key="seen">
                        <Ago time={lastSeen.at} /> · {lastSeen.service ?? lastSeen.host} · {lastSeen.address}
                      </span>
                    ),
                  ] as const,
                ]
              : []),
            [t('device.since'), <Day key="since" time={device.enrolledAt} />],
          ]}
        />
        <Certificates certificates={details.certificates} />
      </section>
      {state === 'active' && (
        <section className="panel" aria-labelledby="access">
          <h2 id="access">{t('access.device')}</h2>
          <p className="soft">{t('access.deviceText', { person: device.person })}</p>
          <AccessSwitches access={access} most={personAccess} device={id} />
        </section>
      )}
      {state !== 'shut-out' && state !== 'left' && <AppKeys details={details} />}
      <ShuttingOut details={details} onDone={onDone} />
    </>
  );
}

/** What lets the device in or shuts it out. What can be undone is done at once; the rest is asked for by name. */
function ShuttingOut({ details: { device, own }, onDone }: KnownProps) {
  const { t } = useTranslation('console');
  const { live, say } = useConsole();
  const { run, busy, trouble } = useAction();
  const [asking, setAsking] = useState(false);
  const { id, name, person, state, suspectSince } = device;
  const again = async (confirm?: string) => {
    const answer = await live.call('letIn', { device: id, ...(confirm === undefined ? {} : { confirm }) });
    onDone(answer.device);
    live.changed('devices');
  };
  const out = async (confirm?: string) => {
    const answer = await live.call('shutOut', { device: id, ...(confirm === undefined ? {} : { confirm }) });
    const { undoable } = answer;
    onDone(answer.device);
    live.changed('devices');
    say({
      text: t('device.shutOutDone', { name, person }),
      undo: undoable && suspectSince === null ? () => again() : undefined,
    });
  };
  if (state === 'left') return null;
  const inAgain = state === 'shut-out';
  const byName = inAgain ? suspectSince !== null : own || state === 'expired';
  const work = inAgain ? again : out;
  return (
    <section className="panel" aria-labelledby="shut-out">
      <h2 id="shut-out">{t(inAgain ? 'device.letInTitle' : 'device.shutOutTitle')}</h2>
      <p>{t(inAgain ? 'device.letInText' : 'device.shutOutText', { name, person })}</p>
      <TroubleBox trouble={trouble} />
      <div className="actions">
        <Button
          kind={inAgain ? 'plain' : 'danger'}
          busy={busy}
          onPress={() => (byName ? setAsking(true) : void run(() => work()))}
        >
          {busy ? t('common.moment') : t(inAgain ? 'device.letIn' : 'device.shutOut')}
        </Button>
      </div>
      {asking && (
        <Confirm
          title={t(inAgain ? 'device.letInCopied' : own ? 'device.shutOutOwn' : 'device.shutOutForGood', { name })}
          name={name}
          action={t(inAgain ? 'device.letIn' : 'device.shutOut')}
          onClose={() => setAsking(false)}
          onConfirm={work}
        >
          <p>
            {t(inAgain ? 'device.copiedText' : own ? 'device.shutOutOwnText' : 'device.shutOutForGoodText', { person })}
          </p>
        </Confirm>
      )}
    </section>
  );
}
