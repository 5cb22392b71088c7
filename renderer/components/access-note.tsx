import { useTranslation } from 'react-i18next';
import type { HomeView } from '../../shared/ipc/views.ts';
import { useApp } from '../state/app-context.ts';
import { freshlyChanged } from '../state/validity.ts';
import { useContactName } from '../texts/use-contact-name.ts';
import { InfoIcon } from './icons.tsx';
import { Live } from './live.tsx';

/** What is open now and was not, or the other way round. Nothing when all is as it was. */
export function AccessNote({ home }: { readonly home: HomeView }) {
  const { t } = useTranslation();
  const { formats } = useApp();
  const contact = useContactName()(home.contact);
  const { added, removed } = freshlyChanged(home, Date.now());
  const lines = [
    ...(added.length > 0 ? [t('homes.added', { names: formats.list(added) })] : []),
    ...(removed.length > 0
      ? [t('homes.removed', { names: formats.list(removed), contact, count: removed.length })]
      : []),
    ...(home.services.length === 0 && removed.length === 0 ? [t('homes.nothing', { contact })] : []),
  ];
  return (
    <>
      {lines.length > 0 && (
        <div className="note info">
          <InfoIcon />
          <div className="note-body">
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        </div>
      )}
      <Live text={lines.join(' ')} />
    </>
  );
}
