import type { PersonAccess } from '../core/access/granting.ts';
import { table } from './table.ts';
import { localTime, type Shown } from './terminal.ts';

/** A day is told by its date, whatever ends with it by its time. */
function lastMoment(until: number): string {
  const end = new Date(until);
  const midnight = end.getHours() + end.getMinutes() === 0;
  return midnight ? localTime(new Date(until - 1)).slice(0, 10) : localTime(end);
}

/** `photos, cloud until 2026-12-31`, `everything` */
export function opensText({ opens }: PersonAccess): string {
  const open = opens.filter((each) => each.open);
  if (open.length === 0) return 'nothing';
  const closed = opens.filter((each) => !each.open);
  const forever = open.every(({ until }) => until === undefined);
  if (forever && closed.length === 0) return 'everything';
  if (forever && closed.length < open.length) return `everything but ${closed.map(({ name }) => name).join(', ')}`;
  return open.map(({ name, until }) => (until === undefined ? name : `${name} until ${lastMoment(until)}`)).join(', ');
}

const who = ({ person, device }: PersonAccess) => (device ? `${person}, ${device.name}` : person);

const cell = ({ open, until }: PersonAccess['opens'][number]) =>
  open ? (until === undefined ? 'yes' : lastMoment(until)) : '-';

/**
 * People and services in one table: a column for each service where they fit, else what each person opens in words.
 * @param columns of the terminal
 */
export function accessTable(all: readonly PersonAccess[], columns: number): Shown {
  const names = all[0]?.opens.map(({ name }) => name) ?? [];
  const rows = all.map((access) => [who(access), ...access.opens.map(cell)]);
  const wide = table(['PERSON', ...names], rows);
  const width = Math.max(
    ...String(wide)
      .split('\n')
      .map((line) => line.length),
  );
  if (names.length > 0 && width <= columns) return wide;
  return table(
    ['PERSON', 'OPENS'],
    all.map((access) => [who(access), opensText(access)]),
  );
}
