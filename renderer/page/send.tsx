/** Takes the invite to another device: the share sheet, a mail, a QR code. Nothing is sent anywhere by the page itself. */
import { encode } from 'uqr';
import { Qr } from '../components/qr.tsx';
import { Button } from './parts.tsx';
import { useTexts } from './texts.ts';

export function Send({ link }: { readonly link: string }) {
  const t = useTexts();
  const share = () => {
    // Whoever closes the sheet has changed their mind.
    navigator.share({ title: t('mailSubject'), url: link }).catch(() => undefined);
  };
  const mail = `mailto:?subject=${encodeURIComponent(t('mailSubject'))}&body=${encodeURIComponent(link)}`;
  return (
    <details className="fold">
      <summary>{t('elsewhere')}</summary>
      <p className="aside">{t('elsewhereHint')}</p>
      <div className="actions">
        {'share' in navigator ? <Button onPress={share}>{t('share')}</Button> : null}
        <a className="button plain" href={mail}>
          {t('mail')}
        </a>
      </div>
      <p className="aside">{t('scan')}</p>
      <Qr modules={encode(link, { border: 0 }).data} label={t('qr')} />
    </details>
  );
}
