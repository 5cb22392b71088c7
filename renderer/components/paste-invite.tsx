import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import { Button } from './button.tsx';
import { Live } from './live.tsx';

/**
 * Offers what was copied. The main process looks at the clipboard only while the window has the focus, and says no more
 * than which server an invite in it is from; the invite itself comes when the person asks for it.
 */
export function PasteInvite() {
  const { t } = useTranslation();
  const { controller, state } = useApp();
  const [host, setHost] = useState<string | undefined>(undefined);
  const [nothing, setNothing] = useState(false);
  // macOS asks the person when a program looks at what was copied: there only their own click does.
  const looks = state.facts.platform !== 'macos';
  useEffect(() => {
    if (!looks) return;
    const look = () => void controller.lookAtClipboard().then(setHost);
    look();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [controller, looks]);
  const paste = async () => setNothing(!(await controller.pasteInvite()));
  return (
    <div className="paste">
      <Button onPress={() => void paste()}>
        {host === undefined ? t('invite.paste') : t('invite.pasteFrom', { host })}
      </Button>
      {nothing && <span className="field-note neutral">{t('invite.nothingCopied')}</span>}
      <Live text={nothing ? t('invite.nothingCopied') : host === undefined ? '' : t('invite.pasteFrom', { host })} />
    </div>
  );
}
