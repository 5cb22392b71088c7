/** The page of an invite: knows what it runs on and leads on from there. */
import { useEffect, useRef, useState } from 'react';
import { Mark } from '../components/mark.tsx';
import type { Language } from '../texts/language.ts';
import type { PageFacts } from './facts.ts';
import { Footer } from './footer.tsx';
import { AllSet, KeyGuide, ProfileGuide } from './installing.tsx';
import { type LinkedInvite, type LinkResult, linkOf, readLink } from './link.ts';
import { Button } from './parts.tsx';
import { PendingKeys } from './pending.ts';
import { Send } from './send.tsx';
import { needsOther, Promised, Start, WhichSystem } from './start.tsx';
import { isApple, type System, systemOf } from './system.ts';
import { useTexts } from './texts.ts';
import { type State, useInvited } from './use-invited.ts';

const kept = new PendingKeys();

interface PageProps {
  readonly facts: PageFacts;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}

export function Page({ facts, language, onLanguage }: PageProps) {
  const t = useTexts();
  const [link, setLink] = useState<LinkResult>(() => readLink(location));
  const [waiting, setWaiting] = useState(() => kept.all(Date.now()));
  useEffect(() => {
    const follow = () => {
      setLink(readLink(location));
      setWaiting(kept.all(Date.now()));
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    // Out of the path, so that no reload sends it again.
    if (link.ok && location.pathname !== '/i') history.replaceState(null, '', linkOf(link.invite, location));
  }, [link]);
  const resumed = waiting.find(({ code }) => !(link.ok && link.invite.code === code));
  return (
    <main className="screen page">
      <Mark />
      {link.ok ? (
        <Invited key={link.invite.code} invite={link.invite} facts={facts} />
      ) : (
        <section>
          <h1>{t(link.typo ? 'typo' : 'noInvite')}</h1>
          <p>{t('again')}</p>
        </section>
      )}
      {resumed ? (
        <div className="box">
          <div className="box-body">
            <h2>{t('resume')}</h2>
            <div className="actions">
              <Button
                onPress={() => {
                  location.hash = resumed.code;
                }}
              >
                {t('resumeAction')}
              </Button>
              <Button
                kind="quiet"
                onPress={() => {
                  kept.forget(resumed.code);
                  setWaiting(kept.all(Date.now()));
                }}
              >
                {t('discard')}
              </Button>
            </div>
          </div>
        </div>
      ) : null}
      <Footer language={language} onLanguage={onLanguage} />
    </main>
  );
}

/** What is said before anything is asked of the home. */
function beginningOf({ own, app }: LinkedInvite) {
  if (own) return ['ownTitle', 'ownLead'] as const;
  return app ? (['appStart', 'appLead'] as const) : (['title', 'lead'] as const);
}

function Invited({ invite, facts }: { readonly invite: LinkedInvite; readonly facts: PageFacts }) {
  const t = useTexts();
  const { code } = invite;
  const [system, setSystem] = useState<System>(() => systemOf(navigator));
  const { state, busy, trouble, preview, make, profile, download, installed, back, dismiss } = useInvited(
    code,
    system,
    kept,
  );
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);

  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = state.kind === 'start';
  }, [state.kind]);

  useEffect(() => {
    if (trouble === 'refused') heading.current?.focus();
  }, [trouble]);

  const { app, renews, device = '' } = state.kind === 'previewed' ? state.preview : {};
  const check = `https://${facts.enrolment}/me`;
  // An app takes a file alone.
  const byProfile = isApple(system) && facts.profiles && app === undefined;
  const [title, lead] = beginningOf(invite);
  const titles: Readonly<Record<State['kind'], string>> = {
    start: t(title),
    previewed: t(renews ? 'renewTitle' : app === undefined ? 'title' : 'appTitle', { app: app ?? '', device }),
    key: t('ready'),
    profile: t('profileReady'),
    done: t('allSet'),
  };
  if (trouble === 'refused') {
    const startAgain = () => {
      dismiss();
      back();
    };
    return (
      <section>
        <h1 ref={heading} tabIndex={-1}>
          {t('refused')}
        </h1>
        <p className="lead" role="alert">
          {t('refusedHint')}
        </p>
        <div className="actions">
          <Button onPress={startAgain}>{t('back')}</Button>
        </div>
      </section>
    );
  }
  return (
    <section aria-busy={busy}>
      <h1 ref={heading} tabIndex={-1}>
        {titles[state.kind]}
      </h1>
      <div role="alert">
        {trouble === undefined ? null : (
          <div className="box bad">
            <div className="box-body">
              <h2>{t(trouble)}</h2>
              <p>{t(`${trouble}Hint`)}</p>
            </div>
          </div>
        )}
      </div>
      {state.kind === 'start' ? (
        <>
          <p className="lead">{t(lead)}</p>
          <WhichSystem system={system} onSystem={setSystem} />
          <Start system={system} invite={invite} facts={facts} busy={busy} onGoOn={() => void preview()} />
          {invite.own ? null : (
            <>
              {needsOther(system, facts) ? null : <Send link={linkOf(invite, location)} />}
              <p className="aside">{t('once')}</p>
            </>
          )}
        </>
      ) : null}
      {state.kind === 'previewed' ? (
        <Promised
          preview={state.preview}
          byProfile={byProfile}
          busy={busy}
          onGoOn={() => void (byProfile ? profile : make)(state.preview)}
          onBack={back}
        />
      ) : null}
      {state.kind === 'key' ? (
        <KeyGuide
          pending={state.pending}
          file={state.file}
          system={system}
          busy={busy}
          onDownload={() => void download(state.pending, state.file)}
          onInstalled={() => installed(state.pending)}
        />
      ) : null}
      {state.kind === 'profile' && isApple(system) ? (
        <ProfileGuide
          system={system}
          home={state.preview.home.name}
          services={state.preview.services}
          check={check}
          onAgain={() => void profile(state.preview)}
        />
      ) : null}
      {state.kind === 'done' ? <AllSet pending={state.pending} check={check} /> : null}
    </section>
  );
}
