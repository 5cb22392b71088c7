const DAY = 86_400;

/**
 * Whether the last backup is so old that one has not been made. One that is due may wait for a home that starts, or for a
 * disk that is not there.
 * @param age seconds since the last one @param every seconds between two of them
 */
export const isBackupLate = (age: number, every: number): boolean => age > 2 * every + DAY;
