import { useEffect, useState } from 'react';
import { useApp } from './app-context.ts';

/**
 * What was copied, as long as an invite is wanted. The main process looks at the clipboard only while the window has the
 * focus, and says no more than which server an invite in it is from; the invite itself comes when the person asks for it.
 * @returns the server that a copied invite is from; whether the person asked for it and there was none
 */
export function useCopiedInvite(wanted: boolean) {
  const { controller, state } = useApp();
  const [host, setHost] = useState<string | undefined>(undefined);
  const [nothing, setNothing] = useState(false);
  // macOS asks the person when a program looks at what was copied: there only their own click does.
  const looks = wanted && state.facts.platform !== 'macos';
  useEffect(() => {
    if (!looks) return;
    const look = () => void controller.lookAtClipboard().then(setHost);
    look();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [controller, looks]);
  const paste = () => void controller.pasteInvite().then((found) => setNothing(!found));
  return { host, nothing: nothing && wanted, paste };
}
