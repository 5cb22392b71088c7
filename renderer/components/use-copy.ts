import { type RefObject, useRef, useState } from 'react';

/** `marked`: the browser did not let it be copied, and what is to be copied is selected instead. */
export type Copied = 'copied' | 'marked';

/** Copies a text, or selects the element that shows it. */
export function useCopy<Shown extends Element>(
  text: string,
): {
  readonly shown: RefObject<Shown | null>;
  readonly copied: Copied | undefined;
  readonly copy: () => Promise<void>;
} {
  const shown = useRef<Shown>(null);
  const [copied, setCopied] = useState<Copied>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied('copied');
    } catch {
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
      setCopied('marked');
    }
  };
  return { shown, copied, copy };
}
