/** What the page shows before somebody goes on, and what the invite promises then. */
import type { PreviewReply } from '../../shared/api.ts';
import { Computer } from './computer.tsx';
import type { PageFacts } from './facts.ts';
import { type LinkedInvite, linkOf } from './link.ts';
import { Button, Copy } from './parts.tsx';
import { Send } from './send.tsx';
import { Services } from './services.tsx';
import { betterBrowser, isApple, SYSTEMS, type System } from './system.ts';
import { useTexts } from './texts.ts';

export function WhichSystem({
  system,
  onSystem,
}: {
  readonly system: System;
  readonly onSystem: (system: System) => void;
}) {
  const t = useTexts();
  return (
    <div className="field">
      <label htmlFor="system">{t('device')}</label>
      <select
        id="system"
        value={system}
        aria-describedby="system-hint"
        onChange={({ target }) =>
          onSystem((Object.keys(SYSTEMS) as System[]).find((one) => one === target.value) ?? system)
        }
      >
        {Object.entries(SYSTEMS).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <p id="system-hint" className="aside">
        {t('deviceHint')}
      </p>
    </div>
  );
}

/** Whether a key gets onto such a device only by a profile, which the home does not offer. */
export const needsOther = (system: System, { profiles }: PageFacts): boolean =>
  isApple(system) && system !== 'mac' && !profiles;

interface StartProps {
  readonly system: System;
  readonly invite: LinkedInvite;
  readonly facts: PageFacts;
  readonly busy: boolean;
  readonly onGoOn: () => void;
}

export function Start({ system, invite, facts, busy, onGoOn }: StartProps) {
  const t = useTexts();
  const goOn = (
    <>
      <div className="actions">
        <Button kind="main" busy={busy} onPress={onGoOn}>
          {t(busy ? 'busy' : 'goOn')}
        </Button>
      </div>
      {invite.own ? null : <p className="aside">{t('notSent')}</p>}
    </>
  );
  // An app takes a file, on a computer too.
  if (!invite.own && !invite.app && (system === 'mac' || system === 'windows' || system === 'linux')) {
    return (
      <Computer invite={invite} facts={facts} system={system}>
        <details className="fold">
          <summary>{t(system === 'mac' && facts.profiles ? 'withoutApp' : 'withFile')}</summary>
          {goOn}
        </details>
      </Computer>
    );
  }
  if (needsOther(system, facts)) {
    return (
      <>
        <p>{t('appleOff')}</p>
        {invite.own ? null : <Send link={linkOf(invite, location)} first />}
      </>
    );
  }
  const better = betterBrowser(system, navigator.userAgent);
  if (better) {
    return (
      <div className="box warn">
        <div className="box-body">
          <h2>{t(better)}</h2>
          <p>{t(`${better}Hint`)}</p>
          <Copy id="link" label={t('copyLink')} text={linkOf(invite, location)} />
        </div>
      </div>
    );
  }
  return goOn;
}

interface PromisedProps {
  readonly preview: PreviewReply;
  /** Whether a configuration profile brings the key, and not a file. */
  readonly byProfile: boolean;
  readonly busy: boolean;
  readonly onGoOn: () => void;
  readonly onBack: () => void;
}

/** What the home says of the invite, and the way on to a key. */
export function Promised({ preview, byProfile, busy, onGoOn, onBack }: PromisedProps) {
  const t = useTexts();
  const { home, person, device = '', services, app, renews = false } = preview;
  return (
    <>
      <p className="lead">
        {t(renews ? 'renewFrom' : app === undefined ? 'from' : 'appFrom', {
          home: home.name,
          app: app ?? '',
          device,
          person,
        })}
      </p>
      {services.length === 0 ? null : (
        <>
          <p>{t('opens')}</p>
          <Services services={services} />
        </>
      )}
      <p className="aside">{t(byProfile ? 'profileHint' : 'makeHint')}</p>
      <div className="actions">
        <Button kind="main" busy={busy} onPress={onGoOn}>
          {byProfile ? t(busy ? 'busy' : 'profile') : t(busy ? 'making' : 'makeKey')}
        </Button>
        <Button onPress={onBack}>{t('back')}</Button>
      </div>
    </>
  );
}
