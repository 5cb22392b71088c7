import { z } from 'zod';

/** Whom a service or a site is for: everybody who may open everything, or only who was given it by name. */
export type Audience = z.output<typeof audience>;

export const audience = z
  .enum(['everyone', 'chosen'], 'is neither everyone nor chosen; write one of them')
  .prefault('everyone')
  .describe('Whom it is for: everyone who may open everything, or chosen: only who was given it by name.');

/** What the LAN needs for a service or a site: nothing, a key as everywhere else, or it is not there. */
export type AtHome = z.output<typeof atHome>;

export const atHome = z
  .enum(['open', 'key', 'closed'], 'is none of open, key and closed; write one of them')
  .prefault('open')
  .describe('What is asked at home: open: nothing, key: a key whose person may open it, closed: it is not there.');
