/** Small parts of the page: buttons, texts to copy, steps with pictures. */
import type { ReactNode } from 'react';
import { PictureButtons } from '../components/picture-buttons.tsx';
import { useCopy } from '../components/use-copy.ts';
import { useTexts } from './texts.ts';

interface ButtonProps {
  readonly kind?: 'main' | 'plain' | 'quiet';
  readonly busy?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

export function Button({ kind = 'plain', busy = false, onPress, children }: ButtonProps) {
  return (
    <button
      type="button"
      className={`button ${kind}${busy ? ' busy' : ''}`}
      aria-disabled={busy}
      onClick={() => {
        if (!busy) onPress();
      }}
    >
      {children}
    </button>
  );
}

interface CopyProps {
  readonly label: string;
  readonly text: string;
  readonly id: string;
  readonly large?: boolean;
}

/** A text with a button that copies it; where the browser does not let it, the text is marked. */
export function Copy({ label, text, id, large = false }: CopyProps) {
  const t = useTexts();
  const { shown, copied, copy } = useCopy<HTMLOutputElement>(text);
  return (
    <div className="copy">
      <output ref={shown} id={id} className={large ? 'large' : ''} translate="no">
        {text}
      </output>
      <div className="actions">
        <Button onPress={() => void copy()}>{label}</Button>
        <span className="aside" role="status">
          {copied === undefined ? '' : t(copied)}
        </span>
      </div>
    </div>
  );
}

interface StepProps {
  readonly title: string;
  readonly hint?: string | undefined;
  readonly children?: ReactNode;
}

export function Step({ title, hint, children }: StepProps) {
  return (
    <li>
      <div className="guide-body">
        <h2>{title}</h2>
        {hint === undefined ? null : <p className="aside">{hint}</p>}
        {children}
      </div>
    </li>
  );
}

export const Guide = ({ children }: { readonly children: ReactNode }) => <ol className="guide">{children}</ol>;

interface PictureProps {
  readonly title: string;
  readonly rows?: readonly { readonly text: string; readonly chosen?: boolean }[];
  readonly field?: string;
  readonly buttons?: readonly string[];
  /** Which button to press. */
  readonly press?: string;
}

/** What the system will show, drawn from HTML as the app's own. The text beside it says the same. */
export function Picture({ title, rows = [], field, buttons = [], press }: PictureProps) {
  return (
    <div className="picture" aria-hidden="true">
      <div className="picture-list-title">{title}</div>
      {field === undefined ? null : <div className="picture-field">{field}</div>}
      {rows.length === 0 ? null : (
        <div className="picture-list">
          {rows.map(({ text, chosen = false }) => (
            <span key={text} className={chosen ? 'picture-choice chosen' : 'picture-choice'}>
              {text}
            </span>
          ))}
        </div>
      )}
      <PictureButtons buttons={buttons} press={press} />
    </div>
  );
}
