import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import { useTranslation } from 'react-i18next';
import { MAX_PASSWORD } from '../../shared/limits.ts';
import { WarningIcon } from './icons.tsx';

interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly wrong: boolean;
  readonly busy: boolean;
  readonly autoFocus?: boolean;
}

/** A browser's password; nothing on this computer is to remember it. */
export function PasswordField({ label, value, onChange, wrong, busy, autoFocus = false }: PasswordFieldProps) {
  const { t } = useTranslation();
  return (
    <TextField
      className="field"
      type="password"
      value={value}
      onChange={onChange}
      isInvalid={wrong}
      isReadOnly={busy}
      validationBehavior="aria"
      autoFocus={autoFocus}
    >
      <Label>{label}</Label>
      <Input autoComplete="off" maxLength={MAX_PASSWORD} />
      {wrong && (
        <Text slot="description" elementType="p" className="field-note wrong">
          <WarningIcon />
          <span>{t('browsers.passwordWrong')}</span>
        </Text>
      )}
    </TextField>
  );
}
