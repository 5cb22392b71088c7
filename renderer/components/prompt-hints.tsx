import { useTranslation } from 'react-i18next';
import type { PromptHint } from '../../shared/ipc/views.ts';
import { LockIcon } from './icons.tsx';
import { KeychainPicture, KeyringPicture, NetworkPicture, PickerPicture } from './pictures.tsx';

interface PromptHintsProps {
  readonly promptHints: readonly PromptHint[];
  /** The name that a browser's list of certificates shows. */
  readonly person?: string | undefined;
  /** How deep on the screen they stand. */
  readonly heading?: 'h2' | 'h3';
  /** Whether the picture comes later, when the system asks. */
  readonly brief?: boolean;
}

/** Says what the system or a browser is going to ask, before it does, with a picture of the right answer. */
export function PromptHints({ promptHints, person, heading: Heading = 'h2', brief = false }: PromptHintsProps) {
  const { t } = useTranslation();
  const words = {
    'keychain-dialog': [t('announce.keychain.title'), t('announce.keychain.text')],
    'keyring-unlock': [t('announce.keyring.title'), t('announce.keyring.text')],
    'browser-picker': [
      t('announce.picker.title'),
      person === undefined ? t('announce.picker.text') : t('announce.picker.textPerson', { person }),
    ],
    'local-network': [t('announce.network.title'), t('announce.network.text')],
  } as const;
  const pictures = {
    'keychain-dialog': <KeychainPicture />,
    'keyring-unlock': <KeyringPicture />,
    'browser-picker': <PickerPicture person={person} />,
    'local-network': <NetworkPicture />,
  };
  return promptHints.map((kind) => {
    const [title, text] = words[kind];
    if (brief)
      return (
        <section key={kind} className="note">
          <LockIcon />
          <p>
            <strong>{title}.</strong> {text}
          </p>
        </section>
      );
    return (
      <section key={kind} className="prompt-hint">
        {pictures[kind]}
        <div>
          <Heading>{title}</Heading>
          <p>{text}</p>
        </div>
      </section>
    );
  });
}
