import { useTranslation } from 'react-i18next';
import type { ConsoleReply } from '../../../shared/console/routes.ts';
import { useConsole } from '../state/use-console.ts';
import { en } from './en.ts';

export type Entry = ConsoleReply<'audit'>['items'][number];
type Kind = keyof typeof en.audit;

const isKind = (kind: string): kind is Kind => Object.hasOwn(en.audit, kind);

/** A time that a detail holds: ISO 8601 in UTC. */
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Says in the reader's language what an entry of the audit log tells; undefined for a kind that this page does not know. */
export function useEntryText(): (entry: Entry) => string | undefined {
  const { t } = useTranslation('console');
  const { formats } = useConsole();
  return ({ kind, person, device, subject, detail }) => {
    if (!isKind(kind)) return undefined;
    const details = Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'string' && TIME.test(value) ? formats.moment(value) : String(value),
    ]);
    const unknown = t('log.unknown');
    const known: Record<string, string> = {
      name: unknown,
      ...Object.fromEntries(details),
      person: person ?? unknown,
      subject: subject ?? unknown,
    };
    if (device !== null) known.name = device.name;
    // What a kind fills in is in the entry, which the type of the texts does not know.
    return String(t(`audit.${kind}`, { replace: known } as never));
  };
}

/** Says who did what an entry tells. */
export function useActorText(): (actor: Entry['actor']) => string {
  const { t } = useTranslation('console');
  return ({ kind, name }) => (name === null ? t(`actors.${kind}`, { name: '' }).trim() : t(`actors.${kind}`, { name }));
}
