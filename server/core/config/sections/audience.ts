import { z } from 'zod';

/** Whom a service or a site is for: everybody who may open everything, or only who was given it by name. */
export type Audience = z.output<typeof audience>;

export const audience = z
  .enum(['everyone', 'chosen'], 'is neither everyone nor chosen; write one of them')
  .prefault('everyone')
  .describe('Whom it is for: everyone who may open everything, or chosen: only who was given it by name.');
