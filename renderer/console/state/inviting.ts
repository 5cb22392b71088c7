/** What the form of an invitation offers. */

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/** For how long a code may work, in seconds. */
export const INVITATION_LIVES = [HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY] as const;

/** Names one order of an invitation. */
export const newRequest = (): string => crypto.randomUUID();
