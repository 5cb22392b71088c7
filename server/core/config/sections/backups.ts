import { settings } from '../vocabulary.ts';

export const backupsSection = settings({}).describe('Backups.');
