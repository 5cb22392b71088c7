import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AskAbout, ContactView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { useContactName } from '../texts/use-contact-name.ts';
import { InOrder } from './actions.tsx';
import { Button } from './button.tsx';
import { Live } from './live.tsx';

interface AskContactProps {
  readonly about: AskAbout;
  readonly contact: ContactView | undefined;
  /** Undefined: the home of the invite that was looked at last. */
  readonly homeId?: string | undefined;
  /** Whether asking is the best thing to do. */
  readonly main?: boolean;
}

/** Asks the person who runs the home: by mail where the home names an address, and always as a message to paste. */
export function AskContact({ about, contact, homeId, main = false }: AskContactProps) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const [copied, setCopied] = useState(false);
  const name = useContactName()(contact);
  const byMail = contact?.email !== undefined;
  const question = { ...(homeId === undefined ? {} : { homeId }), about };
  const copy = async () => setCopied(await controller.askContact({ ...question, way: 'copy' }));
  const mail = about.type === 'invite' ? t('ask.invite', { contact: name }) : t('ask.mail', { contact: name });
  const copyFor = about.type === 'invite' ? t('ask.copyInvite', { contact: name }) : t('ask.copy', { contact: name });
  return (
    <>
      <InOrder>
        {byMail && (
          <Button
            kind={main ? 'main' : 'plain'}
            onPress={() => void controller.askContact({ ...question, way: 'mail' })}
          >
            {mail}
          </Button>
        )}
        <Button kind={main && !byMail ? 'main' : 'plain'} onPress={() => void copy()}>
          {copied ? t('ask.copied') : byMail ? t('ask.copyShort') : copyFor}
        </Button>
      </InOrder>
      {contact?.url !== undefined && <p className="ask-page">{t('ask.page', { url: contact.url })}</p>}
      <Live text={copied ? t('ask.copied') : ''} />
    </>
  );
}
