import { Dialogs } from './components/dialogs.tsx';
import { UpdateLine } from './components/update-line.tsx';
import { AccessScreen } from './screens/access.tsx';
import { DoneScreen } from './screens/done.tsx';
import { EnrollingScreen, FailedScreen } from './screens/enrolling.tsx';
import { HomesScreen } from './screens/homes.tsx';
import { InviteScreen } from './screens/invite.tsx';
import { PreviewScreen } from './screens/preview.tsx';
import { useApp } from './state/app-context.ts';

/** The screen that the state names, and the dialog over it. */
export function App() {
  const { state } = useApp();
  return (
    <>
      <Current key={state.screen.name} />
      <UpdateLine />
      <Dialogs />
    </>
  );
}

function Current() {
  const { state } = useApp();
  const { screen, homes, tests } = state;
  switch (screen.name) {
    case 'invite':
      return <InviteScreen screen={screen} />;
    case 'preview':
      return <PreviewScreen preview={screen.preview} />;
    case 'enrolling':
      return <EnrollingScreen run={screen.run} />;
    case 'failed':
      return <FailedScreen screen={screen} />;
    case 'homes':
      return <HomesScreen />;
    case 'done':
    case 'access': {
      const home = homes.find(({ id }) => id === screen.homeId);
      if (!home) return <HomesScreen />;
      if (screen.name === 'done') return <DoneScreen screen={screen} home={home} />;
      const test = tests[home.id];
      return test ? <AccessScreen home={home} test={test} /> : <HomesScreen />;
    }
  }
}
