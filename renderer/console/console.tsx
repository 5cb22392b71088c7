/** The console: finds out who looks, then shows what there is, or why it does not open. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { makeFormats } from '../texts/format.ts';
import { chooseLocale, type Language } from '../texts/language.ts';
import { Loading } from './components/loading.tsx';
import { Refused } from './components/refused.tsx';
import { Shell } from './components/shell.tsx';
import { Toasts } from './components/toasts.tsx';
import { TroubleBox } from './components/trouble-box.tsx';
import { BackupsPage } from './pages/backups.tsx';
import { DevicePage } from './pages/device.tsx';
import { DevicesPage } from './pages/devices.tsx';
import { InvitePage } from './pages/invite.tsx';
import { LogPage } from './pages/log.tsx';
import { NoticesPage } from './pages/notices.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { PeoplePage } from './pages/people.tsx';
import { PersonPage } from './pages/person.tsx';
import type { Live } from './state/live.ts';
import { useRoute } from './state/route.ts';
import { enterBy } from './state/token.ts';
import { endOf, mayStillSee, type Trouble, troubleOf } from './state/trouble.ts';
import { ConsoleContext, type Me, type Toast, useStanding } from './state/use-console.ts';

interface ConsoleProps {
  readonly live: Live;
  readonly language: Language;
  /** The token of a one-time link, to be swapped before anything else. */
  readonly token: string | undefined;
}

export function Console({ live, language, token }: ConsoleProps) {
  const [me, setMe] = useState<Me>();
  const [trouble, setTrouble] = useState<Trouble>();
  /** A link works once: it is not swapped a second time when what came after it failed. */
  const left = useRef(token);
  const look = useCallback(() => {
    const enter = async () => {
      if (left.current === undefined) return;
      await enterBy(live, left.current);
      left.current = undefined;
    };
    enter()
      .then(() => live.call('me', {}))
      .then(
        (who) => {
          setMe(who);
          setTrouble(undefined);
        },
        (thrown: unknown) => setTrouble(troubleOf(thrown)),
      );
  }, [live]);
  useEffect(look, [look]);
  const { end } = useStanding(live);
  if (!me) {
    if (!trouble)
      return (
        <main className="screen">
          <Loading />
        </main>
      );
    if (endOf(trouble.code)) return <Refused trouble={trouble} />;
    return (
      <main className="screen">
        <TroubleBox trouble={trouble} retry={look} />
      </main>
    );
  }
  const isOver = end !== undefined && !mayStillSee(end);
  return (
    <>
      {isOver && <Refused trouble={{ code: end }} resume={live.resume} />}
      {/* What was typed stays, for whoever comes back with another link in another tab. */}
      <div hidden={isOver}>
        <Open live={live} language={language} me={me} onMe={setMe} />
      </div>
    </>
  );
}

interface OpenProps {
  readonly live: Live;
  readonly language: Language;
  readonly me: Me;
  readonly onMe: (me: Me) => void;
}

function Open({ live, language, me, onMe }: OpenProps) {
  const [toast, setToast] = useState<Toast>();
  const formats = useMemo(() => makeFormats(chooseLocale(navigator.languages, language)), [language]);
  const view = useMemo(() => ({ live, me, formats, say: setToast }), [live, me, formats]);
  const done = useCallback((next?: Toast) => setToast(next), []);
  useEffect(() => live.start(), [live]);
  useEffect(
    () =>
      // After a gap the home may be another one: renamed, with other services.
      live.listen((topics) => {
        if (topics.includes('all')) live.call('me', {}).then(onMe, () => undefined);
      }),
    [live, onMe],
  );
  return (
    <ConsoleContext value={view}>
      <Shell>
        <Current />
      </Shell>
      <Toasts toast={toast} onDone={done} />
    </ConsoleContext>
  );
}

function Current() {
  const { page, of } = useRoute();
  switch (page) {
    case 'overview':
      return <OverviewPage />;
    case 'invite':
      return <InvitePage key={of} person={of} />;
    case 'devices':
      return of === undefined ? <DevicesPage /> : <DevicePage key={of} id={of} />;
    case 'people':
      return of === undefined ? <PeoplePage /> : <PersonPage key={of} name={of} />;
    case 'log':
      return <LogPage />;
    case 'notices':
      return <NoticesPage />;
    case 'backups':
      return <BackupsPage />;
  }
}
