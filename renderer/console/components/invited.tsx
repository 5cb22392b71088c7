import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/facts.tsx';
import { WarningIcon } from '../../components/icons.tsx';
import { Qr } from '../../components/qr.tsx';
import { useConsole } from '../state/use-console.ts';
import { CopyText } from './copy-text.tsx';
import { TakeBack } from './invitations.tsx';

interface InvitedProps {
  readonly made: ConsoleReply<'invite'>;
  /** Puts the code away and shows the form again. */
  readonly onAnother: () => void;
}

/** An invitation that was just made, in every form in which it can be handed on. It is shown this once. */
export function Invited({ made, onAnother }: InvitedProps) {
  const { t } = useTranslation('console');
  const { formats } = useConsole();
  const [asking, setAsking] = useState(false);
  const { invitation, code, invite, webLink, qr, message, services, adds, pageLacks, notForPhones } = made;
  const { person, deviceName, expiresAt } = invitation;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const share = () => {
    // Whoever closes the sheet has changed their mind.
    navigator.share({ text: message }).catch(() => undefined);
  };
  return (
    <section className="panel invited" aria-labelledby="invited">
      <h2 id="invited" ref={heading} tabIndex={-1}>
        {t('invited.title', { person })}
      </h2>
      <p>{t('invited.once', { when: formats.moment(expiresAt) })}</p>
      {[
        ...(pageLacks === null ? [] : [t(`invited.lacks.${pageLacks}`)]),
        ...(notForPhones ? [t('invited.notForPhones')] : []),
      ].map((text) => (
        <section key={text} className="box warn">
          <WarningIcon />
          <p>{text}</p>
        </section>
      ))}
      <div className="invited-ways">
        <div className="invited-send">
          <h3>{t('invited.send')}</h3>
          <CopyText text={message} label={t('invited.message')} copy={t('invited.copyMessage')} main />
          {'share' in navigator && (
            <div className="actions">
              <Button onPress={share}>{t('invited.share')}</Button>
            </div>
          )}
        </div>
        <div className="invited-scan">
          <h3>{t('invited.scan')}</h3>
          <Qr modules={qr.map((row) => [...row].map((module) => module === '1'))} label={t('invited.qr')} />
          <p className="soft">{t('invited.scanText')}</p>
        </div>
      </div>
      <div className="invited-read">
        <h3>{t('invited.read')}</h3>
        <p className="code" translate="no">
          {code.split('-').map((group) => (
            <span key={group}>{group}</span>
          ))}
        </p>
        <p className="soft">
          {t('invited.readText')} <strong translate="no">{invite.slice(invite.indexOf('@') + 1)}</strong>
        </p>
      </div>
      <CopyText text={webLink} label={t('invited.link')} copy={t('invited.copyLink')} beside />
      <Facts
        facts={[
          [t('invited.for'), deviceName === null ? person : `${person}, ${deviceName}`],
          [t('invited.opens'), services.length === 0 ? t('devices.opensNothing') : formats.list(services)],
          ...(adds.length > 0 && adds.length < services.length
            ? [[t('invited.adds'), formats.list(adds)] as const]
            : []),
        ]}
      />
      <div className="actions">
        <Button onPress={onAnother}>{t('invited.another')}</Button>
        <Button kind="danger" onPress={() => setAsking(true)}>
          {t('invitations.takeBack')}
        </Button>
      </div>
      {asking && <TakeBack invitation={invitation} onClose={() => setAsking(false)} onDone={onAnother} />}
    </section>
  );
}
