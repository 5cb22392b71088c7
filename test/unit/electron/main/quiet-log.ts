import type { Log } from '../../../../electron/main/log/log.ts';

/** A log whose lines a test reads. */
export function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const note = (event: string, ...more: unknown[]) => void lines.push(JSON.stringify([event, ...more]));
  return {
    lines,
    info: note,
    warn: note,
    bug: (event, thrown, facts) => note(event, String(thrown), facts),
  };
}
