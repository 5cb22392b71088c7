import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { InviteIcon } from '../../components/icons.tsx';
import { linkTo } from '../state/route.ts';
import { useConsole } from '../state/use-console.ts';
import type { ItemOf } from '../state/use-pages.ts';
import { Confirm } from './confirm.tsx';
import { Ago } from './when.tsx';

export type InvitationView = ItemOf<'invitations'>;

interface InvitationsProps {
  readonly invitations: readonly InvitationView[];
  /** Whether for whom they are goes without saying. */
  readonly alone?: boolean;
}

/** Open invitations, each of which can be taken back. */
export function Invitations({ invitations, alone = false }: InvitationsProps) {
  const { t } = useTranslation('console');
  const { formats } = useConsole();
  const [asked, setAsked] = useState<InvitationView>();
  return (
    <>
      <ul className="entries flat">
        {invitations.map((invitation) => {
          const { id, person, deviceName, app, services, expiresAt } = invitation;
          const what = app ?? deviceName ?? t('invitations.anyDevice');
          return (
            <li key={id} className="entry">
              <div className="entry-main">
                <span className="entry-icon">
                  <InviteIcon />
                </span>
                <span className="entry-text">
                  {alone ? (
                    <span className="entry-name">{what}</span>
                  ) : (
                    <>
                      <a className="entry-name" href={linkTo('people', person)}>
                        {person}
                      </a>
                      <span className="entry-of">{what}</span>
                    </>
                  )}
                </span>
                <span className="entry-facts">
                  <span>
                    {services === null
                      ? t('invitations.everything')
                      : services.length === 0
                        ? t('invitations.nothingMore')
                        : formats.list(services)}
                  </span>
                  <span className="soft">
                    {t('invitations.expires')} <Ago time={expiresAt} />
                  </span>
                </span>
                <span className="entry-state">
                  <Button
                    kind="quiet"
                    aria-label={`${t('invitations.takeBack')}: ${person}`}
                    onPress={() => setAsked(invitation)}
                  >
                    {t('invitations.takeBack')}
                  </Button>
                </span>
              </div>
            </li>
          );
        })}
      </ul>
      {asked && <TakeBack invitation={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

interface TakeBackProps {
  readonly invitation: InvitationView;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

/** Takes an invitation back: its code works no more, and no new one has the same. */
export function TakeBack({ invitation: { id, person }, onClose, onDone }: TakeBackProps) {
  const { t } = useTranslation('console');
  const { live, say } = useConsole();
  return (
    <Confirm
      title={t('invitations.ask', { person })}
      action={t('invitations.takeBack')}
      onClose={onClose}
      onConfirm={async () => {
        await live.call('takeBack', { invitation: id });
        live.changed('invitations');
        say({ text: t('invitations.done', { person }) });
        onDone?.();
      }}
    >
      <p>{t('invitations.askText')}</p>
    </Confirm>
  );
}
