/**
 * Drawings of what a system will ask. They are drawn from HTML, not from an image, so that they follow the theme, the
 * zoom and the language. The text beside them says the same, so screen readers skip them.
 */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckIcon, KeyIcon, LockIcon } from './icons.tsx';

interface PictureProps {
  readonly icon: ReactNode;
  readonly question: string;
  readonly children?: ReactNode;
  /** The last one is the one to press. */
  readonly buttons: readonly string[];
}

function Picture({ icon, question, children, buttons }: PictureProps) {
  return (
    <div className="picture" aria-hidden="true">
      <div className="picture-icon">{icon}</div>
      <div className="picture-text">{question}</div>
      {children}
      <div className="picture-buttons">
        {buttons.map((button, index) => (
          <span key={button} className={index === buttons.length - 1 ? 'picture-button press' : 'picture-button'}>
            {button}
          </span>
        ))}
      </div>
    </div>
  );
}

const Password = () => <div className="picture-field">••••••••</div>;

export function KeychainPicture() {
  const { t } = useTranslation();
  const buttons = [t('announce.keychain.deny'), t('announce.keychain.allow'), t('announce.keychain.always')];
  return (
    <Picture icon={<LockIcon />} question={t('announce.keychain.question')} buttons={buttons}>
      <Password />
    </Picture>
  );
}

export function KeyringPicture() {
  const { t } = useTranslation();
  return (
    <Picture icon={<LockIcon />} question={t('announce.keyring.question')} buttons={[t('announce.keyring.unlock')]}>
      <Password />
    </Picture>
  );
}

export function NetworkPicture() {
  const { t } = useTranslation();
  const buttons = [t('announce.network.deny'), t('announce.network.allow')];
  return <Picture icon={<KeyIcon />} question={t('announce.network.question')} buttons={buttons} />;
}

export function PickerPicture({ person }: { readonly person?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Picture
      icon={<KeyIcon />}
      question={t('announce.picker.question')}
      buttons={[t('common.cancel'), t('announce.picker.ok')]}
    >
      <div className="picture-list">
        <span className="picture-row chosen">
          <CheckIcon />
          <span>{person ?? t('announce.picker.you')}</span>
        </span>
      </div>
    </Picture>
  );
}
