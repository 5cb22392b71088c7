/** Inviting somebody for one device, and the invitations that are open. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Invitations } from '../components/invitations.tsx';
import { InviteForm } from '../components/invite-form.tsx';
import { Invited } from '../components/invited.tsx';
import { More } from '../components/more.tsx';
import { Page } from '../components/page.tsx';
import { TroubleBox } from '../components/trouble-box.tsx';
import { usePages } from '../state/use-pages.ts';

export function InvitePage({ person }: { readonly person: string | undefined }) {
  const { t } = useTranslation('console');
  /** The only place that a code is in: it is gone when the page is left. */
  const [made, setMade] = useState<ConsoleReply<'invite'>>();
  return (
    <Page title={t('invite.title')} lead={made ? undefined : t('invite.lead')}>
      {made ? (
        <Invited made={made} onAnother={() => setMade(undefined)} />
      ) : (
        <InviteForm person={person} onMade={setMade} />
      )}
      <OpenInvitations />
    </Page>
  );
}

function OpenInvitations() {
  const { t } = useTranslation('console');
  const { items, trouble, more, busy, reload } = usePages(
    'invitations',
    { state: 'open' },
    ['invitations'],
    ({ id }) => id,
  );
  return (
    <section className="panel" aria-labelledby="open">
      <h2 id="open">{t('invitations.title')}</h2>
      <TroubleBox trouble={trouble} retry={reload} />
      {items?.length === 0 && <p className="soft">{t('invitations.none')}</p>}
      {items && items.length > 0 && <Invitations invitations={items} />}
      <More more={more} busy={busy} />
    </section>
  );
}
