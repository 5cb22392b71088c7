import type { i18n } from 'i18next';
import { StrictMode, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { I18nextProvider } from 'react-i18next';
import type { LatchkeyBridge } from '../shared/ipc/contract.ts';
import { App } from './app.tsx';
import { Crash, CrashBoundary, type CrashReport, toReport } from './components/crash.tsx';
import { AppContext } from './state/app-context.ts';
import type { Controller } from './state/controller.ts';
import type { Formats } from './texts/format.ts';

interface RootProps {
  readonly bridge: LatchkeyBridge;
  readonly controller: Controller;
  readonly formats: Formats;
  readonly texts: i18n;
  readonly locale: string;
}

/** The app with everything around it. A crash anywhere shows one screen; starting again keeps what was entered. */
export function Root({ bridge, controller, formats, texts, locale }: RootProps) {
  const [crash, setCrash] = useState<CrashReport | undefined>(undefined);
  useEffect(() => controller.listen(), [controller]);
  useEffect(() => {
    const fail = (thrown: unknown) => {
      const report = toReport(thrown);
      void bridge.reportCrash(report);
      setCrash(report);
    };
    const onError = (event: ErrorEvent) => fail(event.error ?? event.message);
    const onRejection = (event: PromiseRejectionEvent) => fail(event.reason);
    window.addEventListener('error', onError);
    window.addEventListener('unhandledrejection', onRejection);
    return () => {
      window.removeEventListener('error', onError);
      window.removeEventListener('unhandledrejection', onRejection);
    };
  }, [bridge]);
  const restart = () => {
    controller.recover();
    setCrash(undefined);
  };
  return (
    <StrictMode>
      <I18nextProvider i18n={texts}>
        <I18nProvider locale={locale}>
          <AppContext value={{ bridge, controller, formats }}>
            {crash ? (
              <Crash report={crash} showLogs={() => void bridge.showLogs()} restart={restart} />
            ) : (
              <CrashBoundary
                onCrash={(report) => {
                  void bridge.reportCrash(report);
                  setCrash(report);
                }}
              >
                <App />
              </CrashBoundary>
            )}
          </AppContext>
        </I18nProvider>
      </I18nextProvider>
    </StrictMode>
  );
}
