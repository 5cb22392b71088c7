import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { expecting, settings } from '../vocabulary.ts';

/** So many in so many seconds. */
export interface Allowance {
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
}

const allowance = (fallback: string) =>
  z
    .string(expecting(`so many in a time, such as ${fallback}`))
    .transform((value, context): Allowance => {
      const [, points = '', time = ''] = /^([1-9]\d{0,6})\s*\/\s*(\d+[mhd])$/.exec(value.trim()) ?? [];
      const duration = parseDuration(time);
      if (duration !== undefined && duration <= 86_400) return { points: Number(points), duration };
      const message = `is not so many in a time of up to a day; write it such as ${fallback}`;
      context.issues.push({ code: 'custom', message, input: value });
      return z.NEVER;
    })
    .prefault(fallback);

/**
 * Why these numbers.
 *
 * Requests: enrolling takes about six, so twenty computers of one family behind one address may enrol in the same
 * minute. Over all, twenty a second: the dearest request costs some five milliseconds, so that strangers can take a
 * tenth of one core and not more.
 *
 * Failures: apps find typing errors by the check symbol before they send anything, so a wrong code at the server is a
 * used or expired one, and nobody has ten of those in a quarter of an hour. Over all, 1,000 in a quarter of an hour
 * are 288,000 in the three days that a code lives, against 2^55 codes: with ten invitations open, the guessers of the
 * whole world together open something once in some ten billion such codes' lives. It takes a hundred addresses to use
 * that up and so to keep people from enrolling; letting more guesses in would make that harder and guessing easier.
 */
export const limitsSection = settings({
  requests: settings({
    'per-source': allowance('120/1m').describe('From one IPv4 address, or one IPv6 /64.'),
    'over-all': allowance('1200/1m').describe('From everybody together.'),
  }).describe('Requests to the signing API.'),
  failures: settings({
    'per-source': allowance('10/15m').describe('From one IPv4 address, or one IPv6 /64.'),
    'over-all': allowance('1000/15m').describe('From everybody together.'),
  }).describe('Codes and renewal secrets that were wrong.'),
  'connections-per-stranger': z
    .int(expecting('a number of connections, such as 250'))
    .min(10, 'is too small for one browser; write 10 to 3600')
    .max(3600, 'is more than everybody outside gets together; write 10 to 3600')
    .default(250)
    .describe('Connections that one address outside the LAN may hold open at a time.'),
}).describe('What strangers may take.');
