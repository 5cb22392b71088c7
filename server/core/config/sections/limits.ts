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
 * Requests: what brings no code costs some 0.3 milliseconds, so that strangers take a thirtieth of one core and not more.
 *
 * Failures: twenty wrong codes a second, each some two milliseconds. Nobody is refused when that is used up: whoever has
 * tried least goes first, so that a newcomer waits for the next turn, 50 milliseconds. Against 2^55 codes it is nothing:
 * docs/security.md has the calculation. Apps find typing errors by the check symbol before they send anything, so a wrong
 * code at the server is a used or expired one, and nobody has ten of those in a quarter of an hour.
 */
/** Connections that strangers and devices that are out may hold together; the rest is for who is at home. */
export const OUTSIDE_CONNECTIONS = 3600;
/** What one browser needs. */
const LEAST_CONNECTIONS = 10;

export const limitsSection = settings({
  requests: settings({
    'per-source': allowance('120/1m').describe(
      'Accepted from earlier versions, and without effect: turns are shared out.',
    ),
    'over-all': allowance('6000/1m').describe('From everybody outside together. What is more waits for its turn.'),
  }).describe('Requests to the signing API that bring no code, and wrong renewal secrets.'),
  failures: settings({
    'per-source': allowance('10/15m').describe(
      'So many from one IPv4 address, or one IPv6 /64, before the admin is told of an attack. Nobody is refused.',
    ),
    'over-all': allowance('1200/1m').describe('From everybody outside together. What is more waits for its turn.'),
  }).describe('Codes that were wrong.'),
  'connections-per-stranger': z
    .int(expecting('a number of connections, such as 250'))
    .min(LEAST_CONNECTIONS, `is too small for one browser; write ${LEAST_CONNECTIONS} to ${OUTSIDE_CONNECTIONS}`)
    .max(
      OUTSIDE_CONNECTIONS,
      `is more than everybody outside gets together; write ${LEAST_CONNECTIONS} to ${OUTSIDE_CONNECTIONS}`,
    )
    .default(250)
    .describe('Connections that one address outside the LAN may hold open at a time.'),
}).describe('What strangers may take.');
