import { Component, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Actions } from './actions.tsx';
import { Button } from './button.tsx';
import { Fold } from './fold.tsx';
import { Sign } from './sign.tsx';

export interface CrashReport {
  readonly message: string;
  readonly stack: string;
}

/** Makes a report of whatever was thrown, as long as the contract allows. */
export function toReport(thrown: unknown): CrashReport {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { message: `${error.name}: ${error.message}`.slice(0, 2000), stack: (error.stack ?? '').slice(0, 20_000) };
}

interface BoundaryProps {
  readonly onCrash: (report: CrashReport) => void;
  readonly children: ReactNode;
}

/** React offers this as a class only. */
export class CrashBoundary extends Component<BoundaryProps, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override componentDidCatch(thrown: unknown) {
    this.props.onCrash(toReport(thrown));
  }

  override render() {
    return this.state.crashed ? null : this.props.children;
  }
}

interface CrashProps {
  readonly report: CrashReport;
  readonly showLogs: () => void;
  readonly restart: () => void;
}

/** The screen after a crash. The report stays on this computer. */
export function Crash({ report, showLogs, restart }: CrashProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main className="screen calm">
      <title>{`${t('crash.title')} – Latchkey`}</title>
      <div className="sheet">
        <Sign tone="bad" />
        <h1 ref={heading} tabIndex={-1}>
          {t('crash.title')}
        </h1>
        <p className="lead">{t('crash.text')}</p>
        <Actions>
          <Button kind="main" onPress={restart}>
            {t('crash.again')}
          </Button>
          <Button onPress={showLogs}>{t('crash.showLog')}</Button>
        </Actions>
        <Fold title={t('common.details')}>
          <p className="technical">{report.message}</p>
        </Fold>
      </div>
    </main>
  );
}
