import { z } from 'zod';
import { camelKeys, expecting, section } from '../vocabulary.ts';
import { atHome, audience } from './audience.ts';

/** What holds for hand-written sites. Hosts are checked by `parseConfig`, so that a problem points at the key. */
export const hostsSection = z
  .record(
    z.string(),
    section({ for: audience, 'at-home': atHome }).transform((value) => camelKeys(value)),
    expecting('hosts of hand-written sites, one a line, each with for: chosen below it'),
  )
  .default({})
  .describe(
    'What holds for hand-written sites, by host: wiki.example.com, or *.example.com for every name that a wildcard has.',
  );
