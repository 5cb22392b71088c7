/** What a computer does with an invite: it gets the app, and the app opens it. The code goes nowhere but into the app. */
import type { ReactNode } from 'react';
import type { PageFacts } from './facts.ts';
import type { LinkedInvite } from './link.ts';
import { Copy, Guide, Step } from './parts.tsx';
import type { System } from './system.ts';
import { useTexts } from './texts.ts';

/** How downloads name the systems. */
const DOWNLOAD_NAMES: Readonly<Partial<Record<System, string>>> = { mac: 'macOS', windows: 'Windows', linux: 'Linux' };

interface ComputerProps {
  readonly invite: LinkedInvite;
  readonly facts: PageFacts;
  readonly system: System;
  /** How to go without the app. */
  readonly children: ReactNode;
}

export function Computer({ invite: { code, pin }, facts, system, children }: ComputerProps) {
  const t = useTexts();
  const { enrolment, downloads } = facts;
  return (
    <>
      <Guide>
        <Step title={t('getTitle')} hint={t(downloads.length === 0 ? 'askWhere' : 'getHint')}>
          <Downloads downloads={downloads} own={DOWNLOAD_NAMES[system]} />
        </Step>
        <Step title={t('openTitle')}>
          <div className="actions">
            <a className="button main" href={`latchkey://${enrolment}/${code}${pin}`}>
              {t('open')}
            </a>
          </div>
          <p className="aside">{t('nothing')}</p>
          <Copy id="invite" label={t('copyInvite')} text={`${code}@${enrolment}${pin}`} />
        </Step>
      </Guide>
      {children}
    </>
  );
}

interface DownloadsProps {
  readonly downloads: PageFacts['downloads'];
  /** The name of the system that this computer has. */
  readonly own: string | undefined;
}

/** The app for this computer, then for others, then what proves that a download is whole. */
function Downloads({ downloads, own }: DownloadsProps) {
  const t = useTexts();
  const [others, sums] = [downloads.filter(({ name }) => name !== own), downloads.filter(({ sha256 }) => sha256)];
  return (
    <>
      {downloads
        .filter(({ name }) => name === own)
        .map(({ name, url }) => (
          <div key={name} className="actions">
            <a className="button plain" href={url} rel="noreferrer">
              {t('getFor', { name })}
            </a>
          </div>
        ))}
      {others.length === 0 ? null : (
        <ul className="downloads">
          <li className="aside">{t('getOther')}</li>
          {others.map(({ name, url }) => (
            <li key={name}>
              <a href={url} rel="noreferrer">
                {name}
              </a>
            </li>
          ))}
        </ul>
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
    </>
  );
}
