import type { ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { DialogFrame } from '../../components/dialog-frame.tsx';
import type { Action } from '../state/use-action.ts';
import { TroubleBox } from './trouble-box.tsx';

interface FormDialogProps extends Pick<Action, 'busy' | 'trouble'> {
  readonly title: string;
  /** Above the form. */
  readonly lead?: ReactNode;
  /** The fields. */
  readonly children?: ReactNode;
  /** What the button says that does it. */
  readonly action: string;
  /** Whether that shuts out or ends something: then nothing closes the dialog by accident, and not while it is done. */
  readonly danger?: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/** A dialog that asks the home to do one thing, and stays open when that fails. */
export function FormDialog(props: FormDialogProps) {
  const { title, lead, children, action, danger = false, busy, trouble, onSubmit, onClose } = props;
  const { t } = useTranslation('console');
  const held = danger && busy;
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={!danger}
      isKeyboardDismissDisabled={held}
      onOpenChange={(open) => {
        if (!open && !held) onClose();
      }}
    >
      <Modal className="modal">
        <DialogFrame title={title} alert={danger}>
          {lead}
          <Form
            className="form"
            onSubmit={(event) => {
              event.preventDefault();
              onSubmit();
            }}
          >
            {children}
            <TroubleBox trouble={trouble} />
            <div className="actions next">
              <Button isDisabled={busy} onPress={onClose}>
                {t('common.cancel')}
              </Button>
              <Button kind={danger ? 'danger' : 'main'} type="submit" busy={busy}>
                {busy ? t('common.moment') : action}
              </Button>
            </div>
          </Form>
        </DialogFrame>
      </Modal>
    </ModalOverlay>
  );
}
