/** Takes the invite to another device: the share sheet, a mail, a QR code. Nothing is sent anywhere by the page itself. */
import { encode } from 'uqr';
import { Button } from './parts.tsx';
import { useTexts } from './texts.ts';

/** The modules of a QR code as one path of an SVG. */
function Qr({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .filter(Boolean)
    .join('');
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} className="qr-ground" />
      <path d={path} className="qr-ink" />
    </svg>
  );
}

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
      <Qr text={link} label={t('qr')} />
    </details>
  );
}
