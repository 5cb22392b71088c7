import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';

interface ButtonProps extends Omit<AriaButtonProps, 'className'> {
  /** `main` is the one thing to do on a screen, `quiet` looks like a link. */
  readonly kind?: 'main' | 'plain' | 'quiet' | 'danger';
  readonly className?: string;
  /** Under way. It keeps the focus, so that whoever uses the keyboard is not sent back to the start. */
  readonly busy?: boolean;
}

export function Button({ kind = 'plain', className = '', busy = false, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={`button ${kind} ${busy ? 'busy' : ''} ${className}`.replace(/ +/g, ' ').trim()} />
  );
}
