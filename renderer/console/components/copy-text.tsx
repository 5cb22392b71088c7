import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useCopy } from '../../components/use-copy.ts';

interface CopyTextProps {
  readonly text: string;
  /** What it is. */
  readonly label: string;
  /** What the button says, where one of several has to say which it is. */
  readonly copy?: string;
  readonly main?: boolean;
  /** Whether the button stands beside the text, and not below it. */
  readonly beside?: boolean;
}

/** A text with a button that copies it; where the browser does not let it, the text is marked. */
export function CopyText({ text, label, copy: words, main = false, beside = false }: CopyTextProps) {
  const { t } = useTranslation('console');
  const { shown, copied, copy } = useCopy<HTMLOutputElement>(text);
  const id = useId();
  return (
    <div className={beside ? 'copy beside' : 'copy'}>
      <span id={id} className="copy-label">
        {label}
      </span>
      <output ref={shown} aria-labelledby={id} aria-live="off" translate="no">
        {text}
      </output>
      <div className="actions">
        <Button
          kind={main ? 'main' : 'plain'}
          aria-label={words ?? `${t('copy.copy')}: ${label}`}
          onPress={() => void copy()}
        >
          {words ?? t('copy.copy')}
        </Button>
        <span className="soft" role="status">
          {copied === undefined ? '' : copied === 'copied' ? t('common.copied') : t('copy.marked')}
        </span>
      </div>
    </div>
  );
}
