/** What a computer does with an invite: the app opens it. The code goes nowhere but into the app. */
import type { ReactNode } from 'react';
import type { PageFacts } from './facts.ts';
import type { LinkedInvite } from './link.ts';
import { Copy } from './parts.tsx';
import { useTexts } from './texts.ts';

interface ComputerProps {
  readonly invite: LinkedInvite;
  readonly facts: PageFacts;
  /** How to go without the app. */
  readonly children: ReactNode;
}

export function Computer({ invite: { code, pin }, facts, children }: ComputerProps) {
  const t = useTexts();
  const { enrolment, downloads } = facts;
  const sums = downloads.filter(({ sha256 }) => sha256 !== undefined);
  return (
    <>
      <div className="actions">
        <a className="button main" href={`latchkey://${enrolment}/${code}${pin}`}>
          {t('open')}
        </a>
      </div>
      {downloads.length === 0 ? (
        <p className="aside">{t('askWhere')}</p>
      ) : (
        <div>
          <p>{t('getIt')}</p>
          <ul className="downloads">
            {downloads.map(({ name, url }) => (
              <li key={name}>
                <a href={url} rel="noreferrer">
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      {sums.length === 0 ? null : (
        <details className="fold">
          <summary>{t('sums')}</summary>
          {sums.map(({ name, sha256 }) => (
            <p key={name} className="aside">
              {name}: <code>{sha256}</code>
            </p>
          ))}
        </details>
      )}
      <p>{t('nothing')}</p>
      <Copy id="invite" label={t('copyInvite')} text={`${code}@${enrolment}${pin}`} />
      {children}
    </>
  );
}
