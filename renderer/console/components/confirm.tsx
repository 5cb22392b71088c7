import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tidyName } from '../../../shared/name-rules.ts';
import { TextField } from '../../components/text-field.tsx';
import { useAction } from '../state/use-action.ts';
import { FormDialog } from './form-dialog.tsx';

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
    <FormDialog
      title={title}
      lead={children}
      action={action}
      danger
      busy={busy}
      trouble={trouble}
      onSubmit={() => void confirm()}
      onClose={onClose}
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
    </FormDialog>
  );
}
