import { settings } from '../vocabulary.ts';

export const caSection = settings({}).describe("Where the Homelab CA's key lies, and how it is opened.");
