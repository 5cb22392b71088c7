import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Fold } from '../../components/fold.tsx';
import { CheckIcon, CrossIcon, InfoIcon, WarningIcon } from '../../components/icons.tsx';
import { CopyText } from './copy-text.tsx';

type Finding = ConsoleReply<'overview'>['examination']['findings'][number];

const MARKS = { error: CrossIcon, warning: WarningIcon, 'not-checked': InfoIcon, ok: CheckIcon } as const;
const WORST_FIRST = ['error', 'warning', 'not-checked', 'ok'] as const;

/** What the doctor found: what needs somebody, with the command that fixes it; the rest is folded. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  const { t } = useTranslation('console');
  const sorted = WORST_FIRST.flatMap((severity) => findings.filter((one) => one.severity === severity));
  const worth = sorted.filter(({ severity }) => severity === 'error' || severity === 'warning');
  const rest = sorted.filter((finding) => !worth.includes(finding));
  return (
    <>
      {worth.length > 0 && <List findings={worth} />}
      {rest.length > 0 && (
        <Fold title={worth.length === 0 ? t('overview.examined') : t('overview.rest', { count: rest.length })}>
          <List findings={rest} />
        </Fold>
      )}
    </>
  );
}

function List({ findings }: { readonly findings: readonly Finding[] }) {
  const { t } = useTranslation('console');
  return (
    <ul className="findings">
      {findings.map(({ check, severity, what, why, fix }) => {
        const Mark = MARKS[severity];
        return (
          <li key={`${check} ${what}`} className={`finding ${severity}`}>
            <Mark />
            <div>
              <p className="finding-what">
                <span className="hidden">{t(`severity.${severity}`)}: </span>
                {/* The doctor speaks English alone. */}
                <span lang="en">{what}</span>
              </p>
              {why !== null && (
                <p className="soft" lang="en">
                  {why}
                </p>
              )}
              {fix !== null && <CopyText text={fix} label={t('overview.fix')} />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
