import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';

interface OneOfProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly (readonly [value: Value, text: string, help?: string])[];
}

/** One of two or three, each with a sentence about it. */
export function OneOf<Value extends string>({ label, value, onChange, options }: OneOfProps<Value>) {
  return (
    <RadioGroup
      className="one-of"
      value={value}
      onChange={(next) => {
        const chosen = options.find(([one]) => one === next);
        if (chosen) onChange(chosen[0]);
      }}
    >
      <Label>{label}</Label>
      <div className="one-of-options">
        {options.map(([one, text, help]) => (
          <Radio key={one} value={one} className="radio">
            <span className="radio-mark" aria-hidden="true" />
            <span className="radio-text">
              <span>{text}</span>
              {help !== undefined && <span className="soft">{help}</span>}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
