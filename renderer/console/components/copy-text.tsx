import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useCopy } from '../../components/use-copy.ts';

interface CopyTextProps {
  readonly text: string;
  /** What it is. */
  readonly label: string;
  readonly main?: boolean;
  readonly large?: boolean;
}

/** A text with a button that copies it; where the browser does not let it, the text is marked. */
export function CopyText({ text, label, main = false, large = false }: CopyTextProps) {
  const { t } = useTranslation('console');
  const { shown, copied, copy } = useCopy<HTMLOutputElement>(text);
  const id = useId();
  return (
    <div className="copy">
      <span id={id} className="copy-label">
        {label}
      </span>
      <output ref={shown} aria-labelledby={id} aria-live="off" className={large ? 'large' : ''} translate="no">
        {text}
      </output>
      <div className="actions">
        <Button kind={main ? 'main' : 'plain'} aria-label={`${t('copy.copy')}: ${label}`} onPress={() => void copy()}>
          {t('copy.copy')}
        </Button>
        <span className="soft" role="status">
          {copied === undefined ? '' : copied === 'copied' ? t('common.copied') : t('copy.marked')}
        </span>
      </div>
    </div>
  );
}
