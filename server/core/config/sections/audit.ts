import { count, settings } from '../vocabulary.ts';

export const auditSection = settings({
  'keep-days': count('days', 1, 3650).default(730).describe('How long entries of the audit log are kept.'),
}).describe('The audit log.');
