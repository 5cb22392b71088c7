import { type ClipboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import { useTranslation } from 'react-i18next';
import { formatInvite } from '../../shared/invite.ts';
import { MAX_PASTE, parseInvite } from '../../shared/paste/read-invite.ts';
import { useApp } from '../state/app-context.ts';
import { type Feedback, formatTyped, isWaiting, withoutPin } from '../state/invite-field.ts';
import { Button } from './button.tsx';
import { CodePlaces } from './code-places.tsx';
import { CheckIcon, WarningIcon } from './icons.tsx';
import { Live } from './live.tsx';

interface InviteInputProps {
  readonly feedback: Feedback;
  /** Whether the person has pressed Enter: then even what is merely unfinished is wrong. */
  readonly insist: boolean;
  readonly asking: boolean;
  /** Whether the home did not take it: then nothing good is said about it. */
  readonly refused: boolean;
  /** Takes an invite from the clipboard; undefined where there is a better way to get it into the field. */
  readonly onPaste?: (() => void) | undefined;
}

/** The one field. It formats as one types, keeps the caret where it was, and makes an invite of a pasted e-mail. */
export function InviteInput({ feedback, insist, asking, refused, onPaste }: InviteInputProps) {
  const { t } = useTranslation();
  const { state, controller } = useApp();
  const { draft, facts } = state;
  // Whoever types a pin sees it until it is done; nobody sees one that was pasted or came by a link.
  const [typing, setTyping] = useState(false);
  const { shown: value, hidden } = typing ? { shown: draft.text, hidden: '' } : withoutPin(draft.text);
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    if (caret.current !== undefined) input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });

  const edit = (value: string) => {
    const typed = formatTyped(value, input.current?.selectionStart ?? value.length);
    caret.current = typed.caret;
    if (hidden === '') setTyping(true);
    // The pin belongs to the server that is named: without one, or with another pin, it is gone too.
    const keeps = /@[^/]*$/.test(typed.value);
    controller.edit({ text: keeps ? typed.value + hidden : typed.value });
  };
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData('text/plain');
    const result = parseInvite(pasted, facts.defaults);
    if (!result.ok && !/[\r\n]/.test(pasted) && pasted.length <= MAX_PASTE) return;
    event.preventDefault();
    setTyping(false);
    // A field of one line would join the lines of a message, and words with them; and it would cut what is too long.
    const shown = () =>
      pasted
        .slice(0, MAX_PASTE + 1)
        .replace(/\s+/g, ' ')
        .trim();
    controller.edit({ text: result.ok ? formatInvite(result.invite) : shown() });
  };

  const wrong = feedback.kind !== 'ready' && (insist || !isWaiting(feedback));
  const example = facts.defaults ? 'K7QF-2M9X-4TDW' : 'K7QF-2M9X-4TDW@enroll.example.com';
  const said = useFeedbackText(feedback);
  const shown = feedback.kind === 'empty' && !insist ? t('invite.example', { example }) : said;
  const tone = wrong ? 'wrong' : feedback.kind === 'ready' ? 'right' : 'neutral';
  return (
    <TextField
      className="field invite-field"
      value={value}
      onChange={edit}
      isInvalid={wrong}
      isReadOnly={asking}
      autoFocus
      type="text"
    >
      <Label>{t('invite.label')}</Label>
      <div className="invite-line">
        <div className="code-field">
          <Input
            ref={input}
            onPaste={paste}
            onBlur={() => setTyping(false)}
            autoComplete="off"
            autoCorrect="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={MAX_PASTE}
            enterKeyHint="go"
          />
          <CodePlaces text={value} feedback={feedback} />
        </div>
        {onPaste && (
          <Button kind="main" onPress={onPaste}>
            {t('invite.paste')}
          </Button>
        )}
      </div>
      {!refused && (
        <Text slot="description" elementType="p" className={`field-note ${tone}`}>
          {tone === 'right' && <CheckIcon />}
          {tone === 'wrong' && <WarningIcon />}
          <span>{shown}</span>
        </Text>
      )}
      <Live text={isWaiting(feedback) && !insist ? '' : said} />
    </TextField>
  );
}

function useFeedbackText(feedback: Feedback): string {
  const { t } = useTranslation();
  switch (feedback.kind) {
    case 'empty':
      return t('invite.empty');
    case 'ready':
      return t(feedback.found ? 'invite.found' : 'invite.ready', { host: feedback.invite.host });
    case 'missing':
      return t('invite.missing', { count: feedback.count });
    case 'too-many':
      return t('invite.tooMany', { count: feedback.count });
    case 'character':
      return t('invite.character', { place: feedback.place, character: feedback.character });
    case 'check':
      return t('invite.check');
    case 'no-host':
      return t('invite.noHost');
    case 'host':
      return t('invite.host', { host: feedback.host });
    case 'port':
      return t('invite.port', { host: feedback.host, port: feedback.port });
    case 'no-code':
      return t('invite.noCode', { host: feedback.host });
    case 'wrapped':
      return t('invite.wrapped', { host: feedback.host });
    case 'several':
      return t('invite.several', { number: feedback.count });
    case 'too-long':
      return t('invite.tooLong');
    case 'pin-typo':
      return t('invite.pinTypo');
    case 'pin':
    case 'nothing':
      return t(`invite.${feedback.kind}`);
  }
}
