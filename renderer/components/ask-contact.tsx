import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactPage } from '../../shared/contact-page.ts';
import type { AskAbout, ContactView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { useContactName } from '../texts/use-contact-name.ts';
import { Button } from './button.tsx';
import { OpenIcon } from './icons.tsx';
import { Live } from './live.tsx';

interface AskProps {
  readonly about: AskAbout;
  readonly contact: ContactView | undefined;
  /** Undefined: the home of the invite that was looked at last. */
  readonly homeId?: string | undefined;
}

/** The ways to ask the person who runs the home: by mail where the home names an address, and a message to paste. */
function useAsk({ about, contact, homeId }: AskProps) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const [copied, setCopied] = useState(false);
  const name = useContactName()(contact);
  const question = { ...(homeId === undefined ? {} : { homeId }), about };
  const invite = about.type === 'invite';
  const copyFor = invite ? t('ask.copyInvite', { contact: name }) : t('ask.copy', { contact: name });
  const copyAnyone = invite ? t('ask.copyInviteAnyone') : t('ask.copyAnyone');
  return {
    byMail: contact?.email !== undefined,
    mailText: invite ? t('ask.invite', { contact: name }) : t('ask.mail', { contact: name }),
    mail: () => void controller.askContact({ ...question, way: 'mail' }),
    copied,
    copyText: copied ? t('ask.copied') : contact === undefined ? copyAnyone : copyFor,
    openPage: () => void controller.askContact({ ...question, way: 'page' }),
    copy: () => void controller.askContact({ ...question, way: 'copy' }).then(setCopied),
  };
}

/** Asking as the best thing to do: one main button. */
export function AskButton(props: AskProps) {
  const { t } = useTranslation();
  const { byMail, mailText, mail, copied, copyText, copy } = useAsk(props);
  return (
    <>
      <Button kind="main" onPress={byMail ? mail : copy}>
        {byMail ? mailText : copyText}
      </Button>
      <Live text={copied ? t('ask.copied') : ''} />
    </>
  );
}

interface AskLineProps extends AskProps {
  /** Whether `AskButton` stands above it. */
  readonly hasButton?: boolean;
  /** What else belongs on the line. */
  readonly children?: ReactNode;
}

/** The other ways to ask, on a line below the buttons, so that one of those stays the main one. */
export function AskLine({ hasButton = false, children, ...props }: AskLineProps) {
  const { t } = useTranslation();
  const { byMail, mailText, mail, copied, copyText, copy, openPage } = useAsk(props);
  const { contact, homeId } = props;
  const url = contact?.url;
  // What a home says before anybody here knows it is text.
  const page = homeId === undefined ? undefined : contactPage(url);
  if (hasButton && !byMail && url === undefined && children === undefined) return null;
  return (
    <div className="ask-line">
      {children}
      {byMail && !hasButton && (
        <Button kind="quiet" onPress={mail}>
          {mailText}
        </Button>
      )}
      {(byMail || !hasButton) && (
        <Button kind="quiet" onPress={copy}>
          {byMail && !copied ? t('ask.copyShort') : copyText}
        </Button>
      )}
      {page !== undefined && (
        <Button kind="quiet" className="leads-out" onPress={openPage}>
          <span>{t('ask.page', { url: page.replace(/^https:\/\//, '').replace(/\/$/, '') })}</span>
          <OpenIcon />
        </Button>
      )}
      {page === undefined && url !== undefined && <p>{t('ask.page', { url })}</p>}
      <Live text={copied ? t('ask.copied') : ''} />
    </div>
  );
}
