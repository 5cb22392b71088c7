import type { ReactNode } from 'react';
import { Switch as AriaSwitch } from 'react-aria-components/Switch';

interface SwitchProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

/** Something that is on or off at once, without a button to confirm it. */
export function Switch({ on, onChange, disabled = false, children }: SwitchProps) {
  return (
    <AriaSwitch className="switch" isSelected={on} isDisabled={disabled} onChange={onChange}>
      <span className="switch-label">{children}</span>
      <span className="switch-track" aria-hidden="true">
        <span className="switch-thumb" />
      </span>
    </AriaSwitch>
  );
}
