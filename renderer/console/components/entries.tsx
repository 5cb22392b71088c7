import { useTranslation } from 'react-i18next';
import { linkTo } from '../state/route.ts';
import { useConsole } from '../state/use-console.ts';
import { type Entry, useActorText, useEntryText } from '../texts/use-entry-text.ts';
import { Chip } from './chips.tsx';
import { Ago } from './when.tsx';

/** Kinds that somebody should look at, whatever their outcome. */
const ALARMING: ReadonlySet<string> = new Set([
  'renewal-secret-reused',
  'brute-force',
  'brute-force-distributed',
  'client-auth-failed',
  'ca-burned',
  'ca-key-exported',
]);

interface EntriesProps {
  readonly entries: readonly Entry[];
  /** The time of day alone: the day is said above. */
  readonly clock?: boolean;
}

/** Entries of the audit log in words. */
export function Entries({ entries, clock = false }: EntriesProps) {
  return (
    <ol className="events">
      {entries.map((entry) => (
        <EntryRow key={entry.seq} entry={entry} clock={clock} />
      ))}
    </ol>
  );
}

function EntryRow({ entry, clock }: { readonly entry: Entry; readonly clock: boolean }) {
  const { t } = useTranslation('console');
  const { formats } = useConsole();
  const text = useEntryText()(entry);
  const actor = useActorText()(entry.actor);
  const { at, outcome, device, person, subject } = entry;
  // The sentence about an attempt names the address that it came from.
  const isSaid = entry.actor.kind === 'address' && entry.actor.name === subject && text !== undefined;
  const to = device ? linkTo('devices', device.id) : person === null ? undefined : linkTo('people', person);
  const said = text === undefined ? <span lang="en">{entry.text}</span> : text;
  const tone = outcome === 'ok' && !ALARMING.has(entry.kind) ? 'ok' : 'bad';
  return (
    <li className={`event ${tone}`}>
      <span className="event-time soft">
        {clock ? (
          <time dateTime={at} title={formats.moment(at)}>
            {formats.clock(at)}
          </time>
        ) : (
          <Ago time={at} />
        )}
      </span>
      <span className="event-text">
        <span className="event-said">{to === undefined ? said : <a href={to}>{said}</a>}</span>
        {!isSaid && <span className="soft">{actor}</span>}
      </span>
      {outcome !== 'ok' && <Chip tone="bad">{t(`log.${outcome}`)}</Chip>}
    </li>
  );
}
