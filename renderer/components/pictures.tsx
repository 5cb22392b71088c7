/**
 * Drawings of what a system will ask. They are drawn from HTML, not from an image, so that they follow the theme, the
 * zoom and the language. The text beside them says the same, so screen readers skip them.
 */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyIcon, LockIcon } from './icons.tsx';
import { PictureButtons } from './picture-buttons.tsx';

interface PictureProps {
  readonly icon: ReactNode;
  readonly question: string;
  readonly children?: ReactNode;
  readonly buttons: readonly string[];
  /** Which one to press. */
  readonly press: string;
}

function Picture({ icon, question, children, buttons, press }: PictureProps) {
  return (
    <div className="picture" aria-hidden="true">
      <div className="picture-icon">{icon}</div>
      <div className="picture-text">{question}</div>
      {children}
      <PictureButtons buttons={buttons} press={press} />
    </div>
  );
}

/** How the certificates of homes name their issuer; browsers show it as it is. */
const CA_NAME = 'Homelab CA';

const Password = () => <div className="picture-field">••••••••</div>;

export function KeychainPicture() {
  const { t } = useTranslation();
  const always = t('announce.keychain.always');
  // macOS puts it first, by itself.
  const buttons = [always, t('announce.keychain.deny'), t('announce.keychain.allow')];
  const question = t('announce.keychain.question', { key: t('announce.keychain.keyName') });
  return (
    <Picture icon={<LockIcon />} question={question} buttons={buttons} press={always}>
      <Password />
    </Picture>
  );
}

export function KeyringPicture() {
  const { t } = useTranslation();
  return (
    <Picture
      icon={<LockIcon />}
      question={t('announce.keyring.question')}
      buttons={[t('common.cancel'), t('announce.keyring.unlock')]}
      press={t('announce.keyring.unlock')}
    >
      <Password />
    </Picture>
  );
}

export function NetworkPicture() {
  const { t } = useTranslation();
  const buttons = [t('announce.network.deny'), t('announce.network.allow')];
  return (
    <Picture
      icon={<KeyIcon />}
      question={t('announce.network.question')}
      buttons={buttons}
      press={t('announce.network.allow')}
    />
  );
}

export function PickerPicture({ person }: { readonly person?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Picture
      icon={<KeyIcon />}
      question={t('announce.picker.question')}
      buttons={[t('common.cancel'), t('announce.picker.ok')]}
      press={t('announce.picker.ok')}
    >
      <div className="picture-list">
        <span className="picture-row head">
          <span>{t('announce.picker.subject')}</span>
          <span>{t('announce.picker.issuer')}</span>
        </span>
        <span className="picture-row chosen">
          <span>{person ?? t('announce.picker.you')}</span>
          <span>{CA_NAME}</span>
        </span>
      </div>
    </Picture>
  );
}
