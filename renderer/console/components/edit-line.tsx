import { useRef, useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { useTranslation } from 'react-i18next';
import { MAX_NAME, MAX_NAME_UNITS } from '../../../shared/name-rules.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useAction } from '../state/use-action.ts';
import { useNameProblem } from '../texts/use-name-problem.ts';
import { TroubleBox } from './trouble-box.tsx';

interface EditLineProps {
  readonly label: string;
  readonly text: string;
  /** What stands there when it is empty, which it may be; undefined when it may not. */
  readonly nothing?: string;
  /** Characters. */
  readonly most?: number;
  /** @param text trimmed */
  readonly save: (text: string) => Promise<void>;
}

/** A line that can be rewritten where it stands. */
export function EditLine({ label, text, nothing, most = MAX_NAME, save }: EditLineProps) {
  const { t } = useTranslation('console');
  const { run, busy, trouble } = useAction();
  const [typed, setTyped] = useState<string>();
  const [tried, setTried] = useState(false);
  const problem = useNameProblem();
  const line = useRef<HTMLSpanElement>(null);
  const done = () => {
    setTyped(undefined);
    setTried(false);
    // The field that had the focus is gone.
    requestAnimationFrame(() => line.current?.querySelector('button')?.focus());
  };
  if (typed === undefined)
    return (
      <span ref={line} className="edit-line">
        <span className={text === '' ? 'soft' : ''}>{text === '' ? nothing : text}</span>
        <Button kind="quiet" aria-label={`${t('edit.edit')}: ${label}`} onPress={() => setTyped(text)}>
          {t('edit.edit')}
        </Button>
      </span>
    );
  const wanted = typed.trim();
  const wrong = wanted === '' && nothing !== undefined ? undefined : problem(typed, most);
  return (
    <Form
      className="form edit-form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (wrong !== undefined) return;
        if (wanted === text) done();
        else void run(() => save(wanted)).then((saved) => saved && done());
      }}
    >
      <TextField
        label={label}
        value={typed}
        onChange={setTyped}
        wrong={tried ? wrong : undefined}
        readOnly={busy}
        maxLength={Math.max(MAX_NAME_UNITS, 4 * most)}
        onEscape={busy ? undefined : done}
        autoFocus
      />
      <TroubleBox trouble={trouble} />
      <div className="actions">
        <Button kind="main" type="submit" busy={busy}>
          {busy ? t('common.moment') : t('edit.save')}
        </Button>
        <Button isDisabled={busy} onPress={done}>
          {t('common.cancel')}
        </Button>
      </div>
    </Form>
  );
}
