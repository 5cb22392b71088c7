/** Up to which entry of the audit log this browser has seen it: a number, and nothing of what was in it. */
const KEPT = 'latchkey-console-seen';

function read(): number | undefined {
  try {
    const text = localStorage.getItem(KEPT);
    const seq = Number(text);
    return text === null || !Number.isSafeInteger(seq) || seq < 0 ? undefined : seq;
  } catch {
    // A browser that keeps nothing has nothing new to show.
    return undefined;
  }
}

export const lastVisit = {
  /** What was seen before the page was opened: what is new stays new until it is opened again. */
  since: read(),
  saw(seq: number): void {
    try {
      localStorage.setItem(KEPT, String(seq));
    } catch {
      // As above.
    }
  },
};
