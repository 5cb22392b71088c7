import { useSyncExternalStore } from 'react';
import { useConsole } from '../state/use-console.ts';

const MINUTE = 60_000;

const everyMinute = (tick: () => void) => {
  const timer = setInterval(tick, MINUTE / 2);
  return () => clearInterval(timer);
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
