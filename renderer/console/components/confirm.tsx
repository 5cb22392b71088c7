import { type ReactNode, useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { tidyName } from '../../../shared/name-rules.ts';
import { Button } from '../../components/button.tsx';
import { DialogFrame } from '../../components/dialog-frame.tsx';
import { TextField } from '../../components/text-field.tsx';
import { type Trouble, troubleOf } from '../state/trouble.ts';
import { TroubleBox } from './trouble-box.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What happens, and that it cannot be undone. */
  readonly children: ReactNode;
  /** What is to be typed. */
  readonly name: string;
  /** What the button says. */
  readonly action: string;
  /** Does it. */
  readonly onConfirm: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks by name whether something is meant that cannot be undone. */
export function Confirm({ onClose, ...rest }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
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
        <Question {...rest} busy={busy} setBusy={setBusy} onClose={onClose} />
      </Modal>
    </ModalOverlay>
  );
}

interface QuestionProps extends ConfirmProps {
  readonly busy: boolean;
  readonly setBusy: (busy: boolean) => void;
}

function Question({ title, children, name, action, onConfirm, onClose, busy, setBusy }: QuestionProps) {
  const { t } = useTranslation('console');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const right = tidyName(typed) === tidyName(name);
  const confirm = async () => {
    setTried(true);
    if (!right || busy) return;
    setBusy(true);
    setTrouble(undefined);
    try {
      await onConfirm(name);
      onClose();
    } catch (thrown) {
      setTrouble(troubleOf(thrown));
    }
    setBusy(false);
  };
  return (
    <DialogFrame title={title} alert>
      {children}
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <TextField
          label={t('confirm.label', { name })}
          value={typed}
          onChange={setTyped}
          wrong={tried && !right ? t('confirm.wrong', { name }) : undefined}
          readOnly={busy}
          autoFocus
        />
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
  );
}
