import type { DeviceFilter, DeviceKind, InvitationFilter } from '../core/names/directory.ts';
import { INVITATION } from './statements.ts';

const LISTED_DEVICE = `
  SELECT d.id, d.person, d.name, d.platform, d.origin, d.state, d.renewal_generation, d.confirmed_generation, d.enrolled_at,
         d.ended_at, d.not_after AS last_not_after, d.note, d.secret_reused_at,
         s.at AS seen_at, s.address AS seen_address, s.host AS seen_host
  FROM device d LEFT JOIN last_seen s ON s.device_id = d.id`;

const UNUSED = 'i.redeemed_at IS NULL AND i.cancelled_at IS NULL';

// SQLite takes the columns beside max() from the row that has it: https://www.sqlite.org/lang_select.html#bareagg
const peopleSql = (condition = '') => `
    SELECT d.person, count(*) AS devices, sum(d.state = 'active' AND d.not_after > :at) AS active,
           (SELECT count(*) FROM invitation i WHERE i.person = d.person AND ${UNUSED} AND i.expires_at > :at) AS open,
           max(s.at) AS seen_at, s.address AS seen_address, s.host AS seen_host
    FROM device d LEFT JOIN last_seen s ON s.device_id = d.id
    WHERE d.person > :after ${condition} GROUP BY d.person ORDER BY d.person LIMIT :limit`;

export const DIRECTORY_SQL = {
  device: `${LISTED_DEVICE} WHERE d.id = :id`,
  deviceCursor: 'SELECT rowid AS row, enrolled_at, not_after FROM device WHERE id = :id',
  invitationCursor: 'SELECT rowid AS row, created_at FROM invitation WHERE id = :id',

  people: peopleSql(),
  peopleFound: peopleSql('AND latchkey_finds(:search, d.person)'),
  countDevices: 'SELECT state, sum(not_after > :at) AS good, count(*) AS count FROM device GROUP BY state',
  countExpiring: `
    SELECT count(*) AS count FROM device d WHERE d.state = 'active' AND d.not_after > :at AND d.not_after <= :until`,
  countOpenInvitations: `SELECT count(*) AS count FROM invitation i WHERE ${UNUSED} AND i.expires_at > :at`,

  // The person is any of those who have such a device.
  deviceNamesBeginning: `
    SELECT name AS value, person FROM device
    WHERE name >= :prefix AND name < :end AND (:state IS NULL OR state = :state) GROUP BY name ORDER BY name LIMIT :limit`,
  deviceIdsBeginning: `
    SELECT id AS value, person FROM device
    WHERE id >= :prefix AND id < :end AND (:state IS NULL OR state = :state) ORDER BY id LIMIT :limit`,
  peopleBeginning: `
    SELECT person FROM device WHERE person >= :prefix AND person < :end GROUP BY person ORDER BY person LIMIT :limit`,
} as const;

/** Where `certain` holds, an index gives the order; the plus keeps SQLite from choosing another one. */
function pageSql(select: string, conditions: readonly (string | false | undefined)[], order: string): string {
  const where = conditions.filter((each) => typeof each === 'string');
  return `${select} ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY ${order} LIMIT :limit`;
}

const COMPUTER = "coalesce(d.platform, 'other') <> 'other'";
const BY_PAGE = "d.origin IN ('scep', 'page')";
const DEVICE_KINDS: Readonly<Record<DeviceKind, string>> = {
  computer: COMPUTER,
  phone: `NOT (${COMPUTER}) AND ${BY_PAGE}`,
  other: `NOT (${COMPUTER}) AND NOT (${BY_PAGE})`,
};

/** One page of devices. Parameters: `limit`, `at`, those of the filter, and `cursor` and `row` when it goes on. */
export function devicesSql({ person, state, kind, search, endsUntil }: DeviceFilter, goesOn: boolean): string {
  const soonest = endsUntil !== undefined;
  const stored = state === 'expired' || soonest ? 'active' : state;
  const otherIndex = person !== undefined && !soonest ? '+' : '';
  return pageSql(
    LISTED_DEVICE,
    [
      person !== undefined && `${soonest ? '+' : ''}d.person = :person`,
      stored && `${otherIndex}d.state = '${stored}'`,
      // Two of them: devices that have expired are not about to.
      (state === 'active' || soonest) && `${soonest ? '' : '+'}d.not_after > :at`,
      state === 'expired' && '+d.not_after <= :at',
      soonest && 'd.not_after <= :until',
      kind && DEVICE_KINDS[kind],
      search !== undefined && 'latchkey_finds(:search, d.person, d.name, d.note)',
      goesOn && (soonest ? '(d.not_after, d.rowid) > (:cursor, :row)' : '(d.enrolled_at, d.rowid) < (:cursor, :row)'),
    ],
    soonest ? 'd.not_after, d.rowid' : 'd.enrolled_at DESC, d.rowid DESC',
  );
}

const INVITATION_STATES = {
  open: `${UNUSED} AND i.expires_at > :at`,
  expired: `${UNUSED} AND i.expires_at <= :at`,
  redeemed: 'i.redeemed_at IS NOT NULL',
  cancelled: 'i.cancelled_at IS NOT NULL',
} as const;

/** One page of invitations. Parameters as of {@link devicesSql}. */
export function invitationsSql({ person, state }: InvitationFilter, goesOn: boolean): string {
  return pageSql(
    INVITATION,
    [
      person !== undefined && 'i.person = :person',
      state && INVITATION_STATES[state],
      goesOn && '(i.created_at, i.rowid) < (:cursor, :row)',
    ],
    'i.created_at DESC, i.rowid DESC',
  );
}
