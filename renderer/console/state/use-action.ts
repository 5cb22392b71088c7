import { useRef, useState } from 'react';
import { type Trouble, troubleOf } from './trouble.ts';

export interface Action {
  readonly busy: boolean;
  /** Why the last one failed. */
  readonly trouble: Trouble | undefined;
  /** Does one thing at a time. @returns whether it was done */
  readonly run: (work: () => Promise<void>) => Promise<boolean>;
}

/** Something that the home is asked to do, with what became of it. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const working = useRef(false);
  const run = async (work: () => Promise<void>): Promise<boolean> => {
    if (working.current) return false;
    working.current = true;
    setBusy(true);
    setTrouble(undefined);
    try {
      await work();
      return true;
    } catch (thrown) {
      setTrouble(troubleOf(thrown));
      return false;
    } finally {
      working.current = false;
      setBusy(false);
    }
  };
  return { busy, trouble, run };
}
