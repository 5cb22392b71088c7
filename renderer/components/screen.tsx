import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { BackIcon } from './icons.tsx';
import { Notices } from './notices.tsx';

interface ScreenProps {
  readonly title: string;
  readonly picture?: ReactNode;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
  readonly wide?: boolean;
  /** One thing to say or ask: a sheet in the middle of the window. */
  readonly calm?: boolean;
  readonly onBack?: (() => void) | undefined;
  /** Whether something on the screen takes the focus itself. */
  readonly ownFocus?: boolean;
  /** False where the screen is about the notice itself. */
  readonly notices?: boolean;
}

/** One screen: it names the window, and the focus moves to its heading, so that a screen reader says where one is. */
export function Screen({ title, picture, lead, children, wide, calm, onBack, ownFocus, notices = true }: ScreenProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!ownFocus) heading.current?.focus();
  }, [ownFocus]);
  return (
    <main className={`screen${wide ? ' wide' : ''}${calm ? ' calm' : ''}`}>
      <title>{`${title} – Latchkey`}</title>
      {onBack && (
        <Button kind="quiet" className="back" onPress={onBack}>
          <BackIcon />
          {t('common.back')}
        </Button>
      )}
      {/* The same element either way: what is in it keeps the focus when a screen turns calm. */}
      <div className={calm ? 'sheet' : 'open'}>
        {picture}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead && <p className="lead">{lead}</p>}
        {notices && <Notices />}
        {children}
      </div>
    </main>
  );
}
