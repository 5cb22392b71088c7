import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { WarningIcon } from './icons.tsx';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** A sentence that helps. */
  readonly help?: string | undefined;
  /** What is wrong with what was typed, and what to do. It takes the place of the help. */
  readonly wrong?: string | undefined;
  readonly readOnly?: boolean;
  readonly autoFocus?: boolean;
  readonly maxLength?: number;
  /** The id of a datalist. */
  readonly list?: string;
  readonly onEscape?: (() => void) | undefined;
}

/** One line to type, with what it is for and what is wrong with it. Nothing on this computer is to remember it. */
export function TextField({ label, value, onChange, help, wrong, readOnly = false, ...rest }: TextFieldProps) {
  const { autoFocus = false, maxLength, list, onEscape } = rest;
  return (
    <AriaTextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={wrong !== undefined}
      isReadOnly={readOnly}
      validationBehavior="aria"
      autoFocus={autoFocus}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && onEscape) onEscape();
        // A dialog around it closes on Escape.
        else event.continuePropagation();
      }}
    >
      <Label>{label}</Label>
      <Input autoComplete="off" spellCheck={false} maxLength={maxLength} list={list} />
      {(wrong ?? help) !== undefined && (
        <Text slot="description" elementType="p" className={wrong === undefined ? 'field-note' : 'field-note wrong'}>
          {wrong !== undefined && <WarningIcon />}
          <span>{wrong ?? help}</span>
        </Text>
      )}
    </AriaTextField>
  );
}
