/** The guides: how a key gets from its file, or a profile, into the system. */
import type { Service } from '../../shared/api.ts';
import { Button, Copy, Guide, Picture, Step } from './parts.tsx';
import type { Pending } from './pending.ts';
import { Services } from './services.tsx';
import type { AppleSystem, System } from './system.ts';
import { useTexts } from './texts.ts';

const CA_NAME = 'Homelab CA';

interface KeyGuideProps {
  readonly pending: Pending;
  readonly system: System;
  readonly file: string;
  readonly busy: boolean;
  readonly onDownload: () => void;
  readonly onInstalled: () => void;
}

export function KeyGuide({ pending, system, file, busy, onDownload, onInstalled }: KeyGuideProps) {
  const t = useTexts();
  const { app, password, issued, renews = false } = pending;
  const android = system === 'android' && app === undefined;
  const ways = { android: 'openAndroid', chromeos: 'openChromeos' } as const;
  const way =
    app !== undefined ? 'openApp' : system === 'android' || system === 'chromeos' ? ways[system] : 'openOther';
  return (
    <>
      <p className="lead">{t('readyLead')}</p>
      <Guide>
        <Step title={t('password')} hint={t('passwordHint')}>
          <Copy id="password" label={t('copy')} text={password} large />
        </Step>
        <Step title={t('download')} hint={t('downloadHint', { file })}>
          <div className="actions">
            <Button kind="main" busy={busy} onPress={onDownload}>
              {busy ? t('busy') : t('download')}
            </Button>
          </div>
        </Step>
        <Step title={t('openFile')} hint={t(way, { app: app ?? '' })}>
          {android ? (
            <Picture title={t('pictureExtract')} field={password} buttons={[t('pictureCancel'), 'OK']} press="OK" />
          ) : null}
        </Step>
        {android ? (
          <Step title={t('nameIt')} hint={t('nameItHint')}>
            <Picture
              title={t('pictureType')}
              rows={[{ text: t('pictureVpn'), chosen: true }, { text: t('pictureWifi') }]}
              buttons={[t('pictureCancel'), 'OK']}
              press="OK"
            />
          </Step>
        ) : null}
        {app === undefined ? (
          <UseIt
            name={issued?.home ?? ''}
            services={issued?.services ?? []}
            hint={t(renews ? 'useNextHint' : 'useItHint')}
          />
        ) : null}
        <Step title={t('deleteIt')} hint={t('deleteItHint')} />
      </Guide>
      <div className="actions">
        <Button onPress={onInstalled}>{t('installed')}</Button>
      </div>
      <p className="aside">{t('forgets')}</p>
    </>
  );
}

interface UseItProps {
  readonly name: string;
  readonly services: readonly Service[];
  readonly hint: string;
}

function UseIt({ name, services, hint }: UseItProps) {
  const t = useTexts();
  return (
    <Step title={t('useIt')} hint={hint}>
      <Picture
        title={t('pictureChoose')}
        rows={[{ text: `${name}, ${CA_NAME}`, chosen: true }]}
        buttons={[t('pictureCancel'), t('pictureSelect')]}
        press={t('pictureSelect')}
      />
      <Services services={services} linked />
    </Step>
  );
}

/** What is left to do once the key is installed. @param check where somebody tries it */
export function AllSet({ pending, check }: { readonly pending: Pending; readonly check: string }) {
  const t = useTexts();
  return (
    <>
      <p className="lead">{t(pending.renews ? 'nextSet' : 'allSetLead')}</p>
      <Services services={pending.issued?.services ?? []} linked />
      <p>
        <a href={check} rel="noreferrer">
          {t('check')}
        </a>
      </p>
    </>
  );
}

interface ProfileGuideProps {
  readonly system: AppleSystem;
  readonly home: string;
  readonly services: readonly Service[];
  /** Where somebody tries the key. */
  readonly check: string;
  readonly onAgain: () => void;
}

export function ProfileGuide({ system, home, services, check, onAgain }: ProfileGuideProps) {
  const t = useTexts();
  const mac = system === 'mac';
  return (
    <>
      <p className="lead">{t('profileHint')}</p>
      <Guide>
        {mac ? null : (
          <Step title={t('allow')} hint={t('allowHint')}>
            <Picture
              title={t('pictureAllow')}
              buttons={[t('pictureIgnore'), t('pictureAllowButton')]}
              press={t('pictureAllowButton')}
            />
          </Step>
        )}
        <Step title={t(mac ? 'settingsMac' : 'settings')} hint={t(mac ? 'settingsMacHint' : 'settingsHint')}>
          <Picture title="" rows={[{ text: mac ? home : `${t('pictureProfile')} ›`, chosen: true }]} />
        </Step>
        <Step title={t('install')} hint={t('installHint')}>
          <Picture
            title={home}
            field="••••••"
            buttons={[t('pictureCancel'), t('pictureInstall')]}
            press={t('pictureInstall')}
          />
        </Step>
        <Step title={t('useIt')} hint={t('chooseHint')}>
          <Services services={services} linked />
          <p>
            <a href={check} rel="noreferrer">
              {t('check')}
            </a>
          </p>
        </Step>
      </Guide>
      <div className="actions">
        <Button onPress={onAgain}>{t('profile')}</Button>
      </div>
    </>
  );
}
