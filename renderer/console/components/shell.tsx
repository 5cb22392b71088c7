import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import {
  BackupIcon,
  BellIcon,
  DeviceIcon,
  HomeIcon,
  InviteIcon,
  LogIcon,
  WarningIcon,
} from '../../components/icons.tsx';
import { Mark } from '../../components/mark.tsx';
import { linkTo, type PageName, useRoute } from '../state/route.ts';
import { Trouble } from '../state/trouble.ts';
import { useAction } from '../state/use-action.ts';
import { useConsole, useStanding } from '../state/use-console.ts';
import { useTroubleText } from '../texts/use-trouble-text.ts';
import { LanguageChoice } from './language-choice.tsx';
import { TroubleBox } from './trouble-box.tsx';

const LINKS = [
  ['overview', HomeIcon],
  ['invite', InviteIcon],
  ['devices', DeviceIcon],
  ['log', LogIcon],
  ['notices', BellIcon],
  ['backups', BackupIcon],
] as const satisfies readonly (readonly [PageName, () => ReactNode])[];

/** What is around every page: where one can go, who one is, and whether the home can be heard. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  const { page } = useRoute();
  const main = useRef<HTMLElement>(null);
  const here = page === 'people' ? 'devices' : page;
  return (
    <div className="console">
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on this page; the fragment says which page is open. */}
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t('shell.skip')}
      </a>
      <header className="side">
        <a className="brand" href={linkTo('overview')}>
          <Mark />
          <span>
            <strong>{me.home.name}</strong>
            <span className="soft">{t('shell.console')}</span>
          </span>
        </a>
        <nav aria-label={t('shell.pages')}>
          <ul>
            {LINKS.map(([name, LinkIcon]) => (
              <li key={name}>
                <a href={linkTo(name)} aria-current={here === name ? 'page' : undefined}>
                  <LinkIcon />
                  <span>{t(`nav.${name}`)}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <Foot />
      </header>
      <main ref={main} id="main" tabIndex={-1} className="content">
        <Lost />
        {children}
      </main>
    </div>
  );
}

function Foot() {
  const { t } = useTranslation('console');
  const { me, live, formats } = useConsole();
  const { who } = me;
  return (
    <div className="side-foot">
      <p className="soft">
        {who.kind === 'device'
          ? t('shell.asDevice', { person: who.person, device: who.device.name })
          : t('shell.asLink', { when: formats.clock(who.expiresAt) })}
      </p>
      {who.kind === 'link' && (
        <Button
          kind="quiet"
          onPress={() =>
            void live.call('leave', {}).then(
              () => location.assign('/'),
              () => undefined,
            )
          }
        >
          {t('shell.leave')}
        </Button>
      )}
      <LanguageChoice />
    </div>
  );
}

/** Says that the home is not heard; what is on the page is of before, and what was typed stays. */
function Lost() {
  const { t } = useTranslation('console');
  const { live } = useConsole();
  const { standing, crowded, end } = useStanding(live);
  const tooMany = useTroubleText()({ code: 'CONSOLE_TOO_MANY_PAGES' });
  const again = useAction();
  return (
    <div role="status">
      {end !== undefined && (
        <TroubleBox trouble={again.trouble ?? new Trouble(end)} retry={() => void again.run(live.resume)} />
      )}
      {standing === 'lost' && (
        <section className="box warn lost">
          <WarningIcon />
          <div className="box-body">
            <p>{crowded ? `${tooMany.title}. ${tooMany.hint}` : t('shell.lost')}</p>
            <Button kind="quiet" onPress={live.retry}>
              {t('common.tryAgain')}
            </Button>
          </div>
        </section>
      )}
    </div>
  );
}
