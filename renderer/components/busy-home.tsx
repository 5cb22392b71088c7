import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import { Button } from './button.tsx';
import { InfoIcon } from './icons.tsx';
import { Live } from './live.tsx';

/** A home is busy: when it is asked again, and a way not to wait for that. */
export function BusyHome() {
  const { state } = useApp();
  return state.busyUntil === undefined ? null : <Waiting key={state.busyUntil} until={state.busyUntil} />;
}

function Waiting({ until }: { readonly until: number }) {
  const { t } = useTranslation();
  const { controller } = useApp();
  const [now, setNow] = useState(Date.now);
  const [begun] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const secondsFrom = (time: number) => Math.max(1, Math.ceil((until - time) / 1000));
  return (
    <div className="note info">
      <InfoIcon />
      <div className="note-body">
        <p>{t('busyHome.wait', { count: secondsFrom(now) })}</p>
        <div className="actions">
          <Button onPress={() => void controller.stopWaiting()}>{t('busyHome.stop')}</Button>
        </div>
        {/* Said once: nobody wants to hear every second. */}
        <Live text={t('busyHome.wait', { count: secondsFrom(begun) })} />
      </div>
    </div>
  );
}
