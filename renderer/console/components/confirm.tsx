import { type ReactNode, useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { tidyName } from '../../../shared/name-rules.ts';
import { Button } from '../../components/button.tsx';
import { DialogFrame } from '../../components/dialog-frame.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAction } from '../state/use-action.ts';
import { TroubleBox } from './trouble-box.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What happens. */
  readonly children: ReactNode;
  /** What is to be typed, where it cannot be undone. */
  readonly name?: string;
  /** What the button says. */
  readonly action: string;
  /** Does it. */
  readonly onConfirm: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks whether something is meant; by name, where it cannot be undone. */
export function Confirm({ title, children, name = '', action, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation('console');
  const { run, busy, trouble } = useAction();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const right = tidyName(typed) === tidyName(name);
  const confirm = async () => {
    setTried(true);
    if (right && (await run(() => onConfirm(name)))) onClose();
  };
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isKeyboardDismissDisabled={busy}
      onOpenChange={(open) => {
        if (!open && !busy) onClose();
      }}
    >
      <Modal className="modal">
        <DialogFrame title={title} alert>
          {children}
          <Form
            className="form"
            onSubmit={(event) => {
              event.preventDefault();
              void confirm();
            }}
          >
            {name !== '' && (
              <TextField
                label={t('confirm.label', { name })}
                value={typed}
                onChange={setTyped}
                wrong={tried && !right ? t('confirm.wrong', { name }) : undefined}
                readOnly={busy}
                autoFocus
              />
            )}
            <TroubleBox trouble={trouble} />
            <div className="actions next">
              <Button isDisabled={busy} onPress={onClose}>
                {t('common.cancel')}
              </Button>
              <Button kind="danger" type="submit" busy={busy}>
                {busy ? t('common.moment') : action}
              </Button>
            </div>
          </Form>
        </DialogFrame>
      </Modal>
    </ModalOverlay>
  );
}
