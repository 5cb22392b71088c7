import { z } from 'zod';
import { count, duration, expecting, filePath, section } from '../vocabulary.ts';

const EXAMPLE = 'such as age1… (age-keygen makes one)';
const RECIPIENT = `a public key of age, ${EXAMPLE}`;

/** Backups that `latchkey up` makes. To a public key: no home can read what it has put away. */
export const backupsSection = section({
  folder: filePath.describe('Where they go; another disk, best of all another house.'),
  every: duration('1d', 3600, 365 * 86_400, 'from 1h to 365d')
    .prefault('1d')
    .describe('How often.'),
  keep: count('backups', 1, 10_000).default(30).describe('How many are kept; the oldest go first.'),
  to: z
    .array(
      z.string(expecting(RECIPIENT)).regex(/^age1[a-z0-9]{20,}$/, `is no public key of age; write ${RECIPIENT}`),
      expecting(`a list of public keys of age, each ${EXAMPLE}`),
    )
    .min(1, `is empty; write ${RECIPIENT}`)
    .describe('Public keys of age; whoever has the secret key to one of them can restore.'),
})
  .optional()
  .describe('Backups that latchkey up makes by itself. Without the key of the Homelab CA.');
