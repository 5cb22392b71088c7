import { type ReactNode, useEffect, useRef } from 'react';
import { BackIcon } from '../../components/icons.tsx';

interface PageProps {
  readonly title: string;
  /** The list that it is of. */
  readonly up?: { readonly to: string; readonly title: string };
  readonly lead?: ReactNode;
  /** What can be done here, beside the title. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** Whether somebody is on the way from one page to another: then the heading takes the focus, and a screen reader says it. */
let moving = false;
addEventListener('hashchange', () => {
  moving = true;
});

/** One page: it names the tab, and whoever comes from another page is at its heading. */
export function Page({ title, up, lead, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!moving) return;
    moving = false;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
  return (
    <>
      <title>{`${title} – Latchkey`}</title>
      <header className="page-head">
        {up && (
          <a className="up" href={up.to}>
            <BackIcon />
            {up.title}
          </a>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions !== undefined && <div className="actions">{actions}</div>}
        {lead !== undefined && <p className="lead">{lead}</p>}
      </header>
      {children}
    </>
  );
}
