import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import type { Dialog } from '../state/model.ts';
import { AboutDialog, LicencesDialog } from './about-dialog.tsx';
import { Actions } from './actions.tsx';
import { Button } from './button.tsx';
import { DialogFrame } from './dialog-frame.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { StoreDialog } from './store-dialog.tsx';

/** Whichever dialog is open. Escape closes it, except while something is under way. */
export function Dialogs() {
  const { state, controller } = useApp();
  const { dialog } = state;
  const busy = dialog !== undefined && 'busy' in dialog && dialog.busy;
  return (
    <ModalOverlay
      className="overlay"
      isOpen={dialog !== undefined}
      isDismissable={dialog?.type === 'about' || dialog?.type === 'licences'}
      isKeyboardDismissDisabled={busy}
      onOpenChange={(open) => {
        if (!open && !busy) controller.show(undefined);
      }}
    >
      <Modal className="modal">{dialog && <Open dialog={dialog} />}</Modal>
    </ModalOverlay>
  );
}

function Open({ dialog }: { readonly dialog: Dialog }) {
  switch (dialog.type) {
    case 'about':
      return <AboutDialog />;
    case 'licences':
      return <LicencesDialog text={dialog.text} />;
    case 'leave':
      return <LeaveDialog dialog={dialog} />;
    case 'store':
      return <StoreDialog dialog={dialog} />;
    case 'forget':
      return <ForgetDialog dialog={dialog} />;
  }
}

function ForgetDialog({ dialog }: { readonly dialog: Dialog & { type: 'forget' } }) {
  const { t } = useTranslation();
  const { controller } = useApp();
  return (
    <DialogFrame title={t('unfinished.askTitle')} alert>
      <p>{t('unfinished.ask', { home: dialog.unfinished.home ?? dialog.unfinished.host })}</p>
      <Actions>
        <Button kind="danger" busy={dialog.busy} onPress={() => void controller.forget()}>
          {dialog.busy ? t('common.moment') : t('unfinished.startOver')}
        </Button>
        <Button autoFocus isDisabled={dialog.busy} onPress={() => controller.show(undefined)}>
          {t('common.cancel')}
        </Button>
      </Actions>
    </DialogFrame>
  );
}
