import { settings } from '../vocabulary.ts';

export const noticesSection = settings({}).describe('What the admin is told, and how.');
