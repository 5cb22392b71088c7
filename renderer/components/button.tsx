import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';

interface ButtonProps extends Omit<AriaButtonProps, 'className'> {
  /** `main` is the one thing to do on a screen, `quiet` looks like a link. */
  readonly kind?: 'main' | 'plain' | 'quiet' | 'danger';
  readonly className?: string;
}

export function Button({ kind = 'plain', className = '', ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={`button ${kind} ${className}`.trim()} />;
}
