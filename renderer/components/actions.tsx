import { Children, type ReactNode } from 'react';
import { useApp } from '../state/app-context.ts';

interface ActionsProps {
  /** The main button first. */
  readonly children: ReactNode;
}

/**
 * What can be done next: the buttons at the end of a screen, a box or a dialog. They stand as the platform orders them, in
 * the document itself, so that the keyboard and screen readers go as it is seen: on Windows the main one comes first; on
 * macOS and GNOME it comes last.
 */
export function Actions({ children }: ActionsProps) {
  const { platform } = useApp().state.facts;
  const buttons = Children.toArray(children);
  return <div className="actions next">{platform === 'windows' ? buttons : buttons.reverse()}</div>;
}
