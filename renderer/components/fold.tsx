import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { MoreIcon } from './icons.tsx';

interface FoldProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Something that most people never need, one press away. */
export function Fold({ title, children }: FoldProps) {
  return (
    <Disclosure className="fold">
      <Button slot="trigger" className="fold-trigger">
        <MoreIcon />
        {title}
      </Button>
      <DisclosurePanel>
        <div className="fold-body">{children}</div>
      </DisclosurePanel>
    </Disclosure>
  );
}
