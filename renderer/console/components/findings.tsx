import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { Fold } from '../../components/fold.tsx';
import { CheckIcon, CrossIcon, InfoIcon, WarningIcon } from '../../components/icons.tsx';
import { linkTo } from '../state/route.ts';
import { useConsole } from '../state/use-console.ts';
import { en } from '../texts/en.ts';
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

type Code = keyof typeof en.findings;
const isCode = (code: string | null): code is Code => code !== null && Object.hasOwn(en.findings, code);

/** Says a finding in the reader's language; what other programs say, and what is well, in the doctor's English. */
function useFindingText() {
  const { t } = useTranslation('console');
  return ({ code, values, what, why }: Finding) => {
    if (!isCode(code)) return { language: 'en', what, why } as const;
    // What a code fills in is in the finding, which the type of the texts does not know.
    const say = (part: 'what' | 'why') =>
      String(t(`findings.${code}.${part}`, { replace: values, count: values?.count } as never));
    return { language: undefined, what: say('what'), why: say('why') };
  };
}

function List({ findings }: { readonly findings: readonly Finding[] }) {
  const { t } = useTranslation('console');
  const words = useFindingText();
  return (
    <ul className="findings">
      {findings.map((finding) => {
        const { check, severity, what } = finding;
        const said = words(finding);
        const Mark = MARKS[severity];
        return (
          <li key={`${check} ${what}`} className={`finding ${severity}`}>
            <Mark />
            <div>
              <p className="finding-what">
                <span className="hidden">{t(`severity.${severity}`)}: </span>
                <span lang={said.language}>{said.what}</span>
              </p>
              {said.why !== null && (
                <p className="soft" lang={said.language}>
                  {said.why}
                </p>
              )}
              <Remedy finding={finding} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}

const BACKUPS: readonly (string | null)[] = ['backup-none', 'backup-old', 'backup-late'] satisfies readonly Code[];

/** What fixes it: the page that can, or a command. */
function Remedy({ finding: { code, fix } }: { readonly finding: Finding }) {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  if (me.backups && BACKUPS.includes(code))
    return (
      <div className="actions">
        <a className="button plain" href={linkTo('backups')}>
          {t('backups.make')}
        </a>
      </div>
    );
  return fix === null ? null : <CopyText text={fix} label={t('overview.fix')} beside />;
}
