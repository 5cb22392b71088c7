/** Takes the invite to another device: the share sheet, a mail, a QR code. Nothing is sent anywhere by the page itself. */
import { encode } from 'uqr';
import { Qr } from '../components/qr.tsx';
import { Button } from './parts.tsx';
import { useTexts } from './texts.ts';

interface SendProps {
  readonly link: string;
  /** Whether nothing else can be done here: then it is not folded, and has the main button. */
  readonly first?: boolean;
}

export function Send({ link, first = false }: SendProps) {
  const t = useTexts();
  const share = () => {
    // Whoever closes the sheet has changed their mind.
    navigator.share({ title: t('mailSubject'), url: link }).catch(() => undefined);
  };
  const mail = `mailto:?subject=${encodeURIComponent(t('mailSubject'))}&body=${encodeURIComponent(link)}`;
  const shares = 'share' in navigator;
  const ways = (
    <>
      <p className="aside">{t('elsewhereHint')}</p>
      <div className="actions">
        {shares ? (
          <Button kind={first ? 'main' : 'plain'} onPress={share}>
            {t('share')}
          </Button>
        ) : null}
        <a className={`button ${first && !shares ? 'main' : 'plain'}`} href={mail}>
          {t('mail')}
        </a>
      </div>
      <p className="aside">{t('scan')}</p>
      <Qr modules={encode(link, { border: 0 }).data} label={t('qr')} />
    </>
  );
  if (first) {
    return (
      <>
        <h2>{t('elsewhere')}</h2>
        {ways}
      </>
    );
  }
  return (
    <details className="fold">
      <summary>{t('elsewhere')}</summary>
      {ways}
    </details>
  );
}
