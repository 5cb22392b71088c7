import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';
import { useFailureText } from '../texts/use-failure-text.ts';
import { WarningIcon } from './icons.tsx';

/** Browsers that should have the key and do not, each with why, and what to do about it. */
export function Skipped({ home }: { readonly home: HomeView }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  return home.skipped.map(({ name, failure }) => (
    <section key={name} className="box warn">
      <WarningIcon />
      <div className="box-body">
        <h2>{t('done.skipped', { name })}</h2>
        <p>
          {failureText(failure).title}. {t('done.skippedText')}
        </p>
      </div>
    </section>
  ));
}
