import { Children, type ReactNode } from 'react';
import { useApp } from '../state/app-context.ts';

interface InOrderProps {
  /** The main button first. */
  readonly children: ReactNode;
}

/**
 * Buttons as the platform orders them, in the document itself, so that the keyboard and screen readers go as it is seen:
 * on Windows the main one comes first; on macOS and GNOME it comes last.
 */
export function InOrder({ children }: InOrderProps) {
  const { platform } = useApp().state.facts;
  const buttons = Children.toArray(children);
  return platform === 'windows' ? buttons : buttons.reverse();
}

/** What can be done next: the buttons at the end of a screen, a box or a dialog. */
export function Actions({ children }: InOrderProps) {
  return (
    <div className="actions next">
      <InOrder>{children}</InOrder>
    </div>
  );
}
