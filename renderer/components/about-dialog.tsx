import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app-context.ts';
import { Actions } from './actions.tsx';
import { Button } from './button.tsx';
import { DialogFrame } from './dialog-frame.tsx';
import { Facts } from './facts.tsx';
import { Fold } from './fold.tsx';
import { Mark } from './mark.tsx';

export function AboutDialog() {
  const { t } = useTranslation();
  const { bridge, controller, state } = useApp();
  const { version, versions } = state.facts;
  return (
    <DialogFrame title={t('about.title')}>
      <div className="about">
        <Mark />
        <p className="version">{t('about.version', { version })}</p>
      </div>
      <p>{t('about.text')}</p>
      <Fold title={t('about.parts')}>
        <Facts facts={Object.entries(versions)} />
      </Fold>
      <Actions>
        <Button kind="main" autoFocus onPress={() => controller.show(undefined)}>
          {t('common.close')}
        </Button>
        <Button onPress={() => void bridge.showLogs()}>{t('about.showLog')}</Button>
        <Button kind="quiet" onPress={() => void controller.showLicences()}>
          {t('about.licences')}
        </Button>
      </Actions>
    </DialogFrame>
  );
}

export function LicencesDialog({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const { controller } = useApp();
  return (
    <DialogFrame title={t('about.licences')}>
      <p>{t('about.licencesText')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard. */}
      <section className="licences" aria-label={t('about.licences')} tabIndex={0}>
        <pre className="report">{text.replace(/^#+ /gm, '')}</pre>
      </section>
      <Actions>
        <Button kind="main" autoFocus onPress={() => controller.show({ type: 'about' })}>
          {t('common.back')}
        </Button>
      </Actions>
    </DialogFrame>
  );
}
