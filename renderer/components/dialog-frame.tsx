import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';

interface FrameProps {
  readonly title: string;
  readonly children: ReactNode;
  /** A question about something that cannot be taken back. */
  readonly alert?: boolean;
}

export function DialogFrame({ title, children, alert = false }: FrameProps) {
  return (
    <AriaDialog className="dialog" role={alert ? 'alertdialog' : 'dialog'}>
      <Heading slot="title">{title}</Heading>
      {children}
    </AriaDialog>
  );
}
