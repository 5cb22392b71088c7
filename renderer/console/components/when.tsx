import { useSyncExternalStore } from 'react';
import { useConsole } from '../state/use-console.ts';

const MINUTE = 60_000;

/** Everybody who wants to know of the next minute, woken by one timer. */
const waiting = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

const everyMinute = (tick: () => void) => {
  waiting.add(tick);
  timer ??= setInterval(() => {
    for (const each of waiting) each();
  }, MINUTE / 2);
  return () => {
    waiting.delete(tick);
    if (waiting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** The time, by the minute. */
const useMinute = (): number => useSyncExternalStore(everyMinute, () => Math.floor(Date.now() / MINUTE) * MINUTE);

/** How long ago something was, or how soon it will be; the moment itself when somebody points at it. */
export function Ago({ time }: { readonly time: string }) {
  const { formats } = useConsole();
  useMinute();
  return (
    <time dateTime={time} title={formats.moment(time)}>
      {formats.ago(time, Date.now())}
    </time>
  );
}

/** A day. */
export function Day({ time }: { readonly time: string }) {
  const { formats } = useConsole();
  return (
    <time dateTime={time} title={formats.moment(time)}>
      {formats.date(time)}
    </time>
  );
}
