import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Mark } from '../../components/mark.tsx';
import type { Trouble } from '../state/trouble.ts';
import { useAction } from '../state/use-action.ts';
import { useTroubleText } from '../texts/use-trouble-text.ts';
import { LanguageChoice } from './language-choice.tsx';
import { TroubleBox } from './trouble-box.tsx';

/** What each refusal can be answered with, as a command for the machine of the home. */
const COMMANDS: Readonly<Record<string, string>> = {
  CONSOLE_KEY_MISSING: 'latchkey console',
  CONSOLE_KEY_NOT_VALID: 'latchkey console',
  CONSOLE_LINK_NOT_VALID: 'latchkey console',
  CONSOLE_NOT_ADMIN: 'latchkey admin add <person>',
};

interface RefusedProps {
  readonly trouble: Pick<Trouble, 'code'>;
  /** Goes on, where the console was open until now. @throws Trouble */
  readonly resume?: () => Promise<void>;
}

/** Why the console does not open, and what to do. It says the same to everybody whom it refuses for that reason. */
export function Refused({ trouble, resume }: RefusedProps) {
  const { t } = useTranslation('console');
  const { title, hint } = useTroubleText()(trouble);
  const again = useAction();
  const over = resume !== undefined;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const command = COMMANDS[trouble.code];
  return (
    <main className="screen refused">
      <title>{`${over ? t('refused.over') : title} – Latchkey`}</title>
      <Mark />
      <h1 ref={heading} tabIndex={-1}>
        {over ? t('refused.over') : title}
      </h1>
      {over && <p className="lead">{title}</p>}
      <p>{hint}</p>
      {command !== undefined && <pre className="technical">{command}</pre>}
      <TroubleBox trouble={again.trouble} />
      <div className="actions">
        {/* Not the way out, which the sentence and the command above name: it helps once that was done. */}
        <Button
          busy={again.busy}
          // A page that was open keeps what was typed.
          onPress={() => (over ? void again.run(resume) : location.assign('/'))}
        >
          {again.busy ? t('common.moment') : t('common.tryAgain')}
        </Button>
      </div>
      {trouble.code === 'CONSOLE_KEY_MISSING' && <p className="soft">{t('refused.picker')}</p>}
      <LanguageChoice />
    </main>
  );
}
